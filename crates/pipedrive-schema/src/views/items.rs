//! Exploded lists, named `<entity>_<list>`: one line each.
//!
//! A view has the key of the row with the list under the name that refers to it (`person_id`), the item's `position` from
//! 1, the item's members or its value, and every column of the row by which the API can narrow what is read.

use crate::tables::{deal_fields, organization_fields, person_fields, product_fields, project_fields};
use crate::view::{ItemsSpec, ListSpec};
use crate::{ViewDefinition, ViewSpec, WriteSpec};

/// The view of the items of the given lists of one table.
const fn items(
    name: &'static str,
    comment: &'static str,
    table: &'static str,
    lists: &'static [ListSpec],
    beside: &'static [&'static str],
    write: Option<&'static WriteSpec>,
) -> ViewSpec {
    ViewSpec { name, comment, definition: ViewDefinition::Items(ItemsSpec { table, lists, beside }), write }
}

/// `name: comment = table[lists] with columns beside, written so`.
macro_rules! items {
    ($($name:literal: $comment:literal = $table:literal [$($list:expr),+] $(with $($beside:literal),+)?
        $(; written $write:expr)?;)+) => {
        &[$(&items($name, $comment, $table, &[$($list),+], &[$($($beside),+)?], items!(@write $($write)?))),+]
    };
    (@write) => { None };
    (@write $write:expr) => { Some($write) };
}

const fn structs(column: &'static str) -> ListSpec {
    ListSpec::structs(column)
}

const fn values(column: &'static str, item: &'static str) -> ListSpec {
    ListSpec::values(column, item)
}

/// All of them.
pub(super) static ITEMS: &[&ViewSpec] = items! {
    "person_emails": "e-mail addresses of persons, one a row" = "persons"[structs("emails")];
    "person_phones": "phone numbers of persons, one a row" = "persons"[structs("phones")];
    "person_im": "messenger names of persons, one a row" = "persons"[structs("im")];
    "activity_participants": "persons who take part in activities, one a row" = "activities"[structs("participants")];
    "activity_attendees": "people invited to meetings, one a row" = "activities"[structs("attendees")];
    "deal_labels": "labels that deals carry, one a row"
        = "deals"[values("label_ids", "label_id"), values("labels", "label")];
    "person_labels": "labels that persons carry, one a row"
        = "persons"[values("label_ids", "label_id"), values("labels", "label")];
    "organization_labels": "labels that organizations carry, one a row"
        = "organizations"[values("label_ids", "label_id"), values("labels", "label")];
    "lead_label_ids": "labels that leads carry, one a row; `lead_labels` has their names"
        = "leads"[values("label_ids", "label_id").references("lead_labels", "id")];
    "product_prices": "prices of products, one a currency and row" = "products"[structs("prices")];
    "deal_field_options": "choices of the fields deals have, one a row"
        = "deal_fields"[structs("options")] with "field_name", "field_type"; written deal_fields::OPTIONS;
    "person_field_options": "choices of the fields persons have, one a row"
        = "person_fields"[structs("options")] with "field_name", "field_type"; written person_fields::OPTIONS;
    "organization_field_options": "choices of the fields organizations have, one a row"
        = "organization_fields"[structs("options")] with "field_name", "field_type"; written organization_fields::OPTIONS;
    "product_field_options": "choices of the fields products have, one a row"
        = "product_fields"[structs("options")] with "field_name", "field_type"; written product_fields::OPTIONS;
    "activity_field_options": "choices of the fields activities have, one a row"
        = "activity_fields"[structs("options")] with "field_name", "field_type";
    "lead_field_options": "choices of the fields leads have, one a row"
        = "lead_fields"[structs("options")] with "name", "field_type";
    "note_field_options": "choices of the fields notes have, one a row"
        = "note_fields"[structs("options")] with "name", "field_type";
    "project_field_options": "choices of the fields projects have, one a row"
        = "project_fields"[structs("options")] with "field_name", "field_type"; written project_fields::OPTIONS;
    "project_deals": "deals that projects belong to, one a row"
        = "projects"[values("deal_ids", "deal_id").references("deals", "id")];
    "project_persons": "persons that projects are for, one a row"
        = "projects"[values("person_ids", "person_id").references("persons", "id")];
    "project_organizations": "organizations that projects are for, one a row"
        = "projects"[values("org_ids", "org_id").references("organizations", "id")];
    "project_labels": "labels that projects carry, one a row"
        = "projects"[values("label_ids", "label_id"), values("labels", "label")];
    "product_variation_prices": "prices of the variations of products, one a currency and row"
        = "product_variations"[structs("prices")];
    "task_assignees": "users that tasks are assigned to, one a row"
        = "tasks"[values("assignee_ids", "user_id").references("users", "id")];
    "user_access": "apps that users can open, one a row" = "users"[structs("access")];
    "goal_pipelines": "pipelines that count for goals, one a row; a goal for all of them has none"
        = "goals"[values("pipeline_ids", "pipeline_id").references("pipelines", "id")];
    "goal_activity_types": "activity types that count for goals, one a row"
        = "goals"[values("activity_type_ids", "activity_type_id").references("activity_types", "id")];
    "mail_thread_parties_from": "senders of mail threads, one a row and folder"
        = "mail_threads"[structs("parties_from")];
    "mail_thread_parties_to": "recipients of mail threads, one a row and folder"
        = "mail_threads"[structs("parties_to")];
    "mail_message_from": "senders of e-mails, one a row" = "mail_messages"[structs("from")];
    "mail_message_to": "recipients of e-mails, one a row" = "mail_messages"[structs("to")];
    "mail_message_cc": "recipients of copies of e-mails, one a row" = "mail_messages"[structs("cc")];
    "mail_message_bcc": "hidden recipients of e-mails, one a row" = "mail_messages"[structs("bcc")];
};
