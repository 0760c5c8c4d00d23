//! `deal_fields`: the definitions of the fields deals have.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/DealFields>.

use super::field_writes::{DEMANDED, DESCRIBED, NAMED, SHOWN, definitions, options};
use super::fields::{DEFINITION, DEMANDS, VISIBILITY};
use super::shapes::{all, columns, v2_list, v2_single};
use super::writes::written_columns;
use crate::{RouteSpec, TableSpec, WriteSpec};

const SCOPES: &[&str] = &["deals:read", "deals:full", "admin", "deal-fields:full"];

/// The list of definitions.
pub(super) const ROUTE: RouteSpec = v2_list("/dealFields", 10, SCOPES);

/// The `deal_fields` table.
pub(super) static DEAL_FIELDS: TableSpec = TableSpec {
    name: "deal_fields",
    entity: "deal field",
    comment: "definitions of the fields deals have, built in and custom",
    columns: columns![DEFINITION, VISIBILITY, DEMANDS],
    primary_key: Some("field_code"),
    walks: &[all(ROUTE)],
    single: Some(v2_single("/dealFields/{field_code}", SCOPES)),
    typical_rows: 90,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

/// Writes of the definitions.
const WRITE: &WriteSpec = &definitions(
    "/dealFields",
    "/dealFields/{field_code}",
    FULL,
    CHANGE,
    written_columns![NAMED, DESCRIBED, SHOWN, DEMANDED],
);

/// Writes of the choices, each a row of the view of them.
pub(crate) const OPTIONS: &WriteSpec = &options("/dealFields/{field_code}/options", CHANGE);

const FULL: &[&str] = &["admin", "deal-fields:full"];
const CHANGE: &[&str] = &["deals:full", "admin", "deal-fields:full"];
