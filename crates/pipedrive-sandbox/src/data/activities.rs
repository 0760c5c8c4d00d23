//! Activities.

use super::names::ACTIVITY_SUBJECTS;
use super::{Account, Address, Deal, Draw, Entity, Person, Project, ProjectStatus, Table, User, Written, age};
use crate::json::DAY;

/// An activity; times are Unix seconds, days are days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Id, from 1.
    pub id: u32,
    /// `key_string` of its type.
    pub kind: &'static str,
    /// User it is assigned to.
    pub owner_id: u32,
    /// Deal.
    pub deal_id: Option<u32>,
    /// Number of the lead, from 1 (see [`Lead::number`](crate::Lead::number)).
    pub lead_number: Option<u32>,
    /// Main participant.
    pub person_id: Option<u32>,
    /// Organization.
    pub org_id: Option<u32>,
    /// Project.
    pub project_id: Option<u32>,
    /// Day it is due.
    pub due_day: Option<i64>,
    /// Minute of the day it is due.
    pub due_minute: Option<u32>,
    /// Whether it is done.
    pub done: bool,
    /// When it was marked as done.
    pub done_time: Option<i64>,
    /// When it was added.
    pub add_time: i64,
    /// When it last changed; none on the oldest ones.
    pub update_time: Option<i64>,
    /// Whether it was deleted; lists leave deleted ones out.
    pub is_deleted: bool,
}

/// What is drawn for an activity.
enum Of {
    Kind,
    Owner,
    Parent,
    ParentKind,
    AddTime,
    Due,
    HasDue,
    DueMinute,
    HasDueMinute,
    Done,
    DoneTime,
    Touched,
    HasTouched,
    Deleted,
    Subject,
    Location,
    HasLocation,
    Project,
}

impl Activity {
    /// The activity with that id.
    pub fn new(account: &Account, id: u32) -> Self {
        let mut activity = Self::generated(account, id);
        if let Some(overlay) = account.overlay(Entity::Activities, id) {
            if let Some(add_time) = overlay.inserted {
                activity = Self { add_time, done: false, done_time: None, is_deleted: false, ..activity };
            }
            activity.update_time = Some(overlay.changed);
            activity.owner_id = overlay.owner(activity.owner_id, User::COUNT);
            if let Some(flipped) = overlay.flipped {
                activity.done = !activity.done;
                activity.done_time = activity.done.then_some(flipped);
            }
            activity.is_deleted |= overlay.deleted;
        }
        if let Some(written) = account.written(Table::Activities, id) {
            activity.overwrite(account, &written);
        }
        activity
    }

    /// Applies what clients wrote.
    fn overwrite(&mut self, account: &Account, written: &Written) {
        if written.is_created {
            *self = Self { deal_id: None, lead_number: None, person_id: None, org_id: None, ..*self };
        }
        if let Some(kind) = written.values.get("type").and_then(|kind| kind.as_str()) {
            self.kind = account.activity_kind(kind).unwrap_or(self.kind);
        }
        written.put("owner_id", &mut self.owner_id);
        written.put("deal_id", &mut self.deal_id);
        written.put("lead_number", &mut self.lead_number);
        written.put("person_id", &mut self.person_id);
        written.put("org_id", &mut self.org_id);
        written.put("project_id", &mut self.project_id);
        written.put_day("due_date", &mut self.due_day);
        written.put("due_minute", &mut self.due_minute);
        written.put("done", &mut self.done);
        written.put("marked_as_done_time", &mut self.done_time);
        written.put("add_time", &mut self.add_time);
        written.put("update_time", &mut self.update_time);
        written.put("is_deleted", &mut self.is_deleted);
    }

