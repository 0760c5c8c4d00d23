//! The tables and the procedures as Markdown tables, for the project's front page.

use std::fmt::Write;

use crate::{FilterKind, FilterSpec, PROCEDURES, Paging, ParameterSpec, TABLES, TableSpec};

/// Every table with its primary key, its number of built-in columns, the columns whose filters the API
/// carries out, and what a request costs.
///
/// The text ends with a line break; custom fields and the `_extra` column are not counted.
pub fn tables_markdown() -> String {
    let mut markdown = String::from(
        "| Table | Holds | Primary key | Columns | Filters the API carries out | Tokens a request |\n|---|---|---|--:|---|---|\n",
    );
    for table in TABLES {
        writeln!(
            markdown,
            "| `{}` | {} | {} | {} | {} | {} |",
            table.name,
            table.comment,
            table.primary_key.map_or_else(String::new, |key| format!("`{key}`")),
            table.columns.len(),
            filters(table),
            prices(table),
        )
        .expect("writing to a string does not fail");
    }
    markdown
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
    let mark = if spec.required { "*" } else { "" };
    match spec.values {
        [] => format!("`{}`{mark}", spec.name),
        values => format!("`{}`{mark} (`{}`)", spec.name, values.join("`, `")),
    }
}

/// The filtered columns, with the operator where it is not `=`.
fn filters(table: &TableSpec) -> String {
    let columns = table.filters.iter().map(|FilterSpec { column, kind, .. }| match kind {
        FilterKind::Equals | FilterKind::List { .. } | FilterKind::Selects => format!("`{column}`"),
        FilterKind::Since => format!("`{column}` ≥"),
        FilterKind::Until => format!("`{column}` <"),
    });
    columns.collect::<Vec<_>>().join(", ")
}

/// The price of a list request of each walk, and that of a single record.
fn prices(table: &TableSpec) -> String {
    let lists = table.walks.iter().map(|walk| {
        let unit = match walk.route.paging {
            Paging::Cursor { .. } | Paging::Offset { .. } => "a page",
            Paging::Whole => "for all rows",
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
             `organization_id`, `update_time` ≥, `filter_id` | 20 a page (active), 40 a page (archived), 2 a record |",
        );
    }

    #[test]
    fn a_table_without_pages_or_single_record_route_shows_one_price() {
        check("lead_labels", "| `lead_labels` | labels leads can carry | `id` | 5 |  | 10 for all rows |");
    }

    #[test]
    fn every_table_has_a_row_of_six_cells_below_the_head() {
        let markdown = tables_markdown();
        assert_eq!(markdown.lines().count(), TABLES.len() + 2);
        for line in markdown.lines() {
            assert_eq!(line.matches('|').count(), 7, "{line}");
        }
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
