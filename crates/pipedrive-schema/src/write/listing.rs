//! What can be written as a Markdown table, for the project's front page.

use std::fmt::Write;

use super::{BulkSpec, Required, WriteOn, WriteRoute, WriteSpec, writes};

/// Every table and view that can be written: what an INSERT must give, which columns can be written, and what a row
/// costs.
///
/// The text ends with a line break. Columns that identify a row are only named where an INSERT must give them.
pub fn writes_markdown() -> String {
    let mut markdown = String::from(
        "| Table or view | INSERT must give | INSERT and UPDATE | Only INSERT | Only UPDATE | Tokens of an INSERT | of an \
         UPDATE | of a DELETE |\n|---|---|---|---|---|--:|--:|--:|\n",
    );
    for (name, spec) in writes() {
        let prices = [
            spec.insert.map(|insert| price(insert.route, insert.bulk)),
            spec.update.map(|update| price(update.route, None)),
            spec.delete.map(|delete| price(delete.route, delete.bulk)),
        ];
        writeln!(
            markdown,
            "| `{name}` | {} | {} | {} | {} | {} |",
            demands(spec),
            both(spec),
            columns(spec, WriteOn::Insert),
            only_update(spec),
            prices.map(Option::unwrap_or_default).join(" | "),
        )
        .expect("writing to a string does not fail");
    }
    markdown
}

fn code(name: &str) -> String {
    format!("`{name}`")
}

/// What fills the path first, then what the body needs.
fn demands(spec: &WriteSpec) -> String {
    let Some(insert) = spec.insert else { return String::new() };
    let group = |group: &&[&str]| group.iter().map(|name| code(name)).collect::<Vec<_>>().join(" and ");
    let required = insert.required.iter().map(|required| match required {
        Required::Column(name) => code(name),
        Required::OneOf(groups) => groups.iter().map(group).collect::<Vec<_>>().join(" or "),
    });
    insert.route.keys.iter().map(|name| code(name)).chain(required).collect::<Vec<_>>().join(", ")
}

fn both(spec: &WriteSpec) -> String {
    let columns = columns(spec, WriteOn::Both);
    let custom = if spec.custom_fields { Some("custom fields".to_owned()) } else { None };
    [Some(columns).filter(|columns| !columns.is_empty()), custom].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn columns(spec: &WriteSpec, on: WriteOn) -> String {
    let columns = spec.columns.iter().filter(|column| column.on == on);
    columns.map(|column| code(column.column)).collect::<Vec<_>>().join(", ")
}

/// With the flag that archives, where it is no member of a body.
fn only_update(spec: &WriteSpec) -> String {
    let flag = spec.update.and_then(|update| update.archive).map(|archive| archive.flag);
    let flag = flag.filter(|flag| spec.column(flag).is_none()).map(code);
    let columns = Some(columns(spec, WriteOn::Update)).filter(|columns| !columns.is_empty());
    columns.into_iter().chain(flag).collect::<Vec<_>>().join(", ")
}

/// What one row costs, and what one request for several does.
fn price(route: WriteRoute, bulk: Option<BulkSpec>) -> String {
    let one = route.route.cost;
    match bulk {
        Some(bulk) => format!("{one}, or {} for up to {}", bulk.route.route.cost, bulk.max_rows),
        None => one.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expect: &str) {
        let start = format!("| `{name}` |");
        let markdown = writes_markdown();
        assert_eq!(markdown.lines().find(|line| line.starts_with(&start)), Some(expect));
    }

    #[test]
    fn a_table_shows_what_must_and_what_can_be_given() {
        check(
            "leads",
            "| `leads` | `title`, `person_id` or `organization_id` | `title`, `owner_id`, `person_id`, `organization_id`, \
             `label_ids`, `value`, `currency`, `expected_close_date`, `was_seen`, `channel`, `channel_id`, `visible_to`, \
             custom fields | `origin_id` | `is_archived` | 10 | 10 | 6 |",
        );
        check("role_assignments", "| `role_assignments` | `role_id`, `user_id` |  | `user_id` |  | 10 |  | 6 |");
        check("product_images", "| `product_images` |  |  |  |  |  |  | 6 |");
    }

    #[test]
    fn a_request_for_several_rows_shows_its_price() {
        check(
            "deal_field_options",
            "| `deal_field_options` | `field_code`, `label` | `label` |  |  | 5, or 5 for up to 100 | 5 | 3, or 3 for up \
             to 100 |",
        );
    }

    #[test]
    fn every_row_has_eight_cells() {
        let markdown = writes_markdown();
        assert_eq!(markdown.lines().count(), writes().count() + 2);
        assert!(markdown.lines().all(|line| line.matches('|').count() == 9), "{markdown}");
    }
}
