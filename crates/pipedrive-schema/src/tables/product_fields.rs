//! `product_fields`: the definitions of the fields products have.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/ProductFields>.

use super::fields::{DEFINITION, VISIBILITY};
use super::shapes::{all, columns, v2_list, v2_single};
use crate::{RouteSpec, TableSpec, WritableSpec};

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
    writable: WritableSpec::ALL,
    ..TableSpec::PLAIN
};
