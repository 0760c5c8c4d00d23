//! `deal_mail_messages` and its like: the e-mails linked to a record.
//!
//! An e-mail can be linked to several persons and their organizations, so its id identifies no row here. Its text
//! is left out, because every page would carry hundreds of them: `body_url` says where it is.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::shapes::{DEAL, MAIL as SCOPES, ORGANIZATION, PERSON, all, child_of, column, columns, v1_list};
use crate::ColumnType::{Boolean, Int64, StructList, Text, Timestamp};
use crate::{ColumnSpec, MemberSpec, TableSpec};

/// The `deal_mail_messages` table.
pub(super) static DEAL_MAIL_MESSAGES: TableSpec = TableSpec {
    name: "deal_mail_messages",
    entity: "e-mail of a deal",
    comment: "e-mails linked to deals, as far as the user of this connection may see them",
    columns: columns![DEAL, COLUMNS],
    walks: &[all(v1_list("/deals/{id}/mailMessages", 20, SCOPES))],
    parent: child_of("deal_id", 400),
    ..TableSpec::PLAIN
};

/// The `person_mail_messages` table.
pub(super) static PERSON_MAIL_MESSAGES: TableSpec = TableSpec {
    name: "person_mail_messages",
    entity: "e-mail of a person",
    comment: "e-mails linked to persons, as far as the user of this connection may see them",
    columns: columns![PERSON, COLUMNS],
    walks: &[all(v1_list("/persons/{id}/mailMessages", 20, SCOPES))],
    parent: child_of("person_id", 300),
    ..TableSpec::PLAIN
};

/// The `organization_mail_messages` table.
pub(super) static ORGANIZATION_MAIL_MESSAGES: TableSpec = TableSpec {
    name: "organization_mail_messages",
    entity: "e-mail of an organization",
    comment: "e-mails linked to organizations, as far as the user of this connection may see them",
    columns: columns![ORGANIZATION, COLUMNS],
    walks: &[all(v1_list("/organizations/{id}/mailMessages", 20, SCOPES))],
    parent: child_of("org_id", 500),
    ..TableSpec::PLAIN
};

const COLUMNS: &[ColumnSpec] = &[
    column!("id", Int64, ["data", "id"], "the e-mail").references("mail_messages", "id"),
    column!("mail_thread_id", Int64, ["data", "mail_thread_id"], "thread the e-mail belongs to")
        .references("mail_threads", "id"),
    column!("subject", Text, ["data", "subject"], "subject of the e-mail"),
    column!("snippet", Text, ["data", "snippet"], "start of the text"),
    column!("from", StructList(PARTY), ["data", "from"], "senders"),
    column!("to", StructList(PARTY), ["data", "to"], "recipients"),
    column!("cc", StructList(PARTY), ["data", "cc"], "recipients of copies"),
    column!("bcc", StructList(PARTY), ["data", "bcc"], "recipients of hidden copies"),
    column!("user_id", Int64, ["data", "user_id"], "user whose mailbox holds the e-mail").references("users", "id"),
    column!("account_id", Text, ["data", "account_id"], "mail account it came through"),
    column!("company_id", Int64, ["data", "company_id"], "account the e-mail belongs to"),
    column!("template_id", Int64, ["data", "template_id"], "template the e-mail was written from"),
    column!("body_url", Text, ["data", "body_url"], "address of the e-mail's text"),
    column!("draft", Text, ["data", "draft"], "the draft, if the e-mail is one"),
    column!("mail_tracking_status", Text, ["data", "mail_tracking_status"], "`opened`, or `not opened` when tracked"),
    column!("read_flag", Boolean, ["data", "read_flag"], "whether the e-mail was read"),
    column!("draft_flag", Boolean, ["data", "draft_flag"], "whether the e-mail is a draft"),
    column!("sent_flag", Boolean, ["data", "sent_flag"], "whether the user sent the e-mail"),
    column!("sent_from_pipedrive_flag", Boolean, ["data", "sent_from_pipedrive_flag"], "whether Pipedrive sent it"),
    column!("synced_flag", Boolean, ["data", "synced_flag"], "whether it is in step with the mail account"),
    column!("smart_bcc_flag", Boolean, ["data", "smart_bcc_flag"], "whether a copy to Pipedrive filed the e-mail"),
    column!("deleted_flag", Boolean, ["data", "deleted_flag"], "whether the e-mail is deleted in Pipedrive"),
    column!("external_deleted_flag", Boolean, ["data", "external_deleted_flag"], "whether it is deleted elsewhere"),
    column!(
        "mail_link_tracking_enabled_flag",
        Boolean,
        ["data", "mail_link_tracking_enabled_flag"],
        "whether opened links are tracked"
    ),
    column!("has_body_flag", Boolean, ["data", "has_body_flag"], "whether the e-mail has a text"),
    column!("has_attachments_flag", Boolean, ["data", "has_attachments_flag"], "whether files are attached"),
    column!(
        "has_inline_attachments_flag",
        Boolean,
        ["data", "has_inline_attachments_flag"],
        "whether files stand inside the text"
    ),
    column!(
        "has_real_attachments_flag",
        Boolean,
        ["data", "has_real_attachments_flag"],
        "whether files are attached beside those inside the text"
    ),
    column!("nylas_id", Text, ["data", "nylas_id"], "id within the mail service"),
    column!("mua_message_id", Text, ["data", "mua_message_id"], "message id of the mail program"),
    column!("s3_bucket", Text, ["data", "s3_bucket"], "storage bucket of the text"),
    column!("s3_bucket_path", Text, ["data", "s3_bucket_path"], "place of the text within the bucket"),
    column!("message_time", Timestamp, ["data", "message_time"], "when the e-mail was sent or received"),
    column!("add_time", Timestamp, ["data", "add_time"], "when Pipedrive stored the e-mail"),
    column!("update_time", Timestamp, ["data", "update_time"], "when the stored e-mail last changed"),
    column!("item_type", Text, ["data", "item_type"], "kind of item, `mailMessage`"),
    column!("item_timestamp", Timestamp, ["data", "timestamp"], "time of the item itself"),
    column!("object", Text, "kind of entry, `mailMessage`"),
    column!("timestamp", Timestamp, "time of the entry in the record's history"),
];

const PARTY: &[MemberSpec] = &[
    MemberSpec { name: "id", data_type: Int64 },
    MemberSpec { name: "email_address", data_type: Text },
    MemberSpec { name: "name", data_type: Text },
    MemberSpec { name: "linked_person_id", data_type: Int64 },
    MemberSpec { name: "linked_person_name", data_type: Text },
    MemberSpec { name: "mail_message_party_id", data_type: Int64 },
];
