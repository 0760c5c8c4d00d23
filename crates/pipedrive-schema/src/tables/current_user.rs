//! `current_user`: the user of the connection and the company.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Users>.

use super::shapes::{column, columns, shaped, v1_single};
use super::users;
use crate::ColumnType::{Int64, Text};
use crate::{ColumnSpec, RowShape, TableSpec};

/// The `current_user` table.
pub(super) static CURRENT_USER: TableSpec = TableSpec {
    name: "current_user",
    entity: "current user",
    comment: "user of this connection and the company, one row",
    columns: columns![users::COLUMNS, COMPANY],
    primary_key: Some("id"),
    walks: &[shaped(v1_single("/users/me", &["base"]), RowShape::Record)],
    typical_rows: 1,
    ..TableSpec::PLAIN
};

const COMPANY: &[ColumnSpec] = &[
    column!("company_id", Int64, "identifies the company"),
    column!("company_name", Text, "name of the company"),
    column!("company_domain", Text, "subdomain of the company's address"),
    column!("company_country", Text, "country of the company, as a code of two letters"),
    column!("company_industry", Text, "industry of the company"),
    column!("language_code", Text, ["language", "language_code"], "language of the user, such as `en`"),
    column!("language_country_code", Text, ["language", "country_code"], "country of that language, such as `US`"),
];
