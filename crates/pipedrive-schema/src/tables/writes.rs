//! Building blocks of how tables are written: routes at their usual prices, groups of columns.

pub(super) use super::shapes::ADMIN;
use super::shapes::{v1_whole, v2_whole};
use crate::{Method, NullForm, RouteSpec, WriteBody, WriteColumnSpec, WriteForm, WriteRoute};

/// Scopes that write deals.
pub(super) const DEALS_FULL: &[&str] = &["deals:full"];
/// Scopes that write persons and organizations.
pub(super) const CONTACTS_FULL: &[&str] = &["contacts:full"];
/// Scopes that write products.
pub(super) const PRODUCTS_FULL: &[&str] = &["products:full"];
/// Scopes that write projects, their boards, phases and tasks.
pub(super) const PROJECTS_FULL: &[&str] = &["projects:full"];
/// Scopes that write leads and their labels.
pub(super) const LEADS_FULL: &[&str] = &["leads:full"];

/// The columns that fill the path of a record's own route.
pub(super) const ID: &[&str] = &["id"];

type Names = &'static [&'static str];

/// A v2 route that adds a row, for 5 tokens.
pub(super) const fn v2_post(path: &'static str, keys: Names, scopes: Names) -> WriteRoute {
    object(Method::Post, v2_whole(path, 5, scopes), keys)
}

/// A v2 route that changes a row, for 5 tokens.
pub(super) const fn v2_patch(path: &'static str, keys: Names, scopes: Names) -> WriteRoute {
    object(Method::Patch, v2_whole(path, 5, scopes), keys)
}

/// A v2 route that removes a row, for 3 tokens.
pub(super) const fn v2_delete(path: &'static str, keys: Names, scopes: Names) -> WriteRoute {
    WriteRoute { body: WriteBody::Nothing, ..object(Method::Delete, v2_whole(path, 3, scopes), keys) }
}

/// A v1 route that adds a row, for 10 tokens.
pub(super) const fn v1_post(path: &'static str, keys: Names, scopes: Names) -> WriteRoute {
    object(Method::Post, v1_whole(path, 10, scopes), keys)
}

/// A v1 route that changes a row, for 10 tokens.
pub(super) const fn v1_put(path: &'static str, keys: Names, scopes: Names) -> WriteRoute {
    object(Method::Put, v1_whole(path, 10, scopes), keys)
}

/// A v1 route that removes a row, for 6 tokens.
pub(super) const fn v1_delete(path: &'static str, keys: Names, scopes: Names) -> WriteRoute {
    WriteRoute { body: WriteBody::Nothing, ..object(Method::Delete, v1_whole(path, 6, scopes), keys) }
}

/// The same route with another method.
pub(super) const fn by(method: Method, route: WriteRoute) -> WriteRoute {
    WriteRoute { method, ..route }
}

/// The same route with a form for a body.
pub(super) const fn form(route: WriteRoute) -> WriteRoute {
    with_body(route, WriteBody::Form)
}

/// The same route with another body.
pub(super) const fn with_body(route: WriteRoute, body: WriteBody) -> WriteRoute {
    WriteRoute { body, ..route }
}

const fn object(method: Method, route: RouteSpec, keys: Names) -> WriteRoute {
    WriteRoute { method, route, keys, body: WriteBody::Object }
}

/// A column that is written to the member of its name, or to the path given in brackets.
macro_rules! written {
    ($column:expr) => {
        $crate::WriteColumnSpec::new($column, &[$column])
    };
    ($column:expr, [$($member:expr),+]) => {
        $crate::WriteColumnSpec::new($column, &[$($member),+])
    };
}
pub(super) use written;

/// The columns of an address object: its text, which replaces the whole address, and its parts.
macro_rules! written_address {
    ($object:literal) => {
        written_address!(@parts $object, "street_number", "route", "subpremise", "sublocality", "locality", "postal_code",
            "admin_area_level_1", "admin_area_level_2", "country")
    };
    (@parts $object:literal, $($part:literal),+) => {
        &[
            // The parts left are those of the old address, so they do not go along.
            written!($object, [$object, "value"]).whole().cleared_by($crate::NullForm::EmptyText),
            $(written!(concat!($object, "_", $part), [$object, $part]).part(),)+
        ]
    };
}
pub(super) use written_address;

/// One list of written columns made of several.
macro_rules! written_columns {
    ($($group:expr),+ $(,)?) => {{
        const GROUPS: &[&[$crate::WriteColumnSpec]] = &[$($group),+];
        const JOINED: [$crate::WriteColumnSpec; $crate::tables::writes::total(GROUPS)] =
            $crate::tables::writes::join(GROUPS);
        &JOINED
    }};
}
pub(super) use written_columns;

/// How many columns the groups hold together.
pub(super) const fn total(groups: &[&[WriteColumnSpec]]) -> usize {
    let mut total = 0;
    let mut group = 0;
    while group < groups.len() {
        total += groups[group].len();
        group += 1;
    }
    total
}

/// The columns of all groups in order; `N` is their [`total`].
pub(super) const fn join<const N: usize>(groups: &[&[WriteColumnSpec]]) -> [WriteColumnSpec; N] {
    // Any column would do: every place is overwritten, since `N` is the total.
    let mut joined = [written!("id"); N];
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

/// Labels by their option ids, and by what people call them.
pub(super) const LABELS: &[WriteColumnSpec] = &[
    written!("label_ids").whole().cleared_by(NullForm::EmptyList),
    written!("labels", ["label_ids"]).as_form(WriteForm::LabelsOf("label_ids")).whole().cleared_by(NullForm::EmptyList),
];

/// Who sees the row.
pub(super) const VISIBLE_TO: WriteColumnSpec = written!("visible_to").one_of(VISIBILITIES).never_null();

/// The values of `visible_to`.
pub(super) const VISIBILITIES: &[&str] = &["1", "3", "5", "7"];

/// How often something is billed.
pub(super) const FREQUENCIES: &[&str] = &["one-time", "annually", "semi-annually", "quarterly", "monthly", "weekly"];
