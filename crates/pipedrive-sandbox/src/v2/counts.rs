//! The optional columns that count or date what belongs to a record.

use serde_json::{Value, json};

use crate::data::{Draw, Link};
use crate::json::Time;
use crate::v1::correspondence;
use crate::{Account, Activity, Deal, DealStatus};

/// The activities of a record.
pub(crate) struct Activities {
    all: Vec<Activity>,
}

impl Activities {
    pub(crate) fn of(account: &Account, link: Link, parent: u32) -> Self {
        Self { all: account.links(link).of(parent).iter().map(|&id| Activity::new(account, id)).collect() }
    }

    /// The value of an optional column about activities.
    pub(crate) fn column(&self, name: &str) -> Option<Value> {
        let count = |done: bool| self.all.iter().filter(|activity| activity.done == done).count();
        let value = match name {
            "next_activity_id" => json!(self.next().map(|activity| activity.id)),
            "last_activity_id" => json!(self.last().map(|activity| activity.id)),
            "activities_count" => json!(self.all.len()),
            "done_activities_count" => json!(count(true)),
            "undone_activities_count" => json!(count(false)),
            _ => return None,
        };
        Some(value)
    }

    /// The planned activity that is due first.
    pub(crate) fn next(&self) -> Option<&Activity> {
        let due = self.all.iter().filter(|activity| !activity.done && activity.due_day.is_some());
        due.min_by_key(|activity| (activity.due_day, activity.due_minute, activity.id))
    }

    /// The activity that was done last.
    pub(crate) fn last(&self) -> Option<&Activity> {
        self.all.iter().filter(|activity| activity.done).max_by_key(|activity| (activity.done_time, activity.id))
    }
}

/// The deals of a person or an organization.
pub(crate) struct Deals {
    all: Vec<Deal>,
}

impl Deals {
    pub(crate) fn of(account: &Account, link: Link, parent: u32) -> Self {
        Self { all: account.links(link).of(parent).iter().map(|&id| Deal::new(account, id)).collect() }
    }

    pub(crate) fn from_all(all: Vec<Deal>) -> Self {
        Self { all }
    }

    /// Number of deals that are open, closed, won or lost.
    pub(crate) fn count(&self, which: &str) -> Option<usize> {
        let wanted: &[DealStatus] = match which {
            "open" => &[DealStatus::Open],
            "closed" => &[DealStatus::Won, DealStatus::Lost],
            "won" => &[DealStatus::Won],
            "lost" => &[DealStatus::Lost],
            _ => return None,
        };
        Some(self.all.iter().filter(|deal| !deal.is_archived && wanted.contains(&deal.status)).count())
    }
}

/// The optional columns about mail: the messages of a record's threads.
pub(crate) fn mail_column(account: &Account, link: Link, id: u32, name: &str) -> Value {
    let messages = correspondence(account, link, id);
    let last = |own: bool| {
        let messages = messages.iter().rev().map(|(_, message)| message);
        messages.filter(|message| message.is_own == own).map(|message| Time(message.time)).next()
    };
    match name {
        "email_messages_count" => json!(messages.len()),
        "last_incoming_mail_time" => json!(last(false)),
        "last_outgoing_mail_time" => json!(last(true)),
        _ => Value::Null,
    }
}

/// Columns about what the account has no records of.
pub(crate) fn drawn_column(record: Draw, name: &str) -> Option<Value> {
    let draw = record.within(30_000);
    let value = match name {
        "marketing_status" => {
            json!(draw.pick(6, &["no_consent", "unsubscribed", "subscribed", "archived"]))
        }
        "doi_status" => json!(draw.between(7, 1, 3)),
        _ => return None,
    };
    Some(value)
}