    fn generated(account: &Account, id: u32) -> Self {
        let draw = account.draw(Table::Activities, id);
        let age = age(id, account.size.activities);
        let add_time = account.now - 1800 - age - draw.seconds(Of::AddTime as u32, 15 * DAY);
        let today = account.now.div_euclid(DAY);
        let due_day = draw
            .percent(Of::HasDue as u32, 94)
            .then(|| add_time.div_euclid(DAY) + i64::from(draw.below(Of::Due as u32, 45)));
        let doing_chance = match due_day {
            Some(day) if day < today - 60 => 97,
            Some(day) if day < today => 75,
            Some(_) => 15,
            None => 50,
        };
        let done = draw.percent(Of::Done as u32, doing_chance);
        let done_time = done.then(|| {
            let due = due_day.map_or(add_time, |day| (day * DAY + 36_000).max(add_time));
            (due + draw.seconds(Of::DoneTime as u32, 2 * DAY)).min(account.now)
        });
        let last_event = done_time.unwrap_or(add_time);
        let touched = || last_event + draw.seconds(Of::Touched as u32, (account.now - last_event).min(DAY));
        let (deal_id, lead_number, person_id, org_id) = parents(account, draw, id);
        Self {
            id,
            kind: draw.weighted(
                Of::Kind as u32,
                &[
                    (34, "call"),
                    (20, "meeting"),
                    (20, "task"),
                    (6, "deadline"),
                    (14, "email"),
                    (4, "lunch"),
                    (1, "site_visit"),
                    (1, "fax"),
                ],
            ),
            owner_id: draw.between(Of::Owner as u32, 1, User::COUNT),
            deal_id,
            lead_number,
            person_id,
            org_id,
            project_id: project(account, draw),
            due_day,
            due_minute: due_day
                .filter(|_| draw.percent(Of::HasDueMinute as u32, 65))
                .map(|_| 480 + draw.below(Of::DueMinute as u32, 40) * 15),
            done,
            done_time,
            add_time,
            update_time: account.changed(draw.percent(Of::HasTouched as u32, 97).then(touched), add_time),
            is_deleted: draw.percent(Of::Deleted as u32, 1),
        }
    }

    pub(crate) fn subject(&self, account: &Account) -> String {
        let drawn = || account.draw(Table::Activities, self.id).pick(Of::Subject as u32, &ACTIVITY_SUBJECTS).to_owned();
        account.written_text(Table::Activities, self.id, "subject").unwrap_or_else(drawn)
    }

    pub(crate) fn location(&self, account: &Account) -> Option<Address> {
        if let Some(written) = account.written(Table::Activities, self.id).filter(|w| w.values.contains_key("location"))
        {
            return Address::read(&written.values["location"]);
        }
        let draw = account.draw(Table::Activities, self.id);
        (matches!(self.kind, "meeting" | "lunch" | "site_visit") && draw.percent(Of::HasLocation as u32, 60))
            .then(|| Address::draw(draw.within(Of::Location as u32)))
    }
}

/// The project an activity belongs to, if it is not a deleted one.
fn project(account: &Account, draw: Draw) -> Option<u32> {
    let id = draw.sometimes(Of::Project as u32, 6)?.between(0, 1, account.size.projects);
    (Project::outline(account, id).0 != ProjectStatus::Deleted).then_some(id)
}

/// Deal, lead, person and organization an activity belongs to.
fn parents(account: &Account, draw: Draw, id: u32) -> (Option<u32>, Option<u32>, Option<u32>, Option<u32>) {
    let any = |count: u32| Some(draw.between(Of::Parent as u32, 1, count));
    match draw.below(Of::ParentKind as u32, 100) {
        0..64 => {
            // There are two activities for each deal, most of them made soon after it.
            let back = draw.below(Of::Parent as u32, account.size.deals / 8 + 1);
            let newest = id.min(account.size.activities).div_ceil(2);
            let deal = Deal::new(account, newest.saturating_sub(back).max(1));
            (Some(deal.id), None, deal.person_id, deal.org_id)
        }
        64..69 => (None, any(account.size.leads), None, None),
        69..88 => {
            let person = any(account.size.persons);
            (None, None, person, person.and_then(|id| Person::organization(account, id)))
        }
        88..96 => (None, None, None, any(account.size.organizations)),
        _ => (None, None, None, None),
    }
}
