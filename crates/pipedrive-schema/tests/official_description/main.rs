//! Compares the tables with the official descriptions of the API, where they are at hand.
//!
//! Set `PIPEDRIVE_SPEC_DIR` to a folder with `openapi-v1.yaml` and `openapi-v2.yaml`; without it and without
//! the usual folder beside the checkout the tests say that they compared nothing.

mod body;
mod coverage;
mod description;
mod functions;
mod writes;
mod writes_coverage;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use description::{Description, Operation};
use pipedrive_schema::{
    ApiVersion, ColumnType, Origin, Paging, ParentKey, RouteSpec, RowShape, TABLES, TableSpec, WalkSpec,
};

static DESCRIPTION: LazyLock<Option<Description>> = LazyLock::new(Description::load);

/// Parameters that page, sort or shape an answer rather than filter it. `items` would narrow events to kinds, but
/// its names are not those the rows carry.
const NO_FILTERS: &[&str] = &[
    "cursor",
    "custom_fields",
    "include_body",
    "include_field_code",
    "include_fields",
    "include_labels",
    "include_option_labels",
    "items",
    "limit",
    "order_by",
    "skip_users",
    "sort",
    "sort_by",
    "sort_direction",
    "start",
];

/// One route of a table, with its walk if it lists rows.
struct Checked<'a> {
    table: &'static TableSpec,
    walk: Option<&'static WalkSpec>,
    route: RouteSpec,
    operation: Operation<'a>,
}

impl Checked<'_> {
    /// Paths of the members of a row.
    fn members(&self) -> BTreeSet<Vec<String>> {
        self.operation.members(self.walk.map_or(RowShape::Record, |walk| walk.rows))
    }
}

/// Calls `complaints` for every route of every table and lists all complaints at once.
#[expect(clippy::print_stdout, reason = "a comparison says how much it compared")]
fn check(what: &str, complaints: impl Fn(&Checked<'_>) -> Vec<String>) {
    let Some(description) = &*DESCRIPTION else {
        println!("{what}: skipped, the official descriptions are not at hand");
        return;
    };
    let mut all = Vec::new();
    let mut count = 0;
    for table in TABLES {
        let walks = table.walks.iter().map(|walk| (Some(walk), walk.route));
        // The route for one parent lists rows as the walk for several does.
        let one = one_parent(table).map(|route| (table.walks.first(), route));
        for (walk, route) in walks.chain(one).chain(table.single.map(|route| (None, route))) {
            let path = route.full_path();
            count += 1;
            match description.operation(&route) {
                Some(operation) => {
                    let complaints = complaints(&Checked { table, walk, route, operation });
                    all.extend(complaints.into_iter().map(|complaint| format!("{path}: {complaint}")));
                }
                None => all.push(format!("{path}: no such operation")),
            }
        }
    }
    assert!(all.is_empty(), "{what}: {all:#?}");
    println!("{what}: {count} routes of {} tables compared", TABLES.len());
}

/// The route for a single parent of a table whose walk takes several.
fn one_parent(table: &TableSpec) -> Option<RouteSpec> {
    match table.parent?.key {
        ParentKey::List { one, .. } => one,
        ParentKey::Path | ParentKey::Parameter(_) => None,
    }
}

/// The parameter that names a child's parents, if it is one.
fn parent_parameter(table: &TableSpec) -> Option<&'static str> {
    match table.parent?.key {
        ParentKey::Path => None,
        ParentKey::Parameter(parameter) | ParentKey::List { parameter, .. } => Some(parameter),
    }
}

/// Complains about every name on one side only.
fn differences(ours: &BTreeSet<&str>, theirs: &BTreeSet<&str>) -> Vec<String> {
    let surplus = ours.difference(theirs).map(|name| format!("`{name}` is not in the description"));
    let missing = theirs.difference(ours).map(|name| format!("`{name}` is missing"));
    surplus.chain(missing).collect()
}

