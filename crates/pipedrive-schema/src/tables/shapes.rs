//! Building blocks that several tables share: columns, groups of columns, routes, filters.

use crate::ColumnType::{Boolean, Int64, Text};
use crate::{
    ApiVersion, ColumnSpec, CustomFieldsSpec, CustomShape, FilterSpec, MemberSpec, Paging, ParentKey, ParentSpec,
    RouteSpec, RowShape, WalkSpec,
};

/// Scopes that read deals, pipelines and stages.
pub(crate) const DEALS: &[&str] = &["deals:read", "deals:full"];
/// Scopes that read pipelines and stages.
pub(super) const DEALS_OR_ADMIN: &[&str] = &["deals:read", "deals:full", "admin"];
/// Scopes that read persons and organizations.
pub(crate) const CONTACTS: &[&str] = &["contacts:read", "contacts:full"];
/// Scopes that read activities.
pub(crate) const ACTIVITIES: &[&str] = &["activities:read", "activities:full"];
/// Scopes that read products.
pub(crate) const PRODUCTS: &[&str] = &["products:read", "products:full"];
/// Scopes that read leads and their labels.
pub(super) const LEADS: &[&str] = &["leads:read", "leads:full"];
/// Scopes that read projects, their boards, phases, templates and tasks.
pub(super) const PROJECTS: &[&str] = &["projects:read", "projects:full"];
/// Scopes that read e-mails.
pub(crate) const MAIL: &[&str] = &["mail:read", "mail:full"];
/// Scopes that read what changed.
pub(super) const RECENTS: &[&str] = &["recents:read"];
/// Scopes that read roles, permission sets and webhooks.
pub(crate) const ADMIN: &[&str] = &["admin"];
/// Scopes that read users.
pub(crate) const USERS: &[&str] = &["users:read"];

/// Largest `limit` of the paged lists.
const MAX_LIMIT: u32 = 500;
/// Most ids the `ids` parameter takes.
const MAX_IDS: usize = 100;

