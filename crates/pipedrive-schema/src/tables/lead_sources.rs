//! `lead_sources`: where leads come from.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/LeadSources>.

use super::shapes::{LEADS as SCOPES, all, column, v1_whole};
use crate::ColumnType::Text;
use crate::TableSpec;

/// The `lead_sources` table.
pub(super) static LEAD_SOURCES: TableSpec = TableSpec {
    name: "lead_sources",
    entity: "lead source",
    comment: "where leads come from",
    columns: &[column!("name", Text, "name of the source, which `leads.source_name` holds")],
    primary_key: Some("name"),
    walks: &[all(v1_whole("/leadSources", 2, SCOPES))],
    typical_rows: 10,
    ..TableSpec::PLAIN
};
