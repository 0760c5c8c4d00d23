//! `/persons` and `/persons/{id}`.

use serde_json::{Value, json};

use super::counts::{Activities, Deals, drawn_column, mail_column};
use super::custom::CustomShape;
use super::list::{Listing, changed_in_window, existing, is_picked, is_wanted, list, saved_filter, unless_filtered};
use super::params::{CHANGED, CUSTOM, LABELS, OWNER, PAGE, PICK, SORT, SORT_FIELDS};
use super::patch::patched;
use crate::data::{ContactPoint, Followed, JOB_TITLES, Link, Owner, Picture, Record, Table, participants, sort_key};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, Version};
use crate::json::{Array, DAY, Day, Object, Time};
use crate::{Account, Deal, FilterType, Person};

const SCOPES: &[&str] = &["contacts:read", "contacts:full"];

const FILTERS: &[Param] = &[Param::new("org_id", Kind::Id), Param::new("deal_id", Kind::Id)];

const OPTIONAL: &[Param] = &[Param::new(
    "include_fields",
    Kind::Choices(&[
        "next_activity_id",
        "last_activity_id",
        "open_deals_count",
        "related_open_deals_count",
        "closed_deals_count",
        "related_closed_deals_count",
        "participant_open_deals_count",
        "participant_closed_deals_count",
        "email_messages_count",
        "activities_count",
        "done_activities_count",
        "undone_activities_count",
        "files_count",
        "notes_count",
        "followers_count",
        "won_deals_count",
        "related_won_deals_count",
        "lost_deals_count",
        "related_lost_deals_count",
        "last_incoming_mail_time",
        "last_outgoing_mail_time",
        "marketing_status",
        "doi_status",
        "smart_bcc_email",
    ]),
)];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/persons",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE, SORT, PICK, OWNER, FILTERS, CHANGED, OPTIONAL, CUSTOM, LABELS],
        answer: list_persons,
    },
    Operation {
        version: Version::V2,
        path: "/persons/{id}",
        cost: 1,
        scopes: SCOPES,
        params: &[OPTIONAL, CUSTOM, LABELS],
        answer: get_person,
    },
];

fn list_persons(call: &Call<'_>) -> Result<Answer, Failure> {
    let shape = CustomShape::new(call, Owner::Persons)?;
    let filter = saved_filter(call, FilterType::People)?;
    let query = &call.query;
    let [owner, org, deal] = ["owner_id", "org_id", "deal_id"].map(|name| unless_filtered(query, name));
    // Persons of a deal are its contact and its participants; an unknown deal has none.
    let of_deal = deal.map(|id| {
        let known = (1..=call.account.deal_count()).contains(&id).then(|| Deal::new(call.account, id));
        known.map_or_else(Vec::new, |deal| {
            participants(call.account, &deal).into_iter().map(|participant| participant.person_id).collect()
        })
    });
    let keep = |id: u32| {
        let person = Person::new(call.account, id);
        !person.is_deleted
            && is_wanted(owner, Some(person.owner_id))
            && is_wanted(org, person.org_id)
            && of_deal.as_ref().is_none_or(|members| members.contains(&id))
            && changed_in_window(query, person.update_time)
            && is_picked(call, filter.as_deref(), &Record::Person(&person))
    };
    let key = |id: u32, field: &str| sort_key(call.account, Table::Persons, id, field);
    let listing = Listing { table: Table::Persons, count: call.account.person_count(), sorts: SORT_FIELDS, key: &key };
    list(call, &listing, keep, |id, out| write(call, &shape, id, out))
}

fn get_person(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = existing(call, call.account.person_count(), "Person")?;
    let shape = CustomShape::new(call, Owner::Persons)?;
    Ok(Answer::object(|out| write(call, &shape, id, out)))
}

/// What is drawn for a row beyond what the person itself holds.
enum Of {
    JobTitle = 2,
    Birthday,
    Messenger,
    Notes,
}

/// Members that rows have as clients wrote them.
const WRITTEN: &[&str] = &["birthday", "job_title", "notes", "im", "postal_address", "marketing_status", "picture_id"];

