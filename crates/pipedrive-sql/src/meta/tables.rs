//! `\d` and its like: the tables and views, and the columns of one.

use pipedrive_datafusion::{ErrorKind, PROCEDURES, TableDescription};
use pipedrive_schema::FUNCTIONS;

use super::pattern::is_like;
use super::relations::{Kind, Relation, relations};
use super::rows::{write_list, write_whole};
use super::{Wanted, calls};
use crate::failure::{Failure, Report};
use crate::progress::Progress;
use crate::shell::Shell;
use crate::wording::{count, counted, nearest};

/// Lists what is wanted.
pub(super) async fn list(shell: &Shell, wanted: &Wanted) -> Result<(), Failure> {
    let all = relations(shell).await?;
    let is_wanted = |relation: &&Relation| {
        let is_like = wanted.pattern.as_ref().is_none_or(|pattern| is_like(&relation.name, bare(pattern)));
        is_like && wanted.kinds.contains(&relation.kind)
    };
    let listed: Vec<&Relation> = all.iter().filter(is_wanted).collect();
    let rows = listed.iter().map(|one| [one.name.clone(), one.kind.to_string(), one.comment.clone()]);
    write_list(shell, ["name", "kind", "comment"], rows)?;
    match &wanted.pattern {
        None => shell.console.note(&elsewhere(&all, wanted.kinds)),
        Some(pattern) if listed.is_empty() => shell.console.note(&format!("nothing here is named like `{pattern}`")),
        Some(_) => {}
    }
    Ok(())
}

/// How many there are of each kind, and where to find those that are not listed, and the functions.
fn elsewhere(all: &[Relation], listed: &[Kind]) -> String {
    let number = |kind| count(all.iter().filter(|relation| relation.kind == kind).count());
    let present = Kind::ALL.iter().filter(|kind| number(**kind) > 0);
    let mut parts: Vec<String> = present
        .map(|kind| match (kind, listed.contains(kind)) {
            (_, true) => counted(number(*kind), &kind.to_string()),
            (Kind::SystemTable, false) => format!("{}: \\dS", counted(number(*kind), &kind.to_string())),
            (_, false) => format!("{}: \\d", counted(number(*kind), &kind.to_string())),
        })
        .collect();
    parts.push(format!("{}: \\df", counted(count(FUNCTIONS.len()), "function")));
    parts.join(" · ")
}

/// Shows the columns of a table or view, or how a function is called.
pub(super) async fn describe(shell: &Shell, name: &str) -> Result<(), Failure> {
    let progress = Progress::new(&shell.console, &shell.session);
    let name = bare(name);
    // The engine's error tells a name that means nothing from definitions that cannot be fetched.
    let work = Box::pin(async { Ok(shell.session.describe(name).await) });
    let TableDescription { name, comment, columns } = match shell.watched(&progress, work).await? {
        Ok(description) => description,
        Err(error) if error.kind() == ErrorKind::TableNotFound => return describe_call(shell, name).await,
        Err(error) => return Err(error.into()),
    };
    if !comment.is_empty() {
        shell.console.note(&format!("{name}: {comment}"));
    }
    if columns.iter().all(|column| column.writes.is_empty()) {
        let rows = columns.into_iter().map(|c| [c.name, c.data_type, c.comment, c.server_side]);
        return write_whole(shell, ["column", "type", "comment", "server-side"], rows);
    }
    let is_marked = columns.iter().any(|column| column.writes.contains('*'));
    let rows = columns.into_iter().map(|c| [c.name, c.data_type, c.comment, c.server_side, c.writes]);
    write_whole(shell, ["column", "type", "comment", "server-side", "writes"], rows)?;
    if is_marked {
        shell.console.note("* an INSERT must give it, (*) it or another");
    }
    Ok(())
}

/// Shows how a function or procedure is called, if that is what the name means.
async fn describe_call(shell: &Shell, name: &str) -> Result<(), Failure> {
    let name = name.trim_matches('"');
    if calls::explain(shell, name)? {
        return Ok(());
    }
    let report = Report::new(format!("no table, view or function `{name}`"));
    let relations = relations(shell).await?;
    let functions = FUNCTIONS.iter().map(|spec| spec.name).chain(PROCEDURES.iter().map(|spec| spec.name));
    Err(match nearest(name, relations.iter().map(|relation| relation.name.as_str()).chain(functions)) {
        Some(near) => report.with_hint(format!("did you mean `{near}`?")).into(),
        None => report.with_hint("`\\d` lists the tables and views, `\\df` the functions").into(),
    })
}

/// A name without the catalog and the schema, which are always the same.
fn bare(name: &str) -> &str {
    let without = |name: &'_ str, prefix: &str| {
        let is_prefixed = name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        if is_prefixed { prefix.len() } else { 0 }
    };
    let name = &name[without(name, "pipedrive.")..];
    &name[without(name, "crm.")..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catalog_and_schema_are_taken_off_a_name() {
        let check = |name, expect| assert_eq!(bare(name), expect);
        check("deals", "deals");
        check("crm.deals", "deals");
        check("Pipedrive.CRM.deal_*", "deal_*");
        check("information_schema.tables", "information_schema.tables");
        check("crm", "crm");
    }
}
