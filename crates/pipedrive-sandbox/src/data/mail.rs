//! Mail: threads of messages between a user and somebody outside.

use super::{Account, Deal, Lead, Person, Table, User};
use crate::json::DAY;

/// A mail thread; times are Unix seconds.
#[expect(
    clippy::struct_excessive_bools,
    reason = "what a mailbox notes of a thread are flags independent of each other"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MailThread {
    /// Id, from 1.
    pub(crate) id: u32,
    /// User whose mailbox it is in.
    pub(crate) user_id: u32,
    pub(crate) deal_id: Option<u32>,
    pub(crate) lead_number: Option<u32>,
    /// The person on the other side, if the account knows one with an address.
    pub(crate) person_id: Option<u32>,
    pub(crate) org_id: Option<u32>,
    /// Number of messages sent or received, 1 to 6.
    pub(crate) messages: u32,
    /// Whether a reply is being written.
    pub(crate) has_draft: bool,
    /// Whether the user wrote first.
    pub(crate) is_own_start: bool,
    pub(crate) is_archived: bool,
    pub(crate) is_read: bool,
    /// Whether it was deleted; nothing lists deleted ones.
    pub(crate) is_deleted: bool,
    /// Whether everybody in the company may read it; what belongs to a deal, lead or person is shared.
    pub(crate) is_shared: bool,
    pub(crate) is_tracked: bool,
    /// When its first message was sent.
    pub(crate) first_time: i64,
    /// Seconds from its first message to the last one at most.
    span: i64,
}

/// One message of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MailMessage {
    /// Id, which tells the thread and the place in it.
    pub(crate) id: u32,
    /// Whether the user wrote it.
    pub(crate) is_own: bool,
    pub(crate) is_draft: bool,
    /// When it was sent: Unix seconds.
    pub(crate) time: i64,
}

/// Ids a thread has for its messages.
const STRIDE: u32 = 8;
/// One thread in so many has an attachment, on its first message.
const ATTACHED: u32 = 6;

const SUBJECTS: [&str; 8] = [
    "Offer for 25 seats",
    "Re: our call on Monday",
    "Fwd: Rechnung 2024/118",
    "Demo next week?",
    "Your questions about delivery, warranty & support",
    "Order confirmation",
    "AW: Angebot \"Premium\"",
    "🎉 Welcome on board",
];

const SNIPPETS: [&str; 6] = [
    "Thanks for your time today. As discussed, please find",
    "Could you send us the updated price list, please?",
    "Wir prüfen das Angebot und melden uns bis Freitag.",
    "Sounds good, let's talk on Thursday at 10.",
    "I am out of the office until Monday, the 14th.",
    "One more question: does it work <offline>?",
];

/// What is drawn for a thread.
enum Of {
    User,
    Parent,
    ParentKind,
    Messages,
    Draft,
    Start,
    Archived,
    Read,
    Deleted,
    Tracked,
    FirstTime,
    Span,
    Subject,
    Snippet,
}

impl Account {
    /// Number of mail threads: one for each deal and a few.
    pub(crate) fn thread_count(&self) -> u32 {
        self.size.deals + 24
    }

    /// Number of attachments of mail messages.
    pub(crate) fn attachment_count(&self) -> u32 {
        self.thread_count() / ATTACHED
    }

    /// Every thread that somebody may see in a list.
    pub(crate) fn threads(&self) -> impl Iterator<Item = MailThread> + '_ {
        (1..=self.thread_count()).map(|id| MailThread::new(self, id)).filter(|thread| !thread.is_deleted)
    }
}

