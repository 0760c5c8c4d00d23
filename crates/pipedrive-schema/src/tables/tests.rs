//! Tests of what every table must fulfil.

use std::collections::HashSet;

use super::*;
use crate::{
    ApiVersion, ColumnSpec, ColumnType, CustomShape, Exactness, FilterKind, FilterSpec, MemberSpec, Origin, ParentKey,
    RouteSpec, RowShape,
};

/// Calls `check` for every table and lists all complaints at once.
fn check(complaints: impl Fn(&'static TableSpec) -> Vec<String>) {
    let all: Vec<_> = TABLES.iter().flat_map(|t| complaints(t).into_iter().map(move |c| (t.name, c))).collect();
    assert!(all.is_empty(), "{all:#?}");
}

/// The same for every column.
fn check_columns(complaint: impl Fn(&'static TableSpec, &'static ColumnSpec) -> Option<String>) {
    check(|table| table.columns.iter().filter_map(|c| complaint(table, c)).collect());
}

/// The same for every filter.
fn check_filters(complaint: impl Fn(&'static TableSpec, &'static FilterSpec) -> Option<String>) {
    check(|table| table.filters.iter().filter_map(|f| complaint(table, f)).collect());
}

fn complain_unless(fine: bool, complaint: impl Into<String>) -> Option<String> {
    (!fine).then(|| complaint.into())
}

fn is_snake_case(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(inner) && !name.contains("__")
}

/// Members are named like columns, or by a number, as the sizes of pictures are.
fn is_member_name(name: &str) -> bool {
    is_snake_case(name) || !name.is_empty() && name.chars().all(|c| c.is_ascii_digit())
}

/// A comment is one phrase, as `\d` shows it.
fn is_phrase(comment: &str) -> bool {
    let starts_small = !comment.starts_with(char::is_uppercase) || comment.starts_with("ISO ");
    !comment.is_empty() && comment.len() <= 120 && starts_small && !comment.ends_with('.')
}

fn routes(table: &TableSpec) -> impl Iterator<Item = RouteSpec> {
    let fields = table.custom_fields.map(|c| c.fields);
    table.walks.iter().map(|w| w.route).chain(table.single).chain(fields).chain(one_parent(table))
}

/// The route for a single parent of a table whose walk takes several.
fn one_parent(table: &TableSpec) -> Option<RouteSpec> {
    match table.parent?.key {
        ParentKey::List { one, .. } => one,
        ParentKey::Path | ParentKey::Parameter(_) => None,
    }
}

#[test]
fn table_names_are_unique_snake_case_and_found() {
    let names: HashSet<_> = TABLES.iter().map(|t| t.name).collect();
    assert_eq!(names.len(), TABLES.len());
    check(|t| {
        let fine = is_snake_case(t.name) && is_phrase(t.comment) && table(t.name) == Some(t) && t.typical_rows > 0;
        complain_unless(fine, "name, comment or row count").into_iter().collect()
    });
    assert_eq!(table("deal"), None);
}

#[test]
fn column_names_are_unique_and_snake_case_with_a_comment() {
    check(|t| {
        let mut seen = HashSet::new();
        t.columns.iter().filter(|c| !seen.insert(c.name)).map(|c| c.name.to_owned()).collect()
    });
    check_columns(|_, c| complain_unless(is_snake_case(c.name) && is_phrase(c.comment), c.name));
}

#[test]
fn primary_keys_are_scalars_and_paged_tables_can_fetch_a_row_by_them() {
    check(|t| {
        let child = t.parent.is_some();
        let Some(key) = t.primary_key else {
            // Rows of a child that belong together by their parent need no key of their own, nor does an only row,
            // and the same record in several walks has none.
            let only = t.walks.iter().all(|w| w.rows == RowShape::Record);
            let several = t.columns.iter().any(|c| c.origin == Origin::Walk);
            let fine = (child || only || several) && t.single.is_none();
            return complain_unless(fine, "no primary key").into_iter().collect();
        };
        let scalar = t.column(key).is_some_and(|c| matches!(c.data_type, ColumnType::Int64 | ColumnType::Text));
        let whole = t.walks.iter().all(|w| w.route.paging == crate::Paging::Whole);
        // The one long list without a route for a row, and a short one whose route for a row tells less.
        let fetched = t.single.is_some() || whole || child || ["lead_fields", "roles"].contains(&t.name);
        complain_unless(scalar && fetched, "primary key").into_iter().collect()
    });
}

#[test]
fn references_point_to_existing_columns_of_the_same_type() {
    check_columns(|_, c| {
        let (referred, column) = c.references?;
        let target = table(referred).and_then(|t| t.column(column));
        complain_unless(target.is_some_and(|t| t.data_type == c.data_type), format!("{} → {referred}", c.name))
    });
}

#[test]
fn origins_fit_their_columns() {
    check_columns(|t, c| {
        let fine = match c.origin {
            Origin::Member(path) => !path.is_empty() && path.iter().all(|member| is_member_name(member)),
            Origin::Optional(member) => member == c.name,
            Origin::PrimaryOf(list) => {
                let members: Option<&[MemberSpec]> = match t.column(list).map(|c| c.data_type) {
                    Some(ColumnType::StructList(members)) => Some(members),
                    _ => None,
                };
                let has = |name| members.is_some_and(|m| m.iter().any(|m| m.name == name));
                c.data_type == ColumnType::Text && has("value") && has("primary")
            }
            Origin::LabelsOf(ids) => {
                let ids = t.column(ids).map(|c| c.data_type);
                c.data_type == ColumnType::TextList && ids == Some(ColumnType::Int64List) && t.custom_fields.is_some()
            }
            Origin::Parameter => t.filters.iter().any(|f| f.column == c.name && f.kind == FilterKind::Selects),
            Origin::Parent => t.parent.is_some_and(|parent| parent.column == c.name) && c.references.is_some(),
            Origin::Walk => t.walks.len() > 1,
        };
        complain_unless(fine, c.name)
    });
}

#[test]
fn no_two_columns_hold_the_same_member_and_none_is_ignored() {
    check(|t| {
        let mut seen = HashSet::new();
        let path = |c: &'static ColumnSpec| match c.origin {
            Origin::Member(path) => Some(path.to_vec()),
            Origin::Optional(member) => Some(vec![member]),
            Origin::PrimaryOf(_) | Origin::LabelsOf(_) | Origin::Parameter | Origin::Parent | Origin::Walk => None,
        };
        let paths: Vec<_> = t.columns.iter().filter_map(path).collect();
        let is_ignored = |path: &&Vec<&str>| {
            let whole = path.join(".");
            t.ignored
                .iter()
                .any(|name| whole.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        };
        let ignored = paths.iter().filter(is_ignored).map(|p| p.join("."));
        let twice = paths.iter().filter(|p| !seen.insert(*p)).map(|p| p.join("."));
        ignored.chain(twice).collect()
    });
}

#[test]
fn members_of_lists_are_scalars_with_unique_names() {
    check_columns(|_, c| {
        let ColumnType::StructList(members) = c.data_type else { return None };
        let mut seen = HashSet::new();
        let scalar = |m: &MemberSpec| {
            use ColumnType::{Boolean, Date, Float64, Int64, Text, Time, Timestamp};
            matches!(m.data_type, Boolean | Date | Float64 | Int64 | Text | Time | Timestamp)
        };
        complain_unless(members.iter().all(|m| is_snake_case(m.name) && seen.insert(m.name) && scalar(m)), c.name)
    });
}

#[test]
fn filters_name_columns_walks_and_reasons() {
    check_filters(|t, f| {
        let column = t.column(f.column)?;
        let selects = f.kind == FilterKind::Selects;
        let is_parameter = column.origin == Origin::Parameter;
        let is_time = column.data_type == ColumnType::Timestamp;
        let fine = selects == is_parameter
            && is_time == matches!(f.kind, FilterKind::Since | FilterKind::Until)
            && !(is_time && f.exactness == Exactness::Exact)
            && f.walks.iter().all(|w| t.walk(w).is_some())
            && !f.soundness.is_empty()
            // A walk that does not know the parameter would give rows that nothing can check.
            && (!selects || f.walks.is_empty())
            && f.kind != FilterKind::List { max: 0 };
        complain_unless(fine, f.column)
    });
    check_filters(|t, f| complain_unless(t.column(f.column).is_some(), f.column));
    check(|t| {
        let mut seen = HashSet::new();
        t.filters.iter().filter(|f| !seen.insert(f.parameter)).map(|f| f.parameter.to_owned()).collect()
    });
}

#[test]
fn only_tables_with_saved_filters_yield_to_them() {
    check(|t| {
        let saved = t.filters.iter().any(|f| f.column == "filter_id" && f.kind == FilterKind::Selects);
        let column = t.column("filter_id").is_some_and(|c| c.origin == Origin::Parameter);
        let yields = t.filters.iter().any(|f| f.yields_to_filter_id);
        complain_unless(saved == column && (saved || !yields), "filter_id").into_iter().collect()
    });
}

#[test]
fn sorts_name_columns_and_never_texts() {
    check(|t| {
        let sortable = |name| {
            use ColumnType::{Date, Int64, Timestamp};
            let column = t.column(name);
            column.is_some_and(|c| matches!(c.data_type, Date | Int64 | Timestamp) && c.origin != Origin::Parameter)
        };
        t.sorts.iter().filter(|s| !sortable(s.column)).map(|s| s.column.to_owned()).collect()
    });
}

#[test]
fn parents_are_named_by_a_column_that_refers_to_their_key() {
    // What identifies a parent is no primary key where the parent is a row of several walks.
    let is_key = |parents: &TableSpec, key| match parents.primary_key {
        Some(primary) => primary == key,
        None => key == "id" && parents.columns.iter().any(|c| c.origin == Origin::Walk),
    };
    check(|t| {
        let Some(parent) = t.parent else { return Vec::new() };
        let column = t.column(parent.column);
        let referred = column.and_then(|c| c.references);
        // A walk over all parents must be a list: below another table it would take a request for each of that one's rows.
        let is_listed = |parents: &TableSpec, key| is_key(parents, key) && parents.parent.is_none();
        let to_key = referred.is_some_and(|(name, key)| table(name).is_some_and(|parents| is_listed(parents, key)));
        // Rows of several parents in one answer can only be told apart by what they say themselves.
        let told = match parent.key {
            ParentKey::List { max, .. } => max > 0 && column.is_some_and(|c| c.origin != Origin::Parent),
            ParentKey::Path | ParentKey::Parameter(_) => true,
        };
        complain_unless(to_key && told && parent.typical_percent > 0, "parent").into_iter().collect()
    });
}

#[test]
fn children_are_not_sorted_by_the_api() {
    // Each request sorts the rows of its own parents, and the rows of all requests are in no order.
    check(|t| complain_unless(t.parent.is_none() || t.sorts.is_empty(), "sorts").into_iter().collect());
}

#[test]
fn walks_have_unique_names_and_split_tables_end_with_the_archive() {
    check(|t| {
        let split: Vec<_> = t.walks.iter().map(|w| (w.name, w.archived)).collect();
        let archive = split == [("active", Some(false)), ("archived", Some(true))];
        let names: HashSet<_> = t.walks.iter().map(|w| w.name).collect();
        let fixed: HashSet<_> = t.walks.iter().map(|w| w.fixed).collect();
        // Other lists of one route differ in what their requests carry.
        let apart = t.walks.len() > 1 && names.len() == t.walks.len() && fixed.len() == t.walks.len();
        let fine = split == [("all", None)] || archive || apart && t.walks.iter().all(|w| w.archived.is_none());
        // A child can hold rows of a split table, as the API lists them together.
        let flag = t.column("is_archived").is_some() == archive || t.parent.is_some();
        complain_unless(fine && flag, format!("{split:?}")).into_iter().collect()
    });
}

#[test]
fn a_column_with_the_walk_holds_what_the_walk_asks_for() {
    check_columns(|t, c| {
        let asked = |w: &crate::WalkSpec| w.fixed == [(c.name, w.name)];
        complain_unless(c.origin != Origin::Walk || t.walks.iter().all(asked), c.name)
    });
}

#[test]
fn what_a_shape_calls_a_value_or_key_is_a_column() {
    check(|t| {
        let named = t.walks.iter().filter_map(|w| match w.rows {
            RowShape::Values(name) | RowShape::Entries(name) | RowShape::Grouped { name, .. } => Some(name),
            RowShape::List
            | RowShape::Record
            | RowShape::Records
            | RowShape::Member(_)
            | RowShape::OptionalMember(_) => None,
        });
        let homeless = named
            .filter(|name| !t.columns.iter().any(|c| matches!(c.origin, Origin::Member([member]) if member == name)));
        homeless.map(str::to_owned).collect()
    });
}

#[test]
fn no_column_shows_a_password() {
    check_columns(|_, c| {
        let secret = |name: &str| name.contains("password") || name.contains("secret");
        let within = matches!(c.origin, Origin::Member(path) if path.iter().any(|member| secret(member)));
        complain_unless(!secret(c.name) && !within, c.name)
    });
}

#[test]
fn routes_have_a_price_scopes_and_a_page_size() {
    check(|t| {
        let wrong = |r: &RouteSpec| {
            let fine = r.cost > 0 && !r.scopes.is_empty() && r.path.starts_with('/') && !r.path.ends_with('/');
            let paged = match r.paging {
                // Among the lists of v1 those of changes, and only they, go on where a cursor says.
                crate::Paging::Cursor { max_limit } => {
                    (r.version == ApiVersion::V2 || r.path.to_lowercase().ends_with("changelog")) && max_limit > 0
                }
                crate::Paging::Offset { max_limit } => r.version == ApiVersion::V1 && max_limit > 0,
                crate::Paging::Whole => true,
            };
            !(fine && paged)
        };
        routes(t).filter(wrong).map(|r| r.full_path()).collect()
    });
    check(|t| {
        let by_path = t.parent.is_some_and(|parent| parent.key == ParentKey::Path);
        // The key comes last, and before it that of the parent where the route needs both.
        let single = |r: RouteSpec| {
            let (parents, key) = r.path.rsplit_once('/').unwrap_or_default();
            let nested =
                by_path && parents.matches('{').count() == 1 && t.walks.iter().any(|w| w.route.path == parents);
            key.starts_with('{') && key.ends_with('}') && (nested || !parents.contains('{'))
        };
        let keyed = |r: RouteSpec| r.path.matches('{').count() == 1 && r.path.contains("/{id}");
        let walks = t.walks.iter().all(|w| if by_path { keyed(w.route) } else { !w.route.path.contains('{') });
        complain_unless(t.single.is_none_or(single) && walks && one_parent(t).is_none_or(keyed), "placeholder")
            .into_iter()
            .collect()
    });
}

/// Lists with offsets that the API does not sort on request; a row that comes or goes between two pages can make
/// them miss or repeat a row. Most records have fewer such rows than a page holds.
const UNSORTED: &[&str] = &[
    "/callLogs",
    "/deals/{id}/flow",
    "/deals/{id}/mailMessages",
    "/deals/{id}/participants",
    "/leadFields",
    "/mailbox/mailThreads",
    "/notes/{id}/comments",
    "/organizations/{id}/flow",
    "/organizations/{id}/mailMessages",
    "/permissionSets/{id}/assignments",
    "/persons/{id}/flow",
    "/persons/{id}/mailMessages",
    "/persons/{id}/products",
    "/products/{id}/deals",
    "/roles",
    "/roles/{id}/assignments",
    "/users/{id}/roleAssignments",
];

#[test]
fn offset_walks_carry_a_stable_order() {
    check(|t| {
        let unstable = |w: &&crate::WalkSpec| {
            let offset = matches!(w.route.paging, crate::Paging::Offset { .. });
            offset
                && !UNSORTED.contains(&w.route.path)
                && !w.fixed.iter().any(|(parameter, order)| *parameter == "sort" && order.ends_with("id ASC"))
        };
        t.walks.iter().filter(unstable).map(|w| w.name.to_owned()).collect()
    });
}

#[test]
fn custom_fields_are_narrowed_only_where_they_are_nested() {
    check(|t| {
        let Some(custom) = t.custom_fields else { return Vec::new() };
        let nested = custom.shape == CustomShape::Nested;
        let fine = (nested || custom.max_narrowed == 0) && (custom.max_narrowed > 0 || !custom.narrows_single);
        complain_unless(fine, "custom fields").into_iter().collect()
    });
}

#[test]
fn deleted_rows_are_listed_through_an_existing_list_filter() {
    check(|t| {
        let Some(deleted) = t.deleted else { return Vec::new() };
        let filter = t.filters.iter().find(|f| f.parameter == deleted.parameter);
        let max = deleted.everything.len();
        let fine = deleted.everything.contains(&deleted.deleted)
            && filter.is_some_and(|f| f.kind == FilterKind::List { max } && f.accepts == deleted.everything);
        complain_unless(fine, "deleted").into_iter().collect()
    });
}
