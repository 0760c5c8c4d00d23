//! `\h`: the functions and procedures SQL has here, and what one of them or a statement does.

use std::collections::BTreeMap;

use datafusion::logical_expr::Documentation;
use pipedrive_datafusion::{PROCEDURES, PipedriveSession};
use pipedrive_schema::FUNCTIONS;

use super::{calls, statements};
use crate::failure::{Failure, Report};
use crate::shell::Shell;
use crate::wording::nearest;

/// Width of the list where no terminal has its own.
const WIDTH: usize = 100;

/// Names of all functions, in order.
pub(crate) fn names(session: &PipedriveSession) -> Vec<String> {
    documented(session).into_keys().collect()
}

/// Lists the functions of SQL in columns, then the table functions and procedures.
pub(super) fn list(shell: &Shell) -> Result<(), Failure> {
    let width = shell.console.width();
    let text = in_columns(&names(&shell.session), width.unwrap_or(WIDTH)) + &calls::lines(width);
    shell.console.data(text.as_bytes())
}

/// Shows how a function, a procedure or a statement is written and what it does.
pub(super) fn explain(shell: &Shell, name: &str) -> Result<(), Failure> {
    if calls::explain(shell, name)? {
        return Ok(());
    }
    if let Some(text) = statements::text_of(name) {
        return shell.console.data(text.as_bytes());
    }
    let functions = documented(&shell.session);
    let Some(documentation) = functions.get(name) else {
        let report = Report::new(format!("no function or procedure `{name}`"));
        let ours = FUNCTIONS.iter().map(|spec| spec.name).chain(PROCEDURES.iter().map(|spec| spec.name));
        return Err(match nearest(name, functions.keys().map(String::as_str).chain(ours)) {
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

fn documented(session: &PipedriveSession) -> BTreeMap<String, Option<Documentation>> {
    let state = session.context().state();
    let scalar = state.scalar_functions().iter().map(|(name, f)| (name.clone(), f.documentation().cloned()));
    let aggregate = state.aggregate_functions().iter().map(|(name, f)| (name.clone(), f.documentation().cloned()));
    let window = state.window_functions().iter().map(|(name, f)| (name.clone(), f.documentation().cloned()));
    window.chain(aggregate).chain(scalar).collect()
}

fn in_columns(names: &[String], room: usize) -> String {
    let width = names.iter().map(String::len).max().unwrap_or_default() + 2;
    let columns = (room / width).max(1);
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
        assert_eq!(in_columns(&names, 100), expect);
        assert_eq!(in_columns(&[], 100), "");
    }
}
