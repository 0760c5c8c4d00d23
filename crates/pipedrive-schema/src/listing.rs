//! The tables and the procedures as Markdown tables, for the project's front page.

use std::fmt::Write;

use crate::{
    ArgumentSpec, FUNCTIONS, FilterKind, FilterSpec, Nulls, Origin, PROCEDURES, Paging, ParameterSpec, ParentKey,
    TABLES, TableSpec, ViewColumn, WritableSpec, views,
};

/// Every table with its primary key, its number of built-in columns, what the API does for a query, what a request
/// takes, and what statements can write.
///
/// The text ends with a line break; custom fields and the `_extra` column are not counted.
pub fn tables_markdown() -> String {
    let mut markdown = String::from(
        "| Table | Holds | Primary key | Columns | Filters the API carries out | Sorts | API | Tokens a request | \
         OAuth scopes, any of | Writes |\n|---|---|---|--:|---|---|---|---|---|---|\n",
    );
    for table in TABLES {
        writeln!(
            markdown,
            "| `{}` | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            table.name,
            table.comment,
            table.primary_key.map_or_else(String::new, |key| format!("`{key}`")),
            table.columns.len(),
            filters(table),
            sorts(table),
            versions(table),
            prices(table),
            scopes(table),
            writes(table),
        )
        .expect("writing to a string does not fail");
    }
    markdown
}

/// Every view with the columns a row has; an exploded list also has its table's columns that a query can narrow by, which
/// are not counted among them.
///
/// The text ends with a line break.
pub fn views_markdown() -> String {
    let mut markdown = String::from("| View | Holds | Reads | Columns |\n|---|---|---|---|\n");
    for view in views::views() {
        let tables: Vec<String> = view.tables().iter().map(|table| format!("`{table}`")).collect();
        let of_its_own = |column: &ViewColumn| {
            let key = column.references.is_some_and(|(table, _)| view.tables().contains(&table));
            column.repeats.is_none() || key
        };
        let columns = view.columns().into_iter().filter(of_its_own);
        let columns: Vec<String> = columns.map(|column| format!("`{}`", column.name)).collect();
        writeln!(markdown, "| `{}` | {} | {} | {} |", view.name, view.comment, tables.join(", "), columns.join(", "))
            .expect("writing to a string does not fail");
    }
    markdown
}

/// Every table function with its arguments in the order of positional ones, and what a request takes.
///
/// The text ends with a line break. Required arguments are marked with `*`.
pub fn functions_markdown() -> String {
    let mut markdown = String::from("| Function | Arguments | Rows | Tokens a request |\n|---|---|---|---|\n");
    for function in FUNCTIONS {
        let arguments: Vec<String> = function.arguments().map(argument).collect();
        writeln!(
            markdown,
            "| `{}` | {} | {} | {} |",
            function.name,
            arguments.join(", "),
            function.comment,
            prices(function),
        )
        .expect("writing to a string does not fail");
    }
    markdown
}

fn argument(argument: ArgumentSpec) -> String {
    with_values(argument.name(), argument.required(), argument.values())
}

/// Every procedure with its parameters in the order of positional arguments, its columns, and what it does.
///
/// The text ends with a line break. Required parameters are marked with `*`.
pub fn procedures_markdown() -> String {
    let mut markdown = String::from("| Procedure | Parameters | Columns | What it does |\n|---|---|---|---|\n");
    for procedure in PROCEDURES {
        let parameters: Vec<String> = procedure.parameters.iter().map(parameter).collect();
        let columns: Vec<String> = procedure.columns.iter().map(|column| format!("`{}`", column.name)).collect();
        writeln!(
            markdown,
            "| `{}` | {} | {} | {} |",
            procedure.name,
            parameters.join(", "),
            columns.join(", "),
            procedure.comment,
        )
        .expect("writing to a string does not fail");
    }
    markdown
}

/// A parameter with the values it takes, if they are few.
fn parameter(spec: &ParameterSpec) -> String {
    with_values(spec.name, spec.required, spec.values)
}

fn with_values(name: &str, required: bool, values: &[&str]) -> String {
    let mark = if required { "*" } else { "" };
    match values {
        [] => format!("`{name}`{mark}"),
        values => format!("`{name}`{mark} (`{}`)", values.join("`, `")),
    }
}

/// The filtered columns, with the operator where it is not `=`; the key of the parent first.
fn filters(table: &TableSpec) -> String {
    let parent = table.parent.iter().map(|parent| format!("`{}`", parent.column));
    let walks = table.columns.iter().filter(|column| column.origin == Origin::Walk);
    let walks = walks.map(|column| format!("`{}`", column.name));
    let columns = table.filters.iter().map(|FilterSpec { column, kind, .. }| match kind {
        FilterKind::Equals | FilterKind::List { .. } | FilterKind::Selects => format!("`{column}`"),
        FilterKind::Since => format!("`{column}` ≥"),
        FilterKind::Until => format!("`{column}` <"),
    });
    parent.chain(walks).chain(columns).collect::<Vec<_>>().join(", ")
}