fn write(call: &Call<'_>, shape: &CustomShape, id: u32, out: &mut Vec<u8>) {
    patched(call.account, (Table::Persons, id), WRITTEN, out, |out| write_row(call, shape, id, out));
}

fn write_row(call: &Call<'_>, shape: &CustomShape, id: u32, out: &mut Vec<u8>) {
    let account = call.account;
    let person = Person::new(account, id);
    let record = account.draw(Table::Persons, id);
    let draw = record.within(40_000);
    let (first_name, last_name) = person.names(account);

    let mut object = Object::begin(out);
    object.put("id", &person.id);
    object.put("name", &person.name(account));
    object.put("first_name", &first_name);
    object.put("last_name", &last_name);
    object.put("owner_id", &person.owner_id);
    object.put("org_id", &person.org_id);
    object.put("add_time", &Time(person.add_time));
    object.put("update_time", &person.update_time.map(Time));
    write_contacts(&person.email_list(account), object.member("emails"));
    write_contacts(&person.phone_list(account), object.member("phones"));
    object.put("is_deleted", &person.is_deleted);
    object.put("visible_to", &person.visible_to(account));
    shape.write_labels(call, (Table::Persons, id), &mut object);
    object.put("picture_id", &Picture::of(account, &person).map(|picture| picture.id));
    object.put("postal_address", &());
    object.put("notes", &draw.sometimes(Of::Notes as u32, 5).map(|_| "Imported from contact sync"));
    let messengers = draw.sometimes(Of::Messenger as u32, 8).map(|_| ContactPoint {
        label: "google".to_owned(),
        value: format!("{}.{id}", person.name(account).to_lowercase().replace(' ', ".")),
        primary: true,
    });
    write_contacts(messengers.as_slice(), object.member("im"));
    let birthday = draw.sometimes(Of::Birthday as u32, 10).map(|d| Day::of(d.seconds(0, 12_000 * DAY)));
    object.put("birthday", &birthday);
    object.put("job_title", &draw.sometimes(Of::JobTitle as u32, 45).map(|d| d.pick(0, &JOB_TITLES)));
    shape.write(call, (Table::Persons, id), object.member("custom_fields"));
    for name in call.query.words("include_fields").unwrap_or_default() {
        object.put(name, &optional(call, &person, name));
    }
    object.end();
}

/// Writes a list of addresses or numbers.
fn write_contacts(points: &[ContactPoint], out: &mut Vec<u8>) {
    let mut array = Array::begin(out);
    for point in points {
        let mut object = Object::begin(array.element());
        object.put("label", &point.label);
        object.put("value", &point.value);
        object.put("primary", &point.primary);
        object.end();
    }
    array.end();
}

/// The value of an optional column.
pub(crate) fn optional(call: &Call<'_>, person: &Person, name: &str) -> Value {
    let account = call.account;
    let record = account.draw(Table::Persons, person.id);
    if let Some(which) = name.strip_suffix("_deals_count") {
        let (link, which) = match which.split_once('_') {
            None => (Link::PersonDeals, which),
            Some(("participant" | "related", which)) => (Link::PersonParticipations, which),
            Some(_) => return Value::Null,
        };
        return json!(Deals::of(account, link, person.id).count(which));
    }
    match name {
        "followers_count" => json!(Followed::person(person).followers(account).len()),
        "notes_count" => json!(account.links(Link::PersonNotes).of(person.id).len()),
        "files_count" => json!(account.links(Link::PersonFiles).of(person.id).len()),
        "email_messages_count" | "last_incoming_mail_time" | "last_outgoing_mail_time" => {
            mail_column(account, Link::PersonThreads, person.id, name)
        }
        "smart_bcc_email" => json!(format!("{}+person{}@pipedrivemail.com", Account::DOMAIN, person.id)),
        _ => {
            let of_activities = || Activities::of(account, Link::PersonActivities, person.id).column(name);
            drawn_column(record, name).or_else(of_activities).unwrap_or(Value::Null)
        }
    }
}