impl MailThread {
    /// The thread with that id.
    pub(crate) fn new(account: &Account, id: u32) -> Self {
        let draw = account.draw(Table::MailThreads, id);
        let any = |count: u32| (count > 0).then(|| draw.between(Of::Parent as u32, 1, count.max(1)));
        let kind = draw.below(Of::ParentKind as u32, 100);
        let deal = (kind < 58).then(|| any(account.size.deals)).flatten().map(|id| Deal::new(account, id));
        let lead = (58..64).contains(&kind).then(|| any(account.size.leads)).flatten();
        let lead = lead.map(|number| Lead::new(account, number));
        let person = match (&deal, &lead) {
            (Some(deal), _) => deal.person_id,
            (_, Some(lead)) => lead.person_id,
            _ => (64..90).contains(&kind).then(|| any(account.size.persons)).flatten(),
        };
        let person = person.map(|id| Person::new(account, id)).filter(|person| person.emails > 0);
        let org_id = match (&deal, &lead) {
            (Some(deal), _) => deal.org_id,
            (_, Some(lead)) => lead.organization_id,
            _ => person.and_then(|person| person.org_id),
        };
        let earliest = match (&deal, &lead) {
            (Some(deal), _) => deal.add_time,
            (_, Some(lead)) => lead.add_time / 1000,
            _ => account.now - 500 * DAY,
        };
        let latest = account.now - 1200;
        let first_time = earliest + draw.seconds(Of::FirstTime as u32, latest - earliest);
        Self {
            id,
            user_id: draw.weighted(Of::User as u32, &[(30, 1), (20, 2), (15, 3), (15, 4), (10, 7), (10, User::COUNT)]),
            deal_id: deal.map(|deal| deal.id),
            lead_number: lead.as_ref().map(|lead| lead.number),
            person_id: person.map(|person| person.id),
            org_id,
            messages: draw.weighted(Of::Messages as u32, &[(35, 1), (30, 2), (18, 3), (9, 4), (8, 6)]),
            has_draft: draw.percent(Of::Draft as u32, 10),
            is_own_start: draw.percent(Of::Start as u32, 55),
            is_archived: draw.percent(Of::Archived as u32, 20),
            is_read: draw.percent(Of::Read as u32, 75),
            is_deleted: draw.percent(Of::Deleted as u32, 3),
            is_shared: deal.is_some() || lead.is_some() || person.is_some(),
            is_tracked: draw.percent(Of::Tracked as u32, 30),
            first_time,
            span: draw.seconds(Of::Span as u32, 30 * DAY).min(account.now - first_time),
        }
    }

    /// The thread of the attachment of that number, from 1.
    pub(super) fn of_attachment(account: &Account, number: u32) -> Self {
        Self::new(account, number * ATTACHED)
    }

    /// The thread a message belongs to, and its place there.
    pub(crate) fn of_message(account: &Account, id: u32) -> Option<(Self, MailMessage)> {
        let (thread, place) = ((id.checked_sub(1)?) / STRIDE + 1, (id - 1) % STRIDE);
        let thread = (thread <= account.thread_count()).then(|| Self::new(account, thread))?;
        (place < thread.total()).then(|| (thread, thread.message(account, place)))
    }

    /// Number of messages, the draft included.
    pub(crate) fn total(&self) -> u32 {
        self.messages + u32::from(self.has_draft)
    }

    /// The message at that place, from 0.
    pub(crate) fn message(&self, account: &Account, place: u32) -> MailMessage {
        let step = self.span / i64::from(self.total());
        let jitter = account.draw(Table::MailThreads, self.id).within(40_000).seconds(place, step);
        let is_draft = place >= self.messages;
        MailMessage {
            id: (self.id - 1) * STRIDE + place + 1,
            is_own: is_draft || place.is_multiple_of(2) == self.is_own_start,
            is_draft,
            time: self.first_time + step * i64::from(place) + jitter,
        }
    }

    /// Every message, the draft last.
    pub(crate) fn messages(self, account: &Account) -> impl Iterator<Item = MailMessage> + '_ {
        (0..self.total()).map(move |place| self.message(account, place))
    }

    /// Whether the token's user may see it.
    pub(crate) fn is_visible(&self) -> bool {
        !self.is_deleted && (self.is_shared || self.user_id == 1)
    }

    /// Whether its first message has an attachment.
    pub(crate) fn has_attachment(&self) -> bool {
        self.id.is_multiple_of(ATTACHED)
    }

    /// Whether its first message shows its attachment in the text.
    pub(crate) fn has_inline_attachment(&self) -> bool {
        self.id.is_multiple_of(ATTACHED * 3)
    }

    pub(crate) fn subject(&self, account: &Account) -> &'static str {
        account.draw(Table::MailThreads, self.id).pick(Of::Subject as u32, &SUBJECTS)
    }

    /// The beginning of the text of a message.
    pub(crate) fn snippet(&self, account: &Account, message: &MailMessage) -> &'static str {
        let draw = account.draw(Table::MailThreads, self.id).within(Of::Snippet as u32);
        draw.pick(message.id % STRIDE, &SNIPPETS)
    }
}