#[test]
fn prices_are_the_official_ones() {
    check("prices", |c| {
        let theirs = c.operation.cost();
        if theirs == Some(u64::from(c.route.cost)) { Vec::new() } else { vec![format!("costs {theirs:?}")] }
    });
}

#[test]
fn scopes_are_the_official_ones() {
    check("scopes", |c| differences(&c.route.scopes.iter().copied().collect(), &c.operation.scopes()));
}

#[test]
fn every_filter_is_a_parameter_of_its_walks_and_every_other_parameter_is_known() {
    /// Parameters that stay unused: no column has what they compare, or not as they compare it.
    const UNUSED: &[(&str, &[&str])] = &[
        // Users, teams and companies share numbers, and the parameter means users; targets are no whole numbers; the
        // types stand in answers otherwise than in requests.
        ("goals", &["assignee.id", "expected_outcome.target", "type.name"]),
        // Columns hold lists of these, and the list of archived projects does not take them.
        ("projects", &["deal_id", "org_id", "person_id"]),
    ];
    check("filters", |c| {
        let Some(walk) = c.walk else { return Vec::new() };
        let applies = |walks: &[&str]| walks.is_empty() || walks.contains(&walk.name);
        let ours = c.table.filters.iter().filter(|f| applies(f.walks)).map(|f| f.parameter).collect();
        let fixed = |name: &str| walk.fixed.iter().any(|(parameter, _)| *parameter == name);
        let unused = |name: &str| UNUSED.iter().any(|(table, names)| *table == c.table.name && names.contains(&name));
        // What another walk through the same list sends, this one leaves out on purpose.
        let same_list = |name: &&str| c.table.walk(name).is_some_and(|other| other.route == walk.route);
        let of_others = |name: &str| {
            c.table.filters.iter().any(|f| f.parameter == name && !applies(f.walks) && f.walks.iter().any(&same_list))
        };
        let sent = |name: &str| fixed(name) || parent_parameter(c.table) == Some(name);
        let decided = |name: &str| NO_FILTERS.contains(&name) || unused(name) || sent(name) || of_others(name);
        let names = c.operation.parameters().filter_map(|p| p["name"].as_str());
        differences(&ours, &names.filter(|name| !decided(name)).collect())
    });
}

#[test]
fn keys_of_parents_and_fixed_values_go_out_in_parameters_that_exist() {
    check("parents", |c| {
        let Some(walk) = c.walk.filter(|walk| walk.route == c.route) else { return Vec::new() };
        let sent = walk.fixed.iter().map(|(parameter, _)| *parameter).chain(parent_parameter(c.table));
        let unknown = sent.filter(|name| c.operation.parameter(name).is_none());
        let mut all: Vec<_> = unknown.map(|name| format!("`{name}` is no parameter")).collect();
        if let Some(ParentKey::List { parameter, max, repeated, .. }) = c.table.parent.map(|parent| parent.key) {
            let stated = c.operation.stated_maximum(parameter, "maximum of ");
            let commas = c.operation.parameter(parameter).is_some_and(|p| p["explode"] == false);
            if stated.and_then(|max| usize::try_from(max).ok()) != Some(max) || commas == repeated {
                all.push(format!("takes {stated:?} keys, with commas: {commas}"));
            }
        }
        all
    });
}

#[test]
fn offset_walks_are_sorted_where_the_api_can_sort() {
    check("stable order", |c| {
        let Some(walk) = c.walk else { return Vec::new() };
        let offset = matches!(c.route.paging, Paging::Offset { .. });
        let sorted = walk.fixed.iter().any(|(parameter, _)| *parameter == "sort");
        let fine = !offset || sorted == c.operation.parameter("sort").is_some();
        if fine { Vec::new() } else { vec!["is not in a stable order".to_owned()] }
    });
}

