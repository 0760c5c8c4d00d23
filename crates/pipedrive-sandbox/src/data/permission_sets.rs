//! Permission sets: what users may do in each app.

use super::{Account, Table, User, uuid};

/// A permission set.
pub(crate) struct PermissionSet {
    /// Place in [`PERMISSION_SETS`], from 1.
    pub(crate) number: u32,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) app: &'static str,
    /// `admin`, `manager`, `regular` or `custom`.
    pub(crate) kind: &'static str,
    /// What its users may do.
    pub(crate) contents: &'static [&'static str],
}

const SALES: &[&str] = &[
    "can_add_products",
    "can_bulk_edit_items",
    "can_change_visibility_of_items",
    "can_convert_deals_to_leads",
    "can_delete_activities",
    "can_edit_products",
    "can_edit_shared_filters",
    "can_export_data_from_lists",
    "can_see_deals_list_summary",
    "can_see_other_users",
    "can_share_filters",
    "can_use_api",
    "can_use_email_tracking",
];

const fn set(
    number: u32,
    name: &'static str,
    app: &'static str,
    kind: &'static str,
    description: &'static str,
    contents: &'static [&'static str],
) -> PermissionSet {
    PermissionSet { number, name, description, app, kind, contents }
}

/// The permission sets; nobody has the last one.
pub(crate) const PERMISSION_SETS: [PermissionSet; 9] = [
    set(1, "Deals admin", "sales", "admin", "Everything about deals and leads, and how sales are set up", &PERMISSIONS),
    set(2, "Deals manager", "sales", "manager", "Deals and leads of everybody", MANAGER),
    set(3, "Deals regular user", "sales", "regular", "Deals and leads; the set of new users", SALES),
    set(4, "Global admin", "global", "admin", "Everything that several apps share", &PERMISSIONS),
    set(5, "Global regular user", "global", "regular", "Contacts, activities and reports", SALES),
    set(
        6,
        "Account settings",
        "account_settings",
        "admin",
        "Billing, security and users",
        &["can_see_security_dashboard"],
    ),
    set(7, "Projects admin", "projects", "admin", "All projects, boards and phases", &["can_bulk_edit_items"]),
    set(8, "Projects regular user", "projects", "regular", "Projects; the set of new users", &[]),
    set(9, "Interns, \"read only\"", "sales", "custom", "", &["can_see_other_users"]),
];

const MANAGER: &[&str] = &[
    "can_add_products",
    "can_add_prospects_as_leads",
    "can_bulk_edit_items",
    "can_change_visibility_of_items",
    "can_convert_deals_to_leads",
    "can_delete_activities",
    "can_delete_deals",
    "can_edit_deals_closed_date",
    "can_edit_products",
    "can_edit_shared_filters",
    "can_export_data_from_lists",
    "can_follow_other_users",
    "can_merge_deals",
    "can_see_company_wide_statistics",
    "can_see_deals_list_summary",
    "can_see_other_users",
    "can_see_other_users_statistics",
    "can_share_filters",
    "can_use_api",
    "can_use_email_tracking",
];

/// Everything a user may be allowed to do.
pub(crate) const PERMISSIONS: [&str; 31] = [
    "can_add_custom_fields",
    "can_add_products",
    "can_add_prospects_as_leads",
    "can_bulk_edit_items",
    "can_change_visibility_of_items",
    "can_convert_deals_to_leads",
    "can_create_own_workflow",
    "can_delete_activities",
    "can_delete_custom_fields",
    "can_delete_deals",
    "can_edit_custom_fields",
    "can_edit_deals_closed_date",
    "can_edit_products",
    "can_edit_shared_filters",
    "can_export_data_from_lists",
    "can_follow_other_users",
    "can_merge_deals",
    "can_merge_organizations",
    "can_merge_people",
    "can_modify_labels",
    "can_see_company_wide_statistics",
    "can_see_deals_list_summary",
    "can_see_hidden_items_names",
    "can_see_other_users",
    "can_see_other_users_statistics",
    "can_see_security_dashboard",
    "can_share_filters",
    "can_share_insights",
    "can_use_api",
    "can_use_email_tracking",
    "can_use_import",
];

impl PermissionSet {
    /// UUID.
    pub(crate) fn id(&self, account: &Account) -> String {
        let draw = account.draw(Table::PermissionSets, self.number);
        uuid(draw.bits(0), draw.bits(1))
    }

    /// Whether its users administer the app.
    pub(crate) fn is_admin(&self) -> bool {
        self.kind == "admin"
    }

    /// The sets of a user, one for each app the user can open.
    pub(crate) fn of(user: &User) -> impl Iterator<Item = &'static Self> + use<> {
        let numbers: &[u32] = match user.id {
            _ if user.is_admin => &[1, 4, 6, 7],
            4 | 8 => &[2, 5],
            3 | 5 => &[3, 5, 8],
            _ => &[3, 5],
        };
        PERMISSION_SETS.iter().filter(|set| numbers.contains(&set.number))
    }

    /// The users who have it.
    pub(crate) fn holders<'a>(&self, users: &'a [User]) -> impl Iterator<Item = &'a User> + use<'a> {
        let number = self.number;
        users.iter().filter(move |user| Self::of(user).any(|set| set.number == number))
    }
}