/// The columns by which the API's order can be taken as it is.
fn sorts(table: &TableSpec) -> String {
    let columns = table.sorts.iter().filter(|sort| sort.nulls != Nulls::Any).map(|sort| format!("`{}`", sort.column));
    columns.collect::<Vec<_>>().join(", ")
}

/// The generations of the API that the table's requests go to.
fn versions(table: &TableSpec) -> String {
    let routes = table.walks.iter().map(|walk| walk.route).chain(table.single);
    let mut names: Vec<&str> = routes.map(|route| route.version.name()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// The scopes of the lists; those of a single record are the same.
fn scopes(table: &TableSpec) -> String {
    let scopes = table.walks.first().map_or(&[][..], |walk| walk.route.scopes);
    scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(", ")
}

/// What can be done to the rows.
fn writes(table: &TableSpec) -> String {
    let WritableSpec { insert, update, delete } = table.writable();
    let words = [(insert, "INSERT"), (update, "UPDATE"), (delete, "DELETE")];
    words.iter().filter(|(can, _)| *can).map(|(_, word)| *word).collect::<Vec<_>>().join(", ")
}

/// The price of a list request of each walk, and that of a single record.
fn prices(table: &TableSpec) -> String {
    let lists = table.walks.iter().map(|walk| {
        let unit = match (walk.route.paging, table.parent.map(|parent| parent.key)) {
            (Paging::Cursor { .. } | Paging::Offset { .. }, None | Some(ParentKey::List { .. })) => "a page",
            (Paging::Cursor { .. } | Paging::Offset { .. }, Some(_)) => "a page of one parent",
            (Paging::Whole, Some(ParentKey::Path | ParentKey::Parameter(_))) => "a parent",
            (Paging::Whole, None | Some(ParentKey::List { .. })) => "for all rows",
        };
        let split = if table.walks.len() > 1 { format!(" ({})", walk.name) } else { String::new() };
        format!("{} {unit}{split}", walk.route.cost)
    });
    let single = table.single.iter().map(|route| format!("{} a record", route.cost));
    lists.chain(single).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(table: &str, expect: &str) {
        let start = format!("| `{table}` |");
        let markdown = tables_markdown();
        let row = markdown.lines().find(|line| line.starts_with(&start));
        assert_eq!(row, Some(expect));
    }

    #[test]
    fn a_split_table_shows_the_price_of_both_walks() {
        check(
            "leads",
            "| `leads` | opportunities that are no deals yet, active and archived | `id` | 24 | `owner_id`, `person_id`, \
             `organization_id`, `update_time` ≥, `filter_id` | `add_time`, `update_time` | v1 | 20 a page (active), \
             40 a page (archived), 2 a record | `leads:read`, `leads:full` | INSERT, UPDATE, DELETE |",
        );
    }

    #[test]
    fn a_table_without_pages_or_single_record_route_shows_one_price() {
        check(
            "lead_labels",
            "| `lead_labels` | labels leads can carry | `id` | 5 |  |  | v1 | 10 for all rows | `leads:read`, `leads:full` | \
             INSERT, UPDATE, DELETE |",
        );
    }

    #[test]
    fn every_table_has_a_row_of_ten_cells_below_the_head() {
        let markdown = tables_markdown();
        assert_eq!(markdown.lines().count(), TABLES.len() + 2);
        for line in markdown.lines() {
            assert_eq!(line.matches('|').count(), 11, "{line}");
        }
    }

    #[test]
    fn a_function_shows_its_arguments_with_their_values() {
        let row = functions_markdown().lines().find(|line| line.starts_with("| `deal_search`")).map(str::to_owned);
        let row = row.unwrap_or_default();
        assert!(row.contains("| `term`*, ") && row.contains("`status` (`open`, `won`, `lost`)"), "{row}");
        assert!(row.ends_with("| 20 a page |"), "{row}");
    }

    #[test]
    fn a_view_shows_what_it_reads_and_has() {
        let row = views_markdown().lines().find(|line| line.starts_with("| `person_emails`")).map(str::to_owned);
        let row = row.unwrap_or_default();
        assert!(row.contains("| `persons` | `person_id`, `position`, `label`, `value`, `primary` |"), "{row}");
    }

    #[test]
    fn a_procedure_shows_its_parameters_and_columns() {
        let row = |name: &str| {
            let start = format!("| `{name}` |");
            procedures_markdown().lines().find(|line| line.starts_with(&start)).map(str::to_owned)
        };
        assert_eq!(
            row("GetOAuthAuthorizationURL").as_deref(),
            Some(
                "| `GetOAuthAuthorizationURL` | `AuthMode` (`WEB`, `APP`), `CallbackURL`, `State`, `Scope` | `URL` | \
                 builds the address of the consent page; sends nothing |"
            )
        );
        assert!(row("RefreshOAuthAccessToken").is_some_and(|row| row.contains("| `OAuthRefreshToken`* |")));
        assert_eq!(procedures_markdown().lines().count(), PROCEDURES.len() + 2);
    }
}
