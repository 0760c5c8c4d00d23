//! `billing_addons`: the add-ons the company pays for.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Billing>.

use super::shapes::{USERS as SCOPES, all, column, v1_whole};
use crate::ColumnType::Text;
use crate::TableSpec;

/// The `billing_addons` table.
pub(super) static BILLING_ADDONS: TableSpec = TableSpec {
    name: "billing_addons",
    entity: "add-on",
    comment: "add-ons the company pays for",
    columns: &[column!("code", Text, "identifies the add-on, such as `leadbooster_v2`")],
    primary_key: Some("code"),
    walks: &[all(v1_whole("/billing/subscriptions/addons", 20, SCOPES))],
    typical_rows: 3,
    ..TableSpec::PLAIN
};
