//! `person_fields`: the definitions of the fields persons have.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/PersonFields>.

use super::field_writes::{DEMANDED, NAMED, SHOWN, definitions, options};
use super::fields::{DEFINITION, DEMANDS, VISIBILITY};
use super::shapes::{all, columns, v2_list, v2_single};
use super::writes::written_columns;
use crate::{RouteSpec, TableSpec, WriteSpec};

const SCOPES: &[&str] = &["contacts:read", "contacts:full", "admin", "contact-fields:full"];

/// The list of definitions.
pub(super) const ROUTE: RouteSpec = v2_list("/personFields", 10, SCOPES);

/// The `person_fields` table.
pub(super) static PERSON_FIELDS: TableSpec = TableSpec {
    name: "person_fields",
    entity: "person field",
    comment: "definitions of the fields persons have, built in and custom",
    columns: columns![DEFINITION, VISIBILITY, DEMANDS],
    primary_key: Some("field_code"),
    walks: &[all(ROUTE)],
    single: Some(v2_single("/personFields/{field_code}", SCOPES)),
    typical_rows: 70,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

/// Writes of the definitions.
const WRITE: &WriteSpec =
    &definitions("/personFields", "/personFields/{field_code}", FULL, CHANGE, written_columns![NAMED, SHOWN, DEMANDED]);

/// Writes of the choices, each a row of the view of them.
pub(crate) const OPTIONS: &WriteSpec = &options("/personFields/{field_code}/options", CHANGE);

const FULL: &[&str] = &["admin", "contact-fields:full"];
const CHANGE: &[&str] = &["contacts:full", "admin", "contact-fields:full"];
