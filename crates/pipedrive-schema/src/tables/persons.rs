//! `persons`: the people the account deals with.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Persons>.

use super::shapes::{
    BY_FILTER_ID, BY_IDS, BY_OWNER, CONTACT, CONTACTS as SCOPES, FILTER_ID, UPDATED_SINCE, UPDATED_UNTIL, VISIBLE_TO,
    address, all, column, columns, nested_fields, v2_list, v2_single,
};
use super::writes::{
    CONTACTS_FULL, ID, LABELS, VISIBLE_TO as VISIBILITY, v2_delete, v2_patch, v2_post, written, written_address,
    written_columns,
};
use crate::ColumnType::{Boolean, Date, Int64, Int64List, StructList, Text, TextList, Timestamp};
use crate::{
    AnswerSpec, ColumnSpec, DeleteSpec, FilterSpec, InsertSpec, NullForm, Origin, Required, SortSpec, TableSpec,
    UpdateSpec, WriteColumnSpec, WriteForm, WriteOn, WriteSpec,
};

/// The `persons` table.
pub(super) static PERSONS: TableSpec = TableSpec {
    name: "persons",
    entity: "person",
    comment: "people the account deals with",
    columns: columns![CORE, address!("postal_address", "postal address"), OPTIONAL],
    primary_key: Some("id"),
    walks: &[all(v2_list("/persons", 10, SCOPES))],
    single: Some(v2_single("/persons/{id}", SCOPES)),
    filters: &[
        BY_IDS,
        BY_OWNER,
        FilterSpec::inexact("org_id", "the API returns every person linked to the organization, main link included")
            .yielding(),
        FilterSpec::selects("deal_id", "a person does not carry its deals; the API returns all persons of the deal")
            .yielding(),
        UPDATED_SINCE,
        UPDATED_UNTIL,
        BY_FILTER_ID,
    ],
    sorts: &[SortSpec::by("id"), SortSpec::by("add_time"), SortSpec::by_change("update_time")],
    custom_fields: Some(nested_fields(super::person_fields::ROUTE)),
    typical_rows: 30_000,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const CORE: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the person"),
    column!("name", Text, "full name"),
    column!("first_name", Text, "given name"),
    column!("last_name", Text, "family name"),
    column!("owner_id", Int64, "user who owns the person").references("users", "id"),
    column!("org_id", Int64, "organization the person belongs to").references("organizations", "id"),
    column!("primary_email", Text, "primary e-mail address, else the first").from_origin(Origin::PrimaryOf("emails")),
    column!("primary_phone", Text, "primary phone number, else the first").from_origin(Origin::PrimaryOf("phones")),
    column!("emails", StructList(CONTACT), "e-mail addresses"),
    column!("phones", StructList(CONTACT), "phone numbers"),
    column!("im", StructList(CONTACT), "messenger names; only with contact sync"),
    column!("add_time", Timestamp, "when the person was created"),
    column!("update_time", Timestamp, "when the person last changed; NULL on very old persons"),
    column!("is_deleted", Boolean, "whether the person is deleted"),
    VISIBLE_TO,
    column!("label_ids", Int64List, "option ids of the person's labels"),
    column!("labels", TextList, "labels of the person").from_origin(Origin::LabelsOf("label_ids")),
    column!("picture_id", Int64, "picture of the person"),
    column!("job_title", Text, "position; only with contact sync"),
    column!("birthday", Date, "date of birth; only with contact sync"),
    column!("notes", Text, "notes kept with the contact; only with contact sync"),
];

const OPTIONAL: &[ColumnSpec] = &[
    ColumnSpec::optional("next_activity_id", Int64, "next planned activity").references("activities", "id"),
    ColumnSpec::optional("last_activity_id", Int64, "last finished activity").references("activities", "id"),
    ColumnSpec::optional("open_deals_count", Int64, "number of open deals as main contact"),
    ColumnSpec::optional("related_open_deals_count", Int64, "number of open deals related in another way"),
    ColumnSpec::optional("closed_deals_count", Int64, "number of won and lost deals as main contact"),
    ColumnSpec::optional("related_closed_deals_count", Int64, "number of closed deals related in another way"),
    ColumnSpec::optional("participant_open_deals_count", Int64, "number of open deals the person takes part in"),
    ColumnSpec::optional("participant_closed_deals_count", Int64, "number of closed deals the person took part in"),
    ColumnSpec::optional("won_deals_count", Int64, "number of won deals as main contact"),
    ColumnSpec::optional("related_won_deals_count", Int64, "number of won deals related in another way"),
    ColumnSpec::optional("lost_deals_count", Int64, "number of lost deals as main contact"),
    ColumnSpec::optional("related_lost_deals_count", Int64, "number of lost deals related in another way"),
    ColumnSpec::optional("email_messages_count", Int64, "number of e-mails"),
    ColumnSpec::optional("activities_count", Int64, "number of activities"),
    ColumnSpec::optional("done_activities_count", Int64, "number of finished activities"),
    ColumnSpec::optional("undone_activities_count", Int64, "number of activities still to do"),
    ColumnSpec::optional("files_count", Int64, "number of files"),
    ColumnSpec::optional("notes_count", Int64, "number of notes"),
    ColumnSpec::optional("followers_count", Int64, "number of users who follow the person"),
    ColumnSpec::optional("last_incoming_mail_time", Timestamp, "when the last e-mail came in"),
    ColumnSpec::optional("last_outgoing_mail_time", Timestamp, "when the last e-mail went out"),
    ColumnSpec::optional(
        "marketing_status",
        Text,
        "`no_consent`, `unsubscribed`, `subscribed` or `archived`; only with the Campaigns add-on",
    )
    .of_add_on(),
    ColumnSpec::optional("doi_status", Int64, "state of the double opt-in; only with the Campaigns add-on").of_add_on(),
    ColumnSpec::optional("smart_bcc_email", Text, "address that files an e-mail with the person when copied in"),
    ColumnSpec::parameter("deal_id", Int64, "deal whose persons are listed; compare it with `=`")
        .references("deals", "id"),
    FILTER_ID,
];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v2_post("/persons", &[], CONTACTS_FULL),
        &[Required::OneOf(&[&["name"], &["first_name", "last_name"]])],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(v2_patch("/persons/{id}", ID, CONTACTS_FULL), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v2_delete("/persons/{id}", ID, CONTACTS_FULL))),
    columns: written_columns![WRITTEN, LABELS, written_address!("postal_address")],
    custom_fields: true,
    ..WriteSpec::NONE
};

const WRITTEN: &[WriteColumnSpec] = &[
    written!("name").never_null(),
    written!("first_name"),
    written!("last_name"),
    written!("owner_id").never_null(),
    written!("org_id"),
    written!("add_time").on(WriteOn::Insert),
    written!("emails").whole().cleared_by(NullForm::EmptyList),
    written!("phones").whole().cleared_by(NullForm::EmptyList),
    written!("primary_email", ["emails"])
        .as_form(WriteForm::PrimaryOf("emails"))
        .whole()
        .cleared_by(NullForm::EmptyList),
    written!("primary_phone", ["phones"])
        .as_form(WriteForm::PrimaryOf("phones"))
        .whole()
        .cleared_by(NullForm::EmptyList),
    written!("im").whole().cleared_by(NullForm::EmptyList),
    VISIBILITY,
    written!("notes"),
    written!("birthday"),
    written!("job_title"),
    written!("marketing_status").one_of(&["no_consent", "unsubscribed", "subscribed", "archived"]).never_null(),
];