#[test]
fn filters_accept_the_listed_values() {
    /// Values that ask for other rows than the walk lists: everything, or what the walk leaves out.
    const WIDER: &[(&str, &[&str])] = &[("product_deals", &["all_not_deleted", "deleted"])];
    check("values", |c| {
        let wider = WIDER.iter().filter(|(table, _)| *table == c.table.name).flat_map(|(_, values)| *values);
        let wider: BTreeSet<&str> = wider.copied().collect();
        let filters = c.table.filters.iter().filter(|f| c.walk.is_some() && !f.accepts.is_empty());
        filters
            .flat_map(|f| {
                let theirs = &c.operation.values(f.parameter) - &wider;
                if theirs.is_empty() {
                    // The status of projects has its values in prose.
                    let unnamed = f.accepts.iter().filter(|value| !c.operation.prose_names(f.parameter, value));
                    return unnamed.map(|value| format!("`{value}` is not in the prose")).collect();
                }
                differences(&f.accepts.iter().copied().collect(), &theirs)
            })
            .collect()
    });
}

#[test]
fn sorts_are_all_the_listed_ones_except_those_by_text_or_owner() {
    check("sorts", |c| {
        // An order within each parent's rows is none of a child's rows.
        if c.walk.is_none() || c.table.parent.is_some() {
            return Vec::new();
        }
        let mut theirs = c.operation.values("sort_by");
        theirs.extend(c.operation.values("sort"));
        let ours: BTreeSet<_> = c.table.sorts.iter().map(|s| s.parameter).collect();
        if c.operation.parameter("sort").is_some() && theirs.is_empty() {
            // Notes name their sortable fields in prose.
            let unnamed = ours.iter().filter(|name| !c.operation.prose_names("sort", name));
            return unnamed.map(|name| format!("`{name}` is not in the prose")).collect();
        }
        theirs.retain(|name| {
            let data_type = c.table.column(name).map(|column| column.data_type);
            let settled = matches!(data_type, Some(ColumnType::Text | ColumnType::Boolean));
            !settled && *name != "owner_id" && *name != "creator_id"
        });
        differences(&ours, &theirs)
    });
}

#[test]
fn optional_columns_are_the_values_of_include_fields() {
    check("optional columns", |c| {
        differences(&optional_members(c.table).collect(), &c.operation.values("include_fields"))
    });
}

#[test]
fn optional_columns_stand_in_the_order_include_fields_lists_them() {
    check("order of optional columns", |c| {
        let position = |name| optional_members(c.table).position(|member| member == name);
        let combined = c.operation.listed("include_fields").filter(|value| value.contains(','));
        let other = combined.filter(|value| !value.split(',').map(position).is_sorted());
        other.map(|value| format!("`{value}` has another order")).collect()
    });
}

