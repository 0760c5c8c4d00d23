//! The mailbox of the token's user, and the messages that belong to deals, persons and organizations.

use serde_json::json;

use super::files::known_id;
use super::mail_rows::{Detail, write_message, write_thread};
use super::offset::{PAGE, offset_page};
use crate::data::{Link, MailMessage, MailThread};
use crate::http::{Answer, Call, Failure, Kind, Operation, Paging, Param, SortKey, Version};
use crate::json::{LegacyTime, Object};

const SCOPES: &[&str] = &["mail:read", "mail:full"];

const FOLDERS: &[&str] = &["inbox", "drafts", "sent", "archive"];

const BODY: &[Param] = &[Param::new("include_body", Kind::Bit)];

type Handler = fn(&Call<'_>) -> Result<Answer, Failure>;

const fn get(path: &'static str, params: &'static [&'static [Param]], answer: Handler) -> Operation {
    Operation { version: Version::V1, path, cost: 20, scopes: SCOPES, params, answer }
}

pub(crate) const OPERATIONS: &[Operation] = &[
    get("/mailbox/mailThreads", &[PAGE, &[Param::new("folder", Kind::Choice(FOLDERS))]], list_threads),
    get("/mailbox/mailThreads/{id}", &[], get_thread),
    get("/mailbox/mailThreads/{id}/mailMessages", &[], list_messages),
    Operation { cost: 2, ..get("/mailbox/mailMessages/{id}", &[BODY], get_message) },
    get("/deals/{id}/mailMessages", &[PAGE, BODY], |call| {
        of_parent(call, call.account.deal_count(), "Deal", Link::DealThreads)
    }),
    get("/persons/{id}/mailMessages", &[PAGE, BODY], |call| {
        of_parent(call, call.account.person_count(), "Person", Link::PersonThreads)
    }),
    get("/organizations/{id}/mailMessages", &[PAGE, BODY], |call| {
        of_parent(call, call.account.organization_count(), "Organization", Link::OrganizationThreads)
    }),
];

/// The folders a thread is in: it can be in several.
pub(super) fn folders(account: &crate::Account, thread: &MailThread) -> Vec<&'static str> {
    let sent = |own: bool| thread.messages(account).any(|message| !message.is_draft && message.is_own == own);
    let of = [
        (thread.is_archived, "archive"),
        (!thread.is_archived && sent(false), "inbox"),
        (sent(true), "sent"),
        (thread.has_draft, "drafts"),
    ];
    of.into_iter().filter(|(is_in, _)| *is_in).map(|(_, folder)| folder).collect()
}

/// The page of the folder, the thread with the newest message first; like the real answer it does not say whether
/// there is more.
fn list_threads(call: &Call<'_>) -> Result<Answer, Failure> {
    let account = call.account;
    let folder = call.query.text("folder").ok_or_else(Failure::bad_request)?;
    let own = account.threads().filter(|thread| thread.user_id == 1);
    let mut rows: Vec<MailThread> = own.filter(|thread| folders(account, thread).contains(&folder)).collect();
    rows.sort_by_key(|thread| (-thread.message(account, thread.total() - 1).time, thread.id));
    let page = rows.into_iter().skip(call.query.start()).take(call.query.limit());
    Ok(Answer::list(page, Paging::Whole, |thread, out| write_thread(account, &thread, out)))
}

/// A thread of the mailbox.
fn own_thread(call: &Call<'_>) -> Result<MailThread, Failure> {
    let id = known_id(call, call.account.thread_count(), "Mail thread")?;
    let thread = MailThread::new(call.account, id);
    if thread.user_id == 1 && !thread.is_deleted { Ok(thread) } else { Err(Failure::not_found("Mail thread")) }
}

fn get_thread(call: &Call<'_>) -> Result<Answer, Failure> {
    let thread = own_thread(call)?;
    Ok(Answer::object(|out| write_thread(call.account, &thread, out)))
}

fn list_messages(call: &Call<'_>) -> Result<Answer, Failure> {
    let thread = own_thread(call)?;
    let detail = Detail { parties: true, ..Detail::default() };
    let rows = thread.messages(call.account);
    Ok(Answer::list(rows, Paging::Whole, |message, out| write_message(call.account, &thread, &message, detail, out)))
}

fn get_message(call: &Call<'_>) -> Result<Answer, Failure> {
    let found = call.key.parse().ok().and_then(|id| MailThread::of_message(call.account, id));
    let visible = found.filter(|(thread, message)| is_readable(thread, message));
    let (thread, message) = visible.ok_or_else(|| Failure::not_found("Mail message"))?;
    let detail = Detail { body: wants_body(call), ..Detail::default() };
    let answer = Answer::object(|out| write_message(call.account, &thread, &message, detail, out));
    let answer = answer.beside("statusCode", json!(2000)).beside("statusText", json!("Success"));
    Ok(answer.beside("service", json!("email-api")))
}

/// Drafts are their author's alone, whatever they are about.
fn is_readable(thread: &MailThread, message: &MailMessage) -> bool {
    thread.is_visible() && (!message.is_draft || thread.user_id == 1)
}

fn wants_body(call: &Call<'_>) -> bool {
    call.query.flag("include_body") == Some(true)
}

/// The messages sent or received about a record, the newest first.
fn of_parent(call: &Call<'_>, count: u32, entity: &str, link: Link) -> Result<Answer, Failure> {
    let account = call.account;
    let id = known_id(call, count, entity)?;
    let messages = correspondence(account, link, id);
    let mut ids: Vec<u32> = messages.iter().map(|(_, message)| message.id).collect();
    ids.reverse();
    let detail = Detail { body: wants_body(call), storage: true, ..Detail::default() };
    offset_page(
        call,
        ids,
        &[],
        |id, _| SortKey::Number(id.into()),
        |id, out| {
            let Some((thread, message)) = messages.iter().find(|(_, message)| message.id == id) else { return };
            let mut object = Object::begin(out);
            object.put("object", "mailMessage");
            object.put("timestamp", &LegacyTime(message.time));
            write_message(account, thread, message, detail, object.member("data"));
            object.end();
        },
    )
}

/// The messages of the threads of a record that the token's user may see, drafts left out, the oldest first.
pub(crate) fn correspondence(account: &crate::Account, link: Link, id: u32) -> Vec<(MailThread, MailMessage)> {
    let links = account.links(link);
    let threads = links.of(id).iter().map(|&id| MailThread::new(account, id)).filter(MailThread::is_visible);
    let mut messages: Vec<(MailThread, MailMessage)> = threads
        .flat_map(|thread| thread.messages(account).map(move |message| (thread, message)))
        .filter(|(_, message)| !message.is_draft)
        .collect();
    messages.sort_by_key(|(_, message)| (message.time, message.id));
    messages
}
