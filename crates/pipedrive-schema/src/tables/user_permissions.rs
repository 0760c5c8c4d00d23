//! `user_permissions`: what a user may do.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Users>.

use super::shapes::{USERS as SCOPES, child_of, column, shaped, v1_whole};
use crate::ColumnType::{Boolean, Int64};
use crate::{ColumnSpec, RowShape, TableSpec};

/// The `user_permissions` table.
pub(super) static USER_PERMISSIONS: TableSpec = TableSpec {
    name: "user_permissions",
    entity: "user's permissions",
    comment: "what users may do, one row for each user",
    columns: COLUMNS,
    walks: &[shaped(v1_whole("/users/{id}/permissions", 10, SCOPES), RowShape::Record)],
    parent: child_of("user_id", 100),
    ..TableSpec::PLAIN
};

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec::parent("user_id", Int64, "user who has the permissions").references("users", "id"),
    column!("can_add_custom_fields", Boolean, "whether the user can add custom fields"),
    column!("can_add_products", Boolean, "whether the user can add products"),
    column!("can_add_prospects_as_leads", Boolean, "whether the user can add prospects as leads"),
    column!("can_bulk_edit_items", Boolean, "whether the user can edit several records at once"),
    column!("can_change_visibility_of_items", Boolean, "whether the user can change the visibility of records"),
    column!("can_convert_deals_to_leads", Boolean, "whether the user can convert deals to leads"),
    column!("can_create_own_workflow", Boolean, "whether the user can create automations"),
    column!("can_delete_activities", Boolean, "whether the user can delete activities"),
    column!("can_delete_custom_fields", Boolean, "whether the user can delete custom fields"),
    column!("can_delete_deals", Boolean, "whether the user can delete deals"),
    column!("can_edit_custom_fields", Boolean, "whether the user can edit custom fields"),
    column!("can_edit_deals_closed_date", Boolean, "whether the user can edit the day a deal was closed"),
    column!("can_edit_products", Boolean, "whether the user can edit products"),
    column!("can_edit_shared_filters", Boolean, "whether the user can edit shared filters"),
    column!("can_export_data_from_lists", Boolean, "whether the user can export data from lists"),
    column!("can_follow_other_users", Boolean, "whether the user can follow other users"),
    column!("can_merge_deals", Boolean, "whether the user can merge deals"),
    column!("can_merge_organizations", Boolean, "whether the user can merge organizations"),
    column!("can_merge_people", Boolean, "whether the user can merge persons"),
    column!("can_modify_labels", Boolean, "whether the user can change labels"),
    column!("can_see_company_wide_statistics", Boolean, "whether the user can see statistics of the whole company"),
    column!("can_see_deals_list_summary", Boolean, "whether the user can see the summary of the list of deals"),
    column!("can_see_hidden_items_names", Boolean, "whether the user can see the names of hidden records"),
    column!("can_see_other_users", Boolean, "whether the user can see other users"),
    column!("can_see_other_users_statistics", Boolean, "whether the user can see statistics of other users"),
    column!("can_see_security_dashboard", Boolean, "whether the user can see the security dashboard"),
    column!("can_share_filters", Boolean, "whether the user can share filters"),
    column!("can_share_insights", Boolean, "whether the user can share reports"),
    column!("can_use_api", Boolean, "whether the user can use the API"),
    column!("can_use_email_tracking", Boolean, "whether the user can track e-mails"),
    column!("can_use_import", Boolean, "whether the user can import data"),
];
