//! Rows of mail threads and mail messages.

use serde_json::json;

use super::mail::folders;
use crate::data::{MailMessage, MailThread, Table};
use crate::json::{MilliTime, Object, value};
use crate::{Account, Deal, Lead, Person};

/// How much a row of a message tells.
#[derive(Clone, Copy, Default)]
pub(super) struct Detail {
    /// The text.
    pub(super) body: bool,
    /// What the mailbox knows about those who wrote or got it.
    pub(super) parties: bool,
    /// Where the message is kept.
    pub(super) storage: bool,
}

/// Somebody who wrote or got a message.
struct Party {
    id: u32,
    name: String,
    address: String,
    person: Option<Person>,
}

/// The user of the thread, and who is on the other side.
fn parties(account: &Account, thread: &MailThread) -> (Party, Party) {
    let user = account.users().iter().find(|user| user.id == thread.user_id);
    let own = Party {
        id: thread.id * 2 - 1,
        name: user.map_or_else(String::new, |user| user.name.clone()),
        address: user.map_or_else(String::new, |user| user.email.clone()),
        person: None,
    };
    let person = thread.person_id.map(|id| Person::new(account, id));
    let address = person.as_ref().and_then(|person| person.email_list(account).into_iter().next());
    let other = Party {
        id: thread.id * 2,
        // Mail of strangers often comes without a name.
        name: person.as_ref().map_or_else(String::new, |person| person.name(account)),
        address: address.map_or_else(|| format!("newsletter{}@example.net", thread.id % 40), |point| point.value),
        person,
    };
    (own, other)
}

fn flag(set: bool) -> u8 {
    u8::from(set)
}

fn millis(seconds: i64) -> MilliTime {
    MilliTime(seconds * 1000)
}

/// The account the mailbox of a user is connected with.
fn connection(account: &Account, user_id: u32) -> String {
    format!("{:016x}", account.draw(Table::Users, user_id).bits(70))
}

/// Where the text of a message is.
fn storage_path(thread: &MailThread, message: &MailMessage) -> String {
    format!("{}/{}/{}/body", Account::COMPANY_ID, thread.user_id, message.id)
}

/// Writes the row of a thread.
pub(super) fn write_thread(account: &Account, thread: &MailThread, out: &mut Vec<u8>) {
    let messages: Vec<MailMessage> = thread.messages(account).collect();
    let sent: Vec<&MailMessage> = messages.iter().filter(|message| !message.is_draft).collect();
    let last = |own: bool| sent.iter().rev().find(|message| message.is_own == own);
    let (first_time, last_time) = (messages.first().map(|m| m.time), messages.last().map(|m| m.time));
    let (own, other) = parties(account, thread);
    let from_other = last(false).is_some();
    let (to, from) = if from_other { (&own, &other) } else { (&other, &own) };
    let latest_is_own = sent.last().is_some_and(|message| message.is_own);
    let inline = thread.has_inline_attachment();
    let deal = thread.deal_id.map(|id| Deal::new(account, id));
    let draft = messages.iter().find(|message| message.is_draft);

    let mut object = Object::begin(out);
    object.put("id", &thread.id);
    object.put("account_id", &connection(account, thread.user_id));
    object.put("user_id", &thread.user_id);
    object.put("subject", thread.subject(account));
    object.put("snippet", &sent.last().map_or("", |message| thread.snippet(account, message)));
    object.put("read_flag", &flag(thread.is_read));
    object.put("mail_tracking_status", &tracking_status(thread));
    object.put("has_attachments_flag", &flag(thread.has_attachment()));
    object.put("has_inline_attachments_flag", &flag(inline));
    object.put("has_real_attachments_flag", &flag(thread.has_attachment() && !inline));
    object.put("deleted_flag", &flag(thread.is_deleted));
    object.put("synced_flag", &1);
    object.put("smart_bcc_flag", &0);
    object.put("mail_link_tracking_enabled_flag", &flag(thread.is_tracked));
    let party = |party: &Party, is_own: bool| {
        let mut row = short_party(account, party);
        row["latest_sent"] = json!(is_own == latest_is_own);
        row["message_time"] = json!(last_time.map(|time| time * 1000));
        row["linked_organization_id"] = json!(party.person.as_ref().and_then(|person| person.org_id));
        row
    };
    object.put("parties", &json!({"to": [party(to, from_other)], "from": [party(from, !from_other)]}));
    let drafted = draft.map(|_| party(&other, false));
    object.put("drafts_parties", &drafted.as_slice());
    object.put("folders", &folders(account, thread));
    object.put("version", &(thread.total() * 2 + 1));
    object.put("snippet_draft", &draft.map(|message| thread.snippet(account, message)));
    object.put("snippet_sent", &last(true).map_or("", |message| thread.snippet(account, message)));
    object.put("message_count", &thread.messages);
    object.put("has_draft_flag", &flag(thread.has_draft));
    object.put("has_sent_flag", &flag(last(true).is_some()));
    object.put("archived_flag", &flag(thread.is_archived));
    object.put("shared_flag", &flag(thread.is_shared));
    object.put("external_deleted_flag", &0);
    object.put("first_message_to_me_flag", &flag(!thread.is_own_start));
    object.put("last_message_timestamp", &last_time.map(millis));
    object.put("first_message_timestamp", &first_time.map(millis));
    object.put("last_message_sent_timestamp", &last(true).map(|message| millis(message.time)));
    object.put("last_message_received_timestamp", &last(false).map(|message| millis(message.time)));
    object.put("add_time", &first_time.map(|time| millis(time + 13)));
    object.put("update_time", &last_time.map(|time| millis(time + 36)));
    object.put("deal_id", &thread.deal_id);
    object.put("deal_status", &deal.map(|deal| deal.status.name()));
    object.put("lead_id", &thread.lead_number.map(|number| Lead::uuid(account, number)));
    object.put("all_messages_sent_flag", &flag(!from_other && !thread.has_draft));
    object.end();
}

