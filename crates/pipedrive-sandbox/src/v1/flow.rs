//! `/{deals,persons,organizations}/{id}/flow`: what happened to a record and what belongs to it, the newest first.

use serde_json::{Value, json};

use super::changelogs::USER_AGENT;
use super::notes::note_row;
use super::pages::{PAGE, existing, offset_rows};
use super::shapes::{Related, activity};
use crate::data::{
    Change, Followed, FollowerChange, Link, ParticipantChange, deal_history, organization_history, participant_changes,
    person_history,
};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, Version};
use crate::json::{LegacyTime, Number, Object};
use crate::{Activity, Deal, Note, Organization, Person};

const CHOICE: &[Param] = &[Param::new("all_changes", Kind::Text), Param::new("items", Kind::Text)];

const fn operation(path: &'static str, answer: fn(&Call<'_>) -> Result<Answer, Failure>) -> Operation {
    Operation { version: Version::V1, path, cost: 40, scopes: &["recents:read"], params: &[PAGE, CHOICE], answer }
}

pub(crate) const OPERATIONS: &[Operation] = &[
    operation("/deals/{id}/flow", flow_of_deal),
    operation("/persons/{id}/flow", flow_of_person),
    operation("/organizations/{id}/flow", flow_of_organization),
];

/// The record whose flow it is.
#[derive(Clone, Copy)]
struct Subject {
    id: u32,
    /// Singular: what entries about its own changes are named after.
    kind: &'static str,
}

/// Something that happened, before it is written.
enum Event {
    Change(Change),
    Activity(Activity),
    Note(Note),
    Follower(FollowerChange),
    Participant(ParticipantChange),
    Deal(Deal),
}

fn flow_of_deal(call: &Call<'_>) -> Result<Answer, Failure> {
    let account = call.account;
    let deal = Deal::new(account, existing(call, account.deal_count(), "Deal")?);
    let mut related = Related::default();
    related.deals.insert(deal.id);
    related.users.insert(deal.owner_id);
    related.persons.extend(deal.person_id);
    related.organizations.extend(deal.org_id);
    let mut events = belongings(call, deal.id, Link::DealActivities, Link::DealNotes, Followed::deal(&deal));
    events.extend(deal_history(account, &deal).into_iter().map(Event::Change));
    events.extend(participant_changes(account, &deal).into_iter().map(Event::Participant));
    Ok(flow(call, Subject { id: deal.id, kind: "deal" }, events, &related))
}

fn flow_of_person(call: &Call<'_>) -> Result<Answer, Failure> {
    let account = call.account;
    let person = Person::new(account, existing(call, account.person_count(), "Person")?);
    let mut related = Related::default();
    related.persons.insert(person.id);
    related.users.insert(person.owner_id);
    related.organizations.extend(person.org_id);
    let followed = Followed::person(&person);
    let mut events = belongings(call, person.id, Link::PersonActivities, Link::PersonNotes, followed);
    events.extend(person_history(account, &person).into_iter().map(Event::Change));
    let deals = account.links(Link::PersonDeals);
    events.extend(deals.of(person.id).iter().map(|&id| Event::Deal(Deal::new(account, id))));
    Ok(flow(call, Subject { id: person.id, kind: "person" }, events, &related))
}

fn flow_of_organization(call: &Call<'_>) -> Result<Answer, Failure> {
    let account = call.account;
    let organization = Organization::new(account, existing(call, account.organization_count(), "Organization")?);
    let mut related = Related::default();
    related.organizations.insert(organization.id);
    related.users.insert(organization.owner_id);
    let followed = Followed::organization(&organization);
    let mut events = belongings(call, organization.id, Link::OrganizationActivities, Link::OrganizationNotes, followed);
    events.extend(organization_history(account, &organization).into_iter().map(Event::Change));
    let deals = account.links(Link::OrganizationDeals);
    events.extend(deals.of(organization.id).iter().map(|&id| Event::Deal(Deal::new(account, id))));
    Ok(flow(call, Subject { id: organization.id, kind: "organization" }, events, &related))
}

/// Activities, notes and followers of a record.
fn belongings(call: &Call<'_>, id: u32, activities: Link, notes: Link, followed: Followed) -> Vec<Event> {
    let account = call.account;
    let (activities, notes) = (account.links(activities), account.links(notes));
    let activities = activities.of(id).iter().map(|&id| Event::Activity(Activity::new(account, id)));
    let notes = notes.of(id).iter().map(|&id| Event::Note(Note::new(account, id)));
    let followers = followed.changes(account).into_iter().map(Event::Follower);
    activities.chain(notes).chain(followers).collect()
}

