//! `\h`: the functions SQL has here, and what one of them does.

use std::collections::BTreeMap;

use datafusion::logical_expr::Documentation;
use pipedrive_datafusion::PipedriveSession;

use crate::failure::{Failure, Report};
use crate::shell::Shell;
use crate::wording::nearest;

/// Width of the list.
const WIDTH: usize = 100;

/// Names of all functions, in order.
pub(crate) fn names(session: &PipedriveSession) -> Vec<String> {
    documented(session).into_keys().collect()
}

/// Lists the functions in columns.
pub(super) fn list(shell: &Shell) -> Result<(), Failure> {
    shell.console.data(in_columns(&names(&shell.session)).as_bytes())
}

/// Shows how a function is called and what it does.
pub(super) fn explain(shell: &Shell, name: &str) -> Result<(), Failure> {
    let functions = documented(&shell.session);
    let Some(documentation) = functions.get(name) else {
        let report = Report::new(format!("no function `{name}`"));
        return Err(match nearest(name, functions.keys().map(String::as_str)) {
            Some(near) => report.with_hint(format!("did you mean `{near}`?")).into(),
            None => report.with_hint("`\\h` lists the functions").into(),
        });
    };
    let text = match documentation {
        Some(doc) => format!("{}\n\n{}\n", doc.syntax_example, doc.description.trim()),
        None => format!("{name}: there is no description\n"),
    };
    shell.console.data(text.as_bytes())
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