fn tracking_status(thread: &MailThread) -> Option<&'static str> {
    thread.is_tracked.then_some(if thread.is_read { "opened" } else { "not opened" })
}

/// What every row tells about a party.
fn short_party(account: &Account, party: &Party) -> serde_json::Value {
    json!({
        "id": party.id,
        "name": party.name,
        "email_address": party.address,
        "linked_person_id": party.person.as_ref().map(|person| person.id),
        "linked_person_name": party.person.as_ref().map_or_else(String::new, |person| person.name(account)),
        "mail_message_party_id": party.id + 5000,
    })
}

/// Writes the row of a message.
pub(super) fn write_message(
    account: &Account,
    thread: &MailThread,
    message: &MailMessage,
    detail: Detail,
    out: &mut Vec<u8>,
) {
    let (own, other) = parties(account, thread);
    let is_first = message.id == thread.message(account, 0).id;
    let attached = is_first && thread.has_attachment();
    let inline = is_first && thread.has_inline_attachment();
    let snippet = thread.snippet(account, message);
    let party = |party: &Party, is_sender: bool| {
        let mut row = short_party(account, party);
        if detail.parties {
            row["latest_sent"] = json!(is_sender);
            row["message_time"] = json!(message.time * 1000);
            row["linked_organization_id"] = json!(party.person.as_ref().and_then(|person| person.org_id));
        }
        row
    };
    let (from, to) = if message.is_own { (&own, &other) } else { (&other, &own) };
    let copied = (thread.messages > 3).then(|| party(from, false));

    let mut object = Object::begin(out);
    object.put("id", &message.id);
    object.put("from", &[party(from, true)]);
    object.put("to", &[party(to, false)]);
    object.put("cc", &copied.as_slice());
    value(object.member("bcc"), &[(); 0]);
    object.put("body_url", &format!("https://mail.example/{}", storage_path(thread, message)));
    if detail.body {
        object.put("body", &format!("<html><body><p>{snippet}</p><p>{}</p></body></html>", from.name));
    }
    object.put("account_id", &connection(account, thread.user_id));
    object.put("user_id", &thread.user_id);
    object.put("mail_thread_id", &thread.id);
    object.put("subject", thread.subject(account));
    object.put("snippet", snippet);
    object.put("mail_tracking_status", &tracking_status(thread).filter(|_| message.is_own && !message.is_draft));
    object.put("mail_link_tracking_enabled_flag", &flag(thread.is_tracked));
    object.put("read_flag", &flag(thread.is_read || message.is_own));
    let draft = json!({"subject": thread.subject(account), "to": [other.address], "body": snippet});
    object.put("draft", &message.is_draft.then(|| draft.to_string()));
    object.put("draft_flag", &flag(message.is_draft));
    object.put("synced_flag", &flag(!message.is_draft));
    object.put("deleted_flag", &0);
    object.put("has_body_flag", &1);
    object.put("sent_flag", &flag(message.is_own && !message.is_draft));
    object.put("sent_from_pipedrive_flag", &flag(message.is_own && message.id.is_multiple_of(3)));
    object.put("smart_bcc_flag", &0);
    object.put("message_time", &millis(message.time));
    object.put("add_time", &millis(message.time + 13));
    object.put("update_time", &millis(message.time + 36));
    object.put("has_attachments_flag", &flag(attached));
    object.put("has_inline_attachments_flag", &flag(inline));
    object.put("has_real_attachments_flag", &flag(attached && !inline));
    if detail.storage {
        let provider_id = format!("{:016x}", account.draw(Table::MailThreads, thread.id).bits(60_000 + message.id % 8));
        object.put("nylas_id", &provider_id);
        object.put("s3_bucket", "mail-bodies");
        object.put("s3_bucket_path", &storage_path(thread, message));
        object.put("external_deleted_flag", &false);
        object.put("mua_message_id", &format!("{provider_id}@mailer.example"));
        object.put("template_id", &message.id.is_multiple_of(5).then_some(thread.id % 7 + 1));
        object.put("timestamp", &millis(message.time + 13));
        object.put("item_type", "mailMessage");
        object.put("company_id", &Account::COMPANY_ID);
    }
    object.end();
}