/// A v2 list with a cursor.
pub(super) const fn v2_list(path: &'static str, cost: u32, scopes: &'static [&'static str]) -> RouteSpec {
    RouteSpec { version: ApiVersion::V2, path, cost, paging: Paging::Cursor { max_limit: MAX_LIMIT }, scopes }
}

/// A v2 collection that comes in one answer.
pub(super) const fn v2_whole(path: &'static str, cost: u32, scopes: &'static [&'static str]) -> RouteSpec {
    RouteSpec { version: ApiVersion::V2, path, cost, paging: Paging::Whole, scopes }
}

/// A v2 record by its key, for one token.
pub(crate) const fn v2_single(path: &'static str, scopes: &'static [&'static str]) -> RouteSpec {
    v2_whole(path, 1, scopes)
}

/// A v1 list with offsets.
pub(crate) const fn v1_list(path: &'static str, cost: u32, scopes: &'static [&'static str]) -> RouteSpec {
    v1_list_up_to(MAX_LIMIT, path, cost, scopes)
}

/// A v1 list with offsets and smaller pages than usual.
pub(super) const fn v1_list_up_to(
    max_limit: u32,
    path: &'static str,
    cost: u32,
    scopes: &'static [&'static str],
) -> RouteSpec {
    RouteSpec { version: ApiVersion::V1, path, cost, paging: Paging::Offset { max_limit }, scopes }
}

/// A v1 list that goes on where its cursor says, as those of changes do.
pub(super) const fn v1_log(path: &'static str, cost: u32, scopes: &'static [&'static str]) -> RouteSpec {
    RouteSpec { paging: Paging::Cursor { max_limit: MAX_LIMIT }, ..v1_list(path, cost, scopes) }
}

/// A v1 collection that comes in one answer.
pub(crate) const fn v1_whole(path: &'static str, cost: u32, scopes: &'static [&'static str]) -> RouteSpec {
    RouteSpec { version: ApiVersion::V1, path, cost, paging: Paging::Whole, scopes }
}

/// A v1 record by its key, for two tokens.
pub(crate) const fn v1_single(path: &'static str, scopes: &'static [&'static str]) -> RouteSpec {
    v1_whole(path, 2, scopes)
}

/// The only walk of a table the API does not split.
pub(crate) const fn all(route: RouteSpec) -> WalkSpec {
    WalkSpec { name: "all", route, archived: None, fixed: &[], rows: RowShape::List }
}

/// The only walk of a table whose rows do not stand in a list.
pub(crate) const fn shaped(route: RouteSpec, rows: RowShape) -> WalkSpec {
    WalkSpec { rows, ..all(route) }
}

/// A child whose requests hold the key of one parent in their path.
#[expect(clippy::unnecessary_wraps, reason = "it fills a member that other tables leave empty")]
pub(super) const fn child_of(column: &'static str, typical_percent: usize) -> Option<ParentSpec> {
    Some(ParentSpec { column, key: ParentKey::Path, typical_percent })
}

/// Custom fields of a v2 table whose list and single-record routes can both be narrowed.
pub(super) const fn nested_fields(fields: RouteSpec) -> CustomFieldsSpec {
    CustomFieldsSpec { fields, shape: CustomShape::Nested, max_narrowed: 15, narrows_single: true }
}

/// A column that is the top-level member of its name, or stands at the path given in brackets.
macro_rules! column {
    ($name:expr, $data_type:expr, $comment:expr) => {
        $crate::ColumnSpec::member($name, $data_type, &[$name], $comment)
    };
    ($name:expr, $data_type:expr, [$($member:expr),+], $comment:expr) => {
        $crate::ColumnSpec::member($name, $data_type, &[$($member),+], $comment)
    };
}
pub(crate) use column;

/// The columns of an address object: its text under the object's name, and its parts.
macro_rules! address {
    ($object:literal, $what:literal) => {
        address!(@parts $object, $what,
            "street_number" => "house number",
            "route" => "street",
            "subpremise" => "apartment or suite",
            "sublocality" => "district",
            "locality" => "city",
            "postal_code" => "postal code",
            "admin_area_level_1" => "state or region",
            "admin_area_level_2" => "county",
            "country" => "country",
        )
    };
    (@parts $object:literal, $what:literal, $($part:literal => $meaning:literal,)+) => {
        &[
            column!($object, Text, [$object, "value"], concat!($what, " in one line")),
            $(column!(concat!($object, "_", $part), Text, [$object, $part], concat!($meaning, " of the ", $what)),)+
        ]
    };
}
pub(super) use address;

/// One list of columns made of several.
macro_rules! columns {
    ($($group:expr),+ $(,)?) => {{
        const GROUPS: &[&[$crate::ColumnSpec]] = &[$($group),+];
        const JOINED: [$crate::ColumnSpec; $crate::tables::shapes::total(GROUPS)] =
            $crate::tables::shapes::join(GROUPS);
        &JOINED
    }};
}
pub(crate) use columns;

/// How many columns the groups hold together.
pub(crate) const fn total(groups: &[&[ColumnSpec]]) -> usize {
    let mut total = 0;
    let mut group = 0;
    while group < groups.len() {
        total += groups[group].len();
        group += 1;
    }
    total
}

/// The columns of all groups in order; `N` is their [`total`].
pub(crate) const fn join<const N: usize>(groups: &[&[ColumnSpec]]) -> [ColumnSpec; N] {
    // Any column would do: every place is overwritten, since `N` is the total.
    let mut joined = [VISIBLE_TO; N];
    let mut at = 0;
    let mut group = 0;
    while group < groups.len() {
        let mut column = 0;
        while column < groups[group].len() {
            joined[at] = groups[group][column];
            at += 1;
            column += 1;
        }
        group += 1;
    }
    joined
}

/// The deal that a child's request asks for.
pub(super) const DEAL: &[ColumnSpec] =
    &[ColumnSpec::parent("deal_id", Int64, "deal the row is listed for").references("deals", "id")];

/// The person that a child's request asks for.
pub(super) const PERSON: &[ColumnSpec] =
    &[ColumnSpec::parent("person_id", Int64, "person the row is listed for").references("persons", "id")];

/// The organization that a child's request asks for.
pub(super) const ORGANIZATION: &[ColumnSpec] =
    &[ColumnSpec::parent("org_id", Int64, "organization the row is listed for").references("organizations", "id")];

/// The product that a child's request asks for.
pub(super) const PRODUCT: &[ColumnSpec] =
    &[ColumnSpec::parent("product_id", Int64, "product the row is listed for").references("products", "id")];

/// Who sees the row.
pub(super) const VISIBLE_TO: ColumnSpec =
    column!("visible_to", Int64, "visibility: 1 owner, 3 owner's group or company, 5 with sub-groups, 7 company");

/// Members of an e-mail address, phone number or messenger name.
pub(super) const CONTACT: &[MemberSpec] = &[
    MemberSpec { name: "label", data_type: Text },
    MemberSpec { name: "value", data_type: Text },
    MemberSpec { name: "primary", data_type: Boolean },
];

/// The saved filter that picks the rows.
pub(super) const FILTER_ID: ColumnSpec =
    ColumnSpec::parameter("filter_id", Int64, "saved filter that picks the rows; compare it with `=`")
        .references("filters", "id");

/// `filter_id = value`.
pub(super) const BY_FILTER_ID: FilterSpec =
    FilterSpec::selects("filter_id", "only the API knows the rows of a saved filter, and it returns all of them");

/// `id IN (…)` through the `ids` parameter.
pub(super) const BY_IDS: FilterSpec = FilterSpec::list(
    "id",
    MAX_IDS,
    "the API returns the rows with these ids and leaves out the ones that do not exist, as SQL does",
)
.sent_as("ids")
.yielding();

/// `owner_id = value`.
pub(super) const BY_OWNER: FilterSpec =
    FilterSpec::exact("owner_id", "a row has one owner and the API compares its id; NULL never equals a value")
        .yielding();

/// `update_time >= value`.
pub(super) const UPDATED_SINCE: FilterSpec = FilterSpec::since(
    "update_time",
    "updated_since",
    "the API keeps rows at or after the bound, which is rounded down to whole seconds; a row without \
     `update_time` satisfies no comparison",
);

/// `update_time < value`.
pub(super) const UPDATED_UNTIL: FilterSpec = FilterSpec::until(
    "update_time",
    "updated_until",
    "the API keeps rows before the bound, which is rounded up to whole seconds; a row without `update_time` \
     satisfies no comparison",
);