/// Members that have to be asked for, in the order of their columns.
fn optional_members(table: &'static TableSpec) -> impl Iterator<Item = &'static str> {
    table.columns.iter().filter_map(|column| match column.origin {
        Origin::Optional(member) => Some(member),
        _ => None,
    })
}

#[test]
fn paging_is_the_official_one() {
    check("paging", |c| {
        let cursor = c.operation.parameter("cursor").is_some();
        let offset = c.operation.parameter("start").is_some();
        let max = c.operation.stated_maximum("limit", "maximum value of ");
        let unstated = max.is_none() && c.route.version == ApiVersion::V1;
        let fine = match c.route.paging {
            Paging::Cursor { max_limit } => cursor && !offset && (max == Some(max_limit) || unstated),
            Paging::Offset { max_limit } => offset && !cursor && max.is_none_or(|max| max == max_limit),
            Paging::Whole => !cursor && !offset && c.operation.parameter("limit").is_none(),
        };
        if fine { Vec::new() } else { vec![format!("{:?}, maximum {max:?}", c.route.paging)] }
    });
}

#[test]
fn custom_fields_are_narrowed_where_the_parameter_exists() {
    check("custom fields", |c| {
        let max = c.operation.stated_maximum("custom_fields", "maximum of ").unwrap_or(0);
        let ours = c.table.custom_fields.map_or(0, |custom| {
            let narrows = c.walk.is_some() || custom.narrows_single;
            if narrows { custom.max_narrowed } else { 0 }
        });
        if u32::try_from(ours) == Ok(max) { Vec::new() } else { vec![format!("takes {max} keys, not {ours}")] }
    });
}

#[test]
fn every_member_of_a_row_has_a_column() {
    check("members", |c| {
        let members = c.members().into_iter();
        let homeless = members.filter(|path| !has_column(c.table, path) && !is_repeated(c, path));
        homeless.map(|path| format!("`{}` has no column", path.join("."))).collect()
    });
}

#[test]
fn every_column_is_a_member_of_a_row_with_few_exceptions() {
    /// Columns the description lacks: it is older, has them on the single record only, on some tables of field
    /// definitions only, or tells of them where it tells how to write them.
    const ELSEWHERE: &[(&str, &str)] = &[
        ("activities", "outcome"),
        ("filters", "conditions"),
        ("goals", "currency_id"),
        ("goals", "stage_id"),
        ("organization_fields", "description"),
        ("product_fields", "description"),
        ("project_fields", "description"),
        // Which list a project is in says it.
        ("projects", "is_archived"),
    ];
    check("columns", |c| {
        let members = c.members();
        let unknown = c.table.columns.iter().filter(|column| match column.origin {
            Origin::Member(path) => {
                let known = members.iter().any(|member| starts_with(member, path));
                let elsewhere = ELSEWHERE.contains(&(c.table.name, column.name));
                !known && !elsewhere
            }
            _ => false,
        });
        unknown.map(|column| format!("no member for `{}`", column.name)).collect()
    });
}

/// Whether the member at `path` stands elsewhere too, or does not come at all.
fn is_repeated(checked: &Checked<'_>, path: &[String]) -> bool {
    /// Members of single tables: what only comes when asked for with `include_body`, and a deal's id under the
    /// name that repeats it.
    const SINGLE: &[(&str, &[&str])] = &[
        ("deal_mail_messages", &["data", "body"]),
        ("person_mail_messages", &["data", "body"]),
        ("organization_mail_messages", &["data", "body"]),
        ("person_products", &["deal", "id"]),
    ];
    let single = SINGLE.iter().any(|(table, member)| *table == checked.table.name && path == *member);
    // What stands beside the id in an object of v1 that means another record is in that record's table, and a
    // query sees it in `_extra`.
    let mut columns = checked.table.columns.iter().filter(|column| column.references.is_some());
    let beside_id = columns.any(|column| match column.origin {
        Origin::Member([object @ .., "value"]) => !object.is_empty() && starts_with(path, object),
        _ => false,
    });
    single || beside_id
}

/// Whether a column holds the member at `path`.
fn has_column(table: &TableSpec, path: &[String]) -> bool {
    if table.ignored.contains(&path[0].as_str()) || table.custom_fields.is_some() && path[0] == "custom_fields" {
        return true;
    }
    table.columns.iter().any(|column| {
        let at: &[&str] = match &column.origin {
            Origin::Member(at) => at,
            Origin::Optional(member) => std::slice::from_ref(member),
            _ => return false,
        };
        // An object that is NULL in an example stands at the start of its parts' paths.
        let inside = starts_with(path, at).then(|| &path[at.len()..]);
        let null_object = at.len() > path.len() && path.iter().zip(at).all(|(a, b)| a == b);
        null_object
            || match (inside, column.data_type) {
                (Some([]), _) | (Some(_), ColumnType::Json) => true,
                (Some([member]), ColumnType::StructList(members)) => members.iter().any(|m| m.name == member),
                _ => false,
            }
    })
}

fn starts_with(path: &[String], start: &[&str]) -> bool {
    path.len() >= start.len() && path.iter().zip(start).all(|(a, b)| a == b)
}
