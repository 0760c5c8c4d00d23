//! `organization_relationship`: how two organizations belong together, by the relationship's id.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/OrganizationRelationships>.

use super::argument::{argument, sends};
use crate::ColumnType::Int64;
use crate::tables::organization_relationships;
use crate::tables::shapes::{CONTACTS as SCOPES, columns, shaped, v1_single};
use crate::{RowShape, TableSpec};

/// The `organization_relationship` function.
pub(super) static ORGANIZATION_RELATIONSHIP: TableSpec = TableSpec {
    name: "organization_relationship",
    entity: "organization relationship",
    comment: "how two organizations belong together, by the relationship's id",
    columns: columns![
        &[
            argument!("id", Int64, "the relationship"),
            argument!("org_id", Int64, "organization it is seen from; no `calculated_…` columns if left out")
                .references("organizations", "id"),
        ],
        organization_relationships::COLUMNS,
    ],
    walks: &[shaped(v1_single("/organizationRelationships/{id}", SCOPES), RowShape::Record)],
    filters: &[sends!("id").required().sent_as("{id}"), sends!("org_id")],
    typical_rows: 1,
    ..TableSpec::PLAIN
};
