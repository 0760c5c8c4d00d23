//! `product_fields`: the definitions of the fields products have.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/ProductFields>.

use super::field_writes::{NAMED, SHOWN, definitions, options};
use super::fields::{DEFINITION, VISIBILITY};
use super::shapes::{all, columns, v2_list, v2_single};
use super::writes::written_columns;
use crate::{RouteSpec, TableSpec, WriteSpec};

const SCOPES: &[&str] = &["products:read", "products:full", "product-fields:full"];

/// The list of definitions.
pub(super) const ROUTE: RouteSpec = v2_list("/productFields", 10, SCOPES);

/// The `product_fields` table.
pub(super) static PRODUCT_FIELDS: TableSpec = TableSpec {
    name: "product_fields",
    entity: "product field",
    comment: "definitions of the fields products have, built in and custom",
    columns: columns![DEFINITION, VISIBILITY],
    primary_key: Some("field_code"),
    walks: &[all(ROUTE)],
    single: Some(v2_single("/productFields/{field_code}", SCOPES)),
    typical_rows: 30,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

/// Writes of the definitions.
const WRITE: &WriteSpec =
    &definitions("/productFields", "/productFields/{field_code}", FULL, CHANGE, written_columns![NAMED, SHOWN]);

/// Writes of the choices, each a row of the view of them.
pub(crate) const OPTIONS: &WriteSpec = &options("/productFields/{field_code}/options", CHANGE);

const FULL: &[&str] = &["products:full", "product-fields:full"];
const CHANGE: &[&str] = &["products:full", "product-fields:full"];
