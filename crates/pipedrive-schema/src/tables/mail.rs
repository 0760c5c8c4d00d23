//! What threads of mail and the messages in them have in common.

use super::shapes::column;
use crate::ColumnType::{Boolean, Int64, Text};
use crate::{ColumnSpec, MemberSpec};

/// Members of a sender or recipient.
pub(super) const PARTY: &[MemberSpec] = &[
    MemberSpec { name: "id", data_type: Int64 },
    MemberSpec { name: "email_address", data_type: Text },
    MemberSpec { name: "name", data_type: Text },
    MemberSpec { name: "linked_person_id", data_type: Int64 },
    MemberSpec { name: "linked_person_name", data_type: Text },
    MemberSpec { name: "linked_organization_id", data_type: Int64 },
    MemberSpec { name: "mail_message_party_id", data_type: Int64 },
    MemberSpec { name: "latest_sent", data_type: Boolean },
    // Milliseconds since 1970, a number in the API's answers.
    MemberSpec { name: "message_time", data_type: Int64 },
];

/// What the API says of threads and messages alike.
pub(crate) const STATE: &[ColumnSpec] = &[
    column!("account_id", Text, "mail account that is synchronized"),
    column!("user_id", Int64, "user whose mail it is").references("users", "id"),
    column!("subject", Text, "subject"),
    column!("snippet", Text, "beginning of the text"),
    column!("mail_tracking_status", Text, "`opened` or `not opened`; NULL without tracking"),
    column!("mail_link_tracking_enabled_flag", Boolean, "whether clicks on links are tracked"),
    column!("read_flag", Boolean, "whether it was read"),
    column!("deleted_flag", Boolean, "whether it is deleted"),
    column!("synced_flag", Boolean, "whether it came by synchronization"),
    column!("smart_bcc_flag", Boolean, "whether it came through the account's Smart BCC address"),
    column!("has_attachments_flag", Boolean, "whether there are attachments"),
    column!("has_inline_attachments_flag", Boolean, "whether there are attachments within the text"),
    column!("has_real_attachments_flag", Boolean, "whether there are attachments beside the text"),
];
