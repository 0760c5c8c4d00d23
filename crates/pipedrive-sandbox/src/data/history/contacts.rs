//! Histories of persons and organizations.

use serde_json::{Value, json};

use super::deals::note_custom;
use super::{Change, History};
use crate::data::{Account, Draw, Owner, Table, User};
use crate::{Organization, Person};

/// What is drawn for a record.
enum Of {
    Actors = 54_200,
    Count,
    First,
    When,
    Former,
}

/// A change that may have happened: field, value before, value after.
type Edit = (&'static str, Value, Value);

/// Everything that changed on a person, the earliest first.
pub(crate) fn person_history(account: &Account, person: &Person) -> Vec<Change> {
    let draw = account.draw(Table::Persons, person.id);
    let name = person.name(account);
    let email = person.email_list(account).into_iter().next().map(|point| point.value);
    let phone = person.phone_list(account).into_iter().next().map(|point| point.value);
    let edits = [
        Some(("org_id", Value::Null, json!(person.org_id))).filter(|_| person.org_id.is_some()),
        Some(("owner_id", json!(former(draw, person.owner_id)), json!(person.owner_id))),
        email.map(|email| ("email", json!(format!("old.{email}")), json!(email))),
        Some(("name", json!(format!("{name} (new)")), json!(name))),
        phone.map(|phone| ("phone", Value::Null, json!(phone))),
    ];
    let span = Span { from: person.add_time, until: person.update_time };
    history(account, draw, Owner::Persons, person.id, person.owner_id, span, edits.into_iter().flatten().collect())
}

/// Everything that changed on an organization, the earliest first.
pub(crate) fn organization_history(account: &Account, organization: &Organization) -> Vec<Change> {
    let draw = account.draw(Table::Organizations, organization.id);
    let name = organization.name(account);
    let address = organization.address(account).map(|address| address.value());
    let edits = [
        Some(("owner_id", json!(former(draw, organization.owner_id)), json!(organization.owner_id))),
        address.map(|address| ("address", Value::Null, json!(address))),
        Some(("name", json!(name.to_uppercase()), json!(name))),
    ];
    let span = Span { from: organization.add_time, until: organization.update_time };
    let edits = edits.into_iter().flatten().collect();
    history(account, draw, Owner::Organizations, organization.id, organization.owner_id, span, edits)
}

/// A user other than the owner.
fn former(draw: Draw, owner_id: u32) -> u32 {
    (owner_id + draw.between(Of::Former as u32, 1, User::COUNT - 1) - 1) % User::COUNT + 1
}

/// From creation to the last change, if that is known.
struct Span {
    from: i64,
    until: Option<i64>,
}

/// Up to three of the edits and sometimes a custom field; the last one is the record's last change.
fn history(
    account: &Account,
    draw: Draw,
    owner: Owner,
    id: u32,
    owner_id: u32,
    span: Span,
    edits: Vec<Edit>,
) -> Vec<Change> {
    let mut history = History::new(draw.within(Of::Actors as u32), owner_id);
    let Some(until) = span.until else { return history.finish(id) };
    let count = draw.weighted(Of::Count as u32, &[(35, 0), (30, 1), (25, 2), (10, 3)]);
    let wanted = usize::try_from(count).unwrap_or_default().min(edits.len());
    let first = usize::try_from(draw.below(Of::First as u32, 5)).unwrap_or_default();
    let mut time = until;
    for (field, old, new) in edits.iter().cycle().skip(first).take(wanted) {
        history.note(field, time, old.clone(), new.clone());
        time = span.from + draw.within(Of::When as u32).seconds(u32::from(field.as_bytes()[0]), time - span.from);
    }
    if count > 1 {
        note_custom(account, owner, draw, time, &mut history);
    }
    history.finish(id)
}