fn flow(call: &Call<'_>, subject: Subject, mut events: Vec<Event>, related: &Related) -> Answer {
    let with_custom = call.query.text("all_changes") == Some("1");
    let wanted: Option<Vec<&str>> =
        call.query.text("items").map(|items| items.split(',').map(str::trim).filter(|item| !item.is_empty()).collect());
    events.retain(|event| {
        let custom = matches!(event, Event::Change(change) if change.is_custom);
        (with_custom || !custom) && wanted.as_ref().is_none_or(|wanted| event.is_among(subject, wanted))
    });
    // Events of one moment follow each other as they came, the last one first.
    events.sort_by_key(Event::time);
    events.reverse();
    offset_rows(call, events, |event, out| {
        let mut object = Object::begin(out);
        object.put("object", &event.object(subject));
        object.put("timestamp", &LegacyTime(event.time()));
        object.put("data", &event.data(call, subject));
        object.end();
    })
    .beside("related_objects", related.objects(call))
}

impl Event {
    /// When it happened; a planned activity has been there since it was added.
    fn time(&self) -> i64 {
        match self {
            Self::Change(change) => change.time,
            Self::Activity(activity) => activity.done_time.unwrap_or(activity.add_time),
            Self::Note(note) => note.add_time,
            Self::Follower(change) => change.time,
            Self::Participant(change) => change.time,
            Self::Deal(deal) => deal.add_time,
        }
    }

    /// What the entry calls itself.
    fn object(&self, subject: Subject) -> String {
        match self {
            Self::Change(_) => format!("{}Change", subject.kind),
            Self::Activity(activity) if activity.done => "activity".to_owned(),
            Self::Activity(_) => "plannedActivity".to_owned(),
            Self::Note(_) => "note".to_owned(),
            Self::Follower(_) => format!("{}Follower", subject.kind),
            Self::Participant(_) => "participant".to_owned(),
            Self::Deal(_) => "deal".to_owned(),
        }
    }

    /// Whether one of the words of `items` means it.
    fn is_among(&self, subject: Subject, wanted: &[&str]) -> bool {
        let also = match self {
            Self::Change(_) => "change",
            Self::Follower(_) => "follower",
            Self::Activity(activity) if activity.done && activity.kind == "call" => "call",
            _ => "",
        };
        let object = self.object(subject);
        wanted.iter().any(|word| *word == object || *word == also)
    }

    fn data(&self, call: &Call<'_>, subject: Subject) -> Value {
        let subject_id = format!("{}_id", if subject.kind == "organization" { "org" } else { subject.kind });
        match self {
            Self::Change(change) => json!({
                "id": change.id,
                "item_id": subject.id,
                "user_id": change.actor_user_id,
                "field_key": change.field,
                "old_value": change.old,
                "new_value": change.new,
                "is_bulk_update_flag": change.is_bulk.then_some(true),
                "log_time": LegacyTime(change.time),
                "change_source": change.source,
                "change_source_user_agent": change.source.filter(|source| *source == "app").map(|_| USER_AGENT),
                "additional_data": [],
            }),
            Self::Activity(one) => activity(call, one),
            Self::Note(note) => note_row(call, note.id),
            Self::Follower(change) => json!({
                subject_id: subject.id,
                "user_id": change.actor_user_id,
                "follower_user_id": change.follower_user_id,
                "action": change.action,
                "log_time": LegacyTime(change.time),
            }),
            Self::Participant(change) => json!({
                subject_id: subject.id,
                "user_id": change.actor_user_id,
                "person_id": change.person_id,
                "action": change.action,
                "log_time": LegacyTime(change.time),
            }),
            Self::Deal(deal) => json!({
                "id": deal.id,
                "title": deal.title(call.account),
                "status": deal.status.name(),
                "value": Number(deal.value),
                "currency": deal.currency,
                "user_id": deal.owner_id,
                "person_id": deal.person_id,
                "org_id": deal.org_id,
                "stage_id": deal.stage_id,
                "pipeline_id": deal.pipeline_id,
                "add_time": LegacyTime(deal.add_time),
            }),
        }
    }
}
