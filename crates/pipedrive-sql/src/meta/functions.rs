//! `\h`: the functions and procedures SQL has here, and what one of them does.

use std::collections::BTreeMap;

use datafusion::logical_expr::Documentation;
use pipedrive_datafusion::{PROCEDURES, PipedriveSession, ProcedureSpec};

use crate::failure::{Failure, Report};
use crate::shell::Shell;
use crate::wording::nearest;

/// Width of the list.
const WIDTH: usize = 100;

/// Width of a procedure's name in the list.
const NAME_WIDTH: usize = 24;

/// Names of all functions, in order.
pub(crate) fn names(session: &PipedriveSession) -> Vec<String> {
    documented(session).into_keys().collect()
}

/// Lists the functions in columns, and the procedures.
pub(super) fn list(shell: &Shell) -> Result<(), Failure> {
    let procedures =
        PROCEDURES.iter().map(|spec| format!("{:width$}  {}\n", spec.name, spec.comment, width = NAME_WIDTH));
    let text = format!(
        "{}\nProcedures, for `CALL`:\n{}",
        in_columns(&names(&shell.session)),
        procedures.collect::<Vec<_>>().concat()
    );
    shell.console.data(text.as_bytes())
}

/// Shows how a function or a procedure is called and what it does.
pub(super) fn explain(shell: &Shell, name: &str) -> Result<(), Failure> {
    if let Some(spec) = PROCEDURES.iter().find(|spec| spec.name.eq_ignore_ascii_case(name)) {
        return shell.console.data(procedure(spec).as_bytes());
    }
    let functions = documented(&shell.session);
    let Some(documentation) = functions.get(name) else {
        let report = Report::new(format!("no function or procedure `{name}`"));
        let procedures = PROCEDURES.iter().map(|spec| spec.name);
        return Err(match nearest(name, functions.keys().map(String::as_str).chain(procedures)) {
            Some(near) => report.with_hint(format!("did you mean `{near}`?")).into(),
            None => report.with_hint("`\\h` lists them").into(),
        });
    };
    let text = match documentation {
        Some(doc) => format!("{}\n\n{}\n", doc.syntax_example, doc.description.trim()),
        None => format!("{name}: there is no description\n"),
    };
    shell.console.data(text.as_bytes())
}

/// How a procedure is called, what it does, and its parameters.
fn procedure(spec: &ProcedureSpec) -> String {
    let width = spec.parameters.iter().map(|parameter| parameter.name.len()).max().unwrap_or_default();
    let parameters =
        spec.parameters.iter().map(|parameter| format!("{:width$}  {}\n", parameter.name, parameter.comment));
    let parameters: String = parameters.collect();
    let gap = if parameters.is_empty() { "" } else { "\n" };
    format!("CALL {}\n\n{}\n{gap}{parameters}", spec.signature(), spec.comment)
}

fn documented(session: &PipedriveSession) -> BTreeMap<String, Option<Documentation>> {
    let state = session.context().state();
    let scalar = state.scalar_functions().iter().map(|(name, f)| (name.clone(), f.documentation().cloned()));
    let aggregate = state.aggregate_functions().iter().map(|(name, f)| (name.clone(), f.documentation().cloned()));
    let window = state.window_functions().iter().map(|(name, f)| (name.clone(), f.documentation().cloned()));
    window.chain(aggregate).chain(scalar).collect()
}

fn in_columns(names: &[String]) -> String {
    let width = names.iter().map(String::len).max().unwrap_or_default() + 2;
    let columns = (WIDTH / width).max(1);
    let line = |names: &[String]| {
        let cells: Vec<String> = names.iter().map(|name| format!("{name:width$}")).collect();
        format!("{}\n", cells.concat().trim_end())
    };
    names.chunks(columns).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_columns() {
        let names: Vec<String> = (0..5).map(|i| format!("{}{i}", "x".repeat(40))).collect();
        let expect = format!("{0}0  {0}1\n{0}2  {0}3\n{0}4\n", "x".repeat(40));
        assert_eq!(in_columns(&names), expect);
        assert_eq!(in_columns(&[]), "");
    }
}
