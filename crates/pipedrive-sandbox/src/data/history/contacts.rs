//! Histories of persons and organizations.

use serde_json::{Value, json};

use super::deals::note_custom;
use super::{Change, History, append_edits};
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

/// What a history needs to know of a person or an organization; times are Unix seconds.
struct Contact {
    table: Owner,
    draw: Draw,
    id: u32,
    owner_id: u32,
    added: i64,
    /// The last change, if it is known.
    changed: Option<i64>,
}

/// Everything that changed on a person, the earliest first.
pub(crate) fn person_history(account: &Account, person: &Person) -> Vec<Change> {
    let mut changes = if account.is_created(Table::Persons, person.id) {
        Vec::new()
    } else {
        drawn_person_history(account, &Person::unwritten(account, person.id))
    };
    append_edits(account, Table::Persons, person.id, &mut changes);
    changes
}

/// What changed before any client wrote on the person.
fn drawn_person_history(account: &Account, person: &Person) -> Vec<Change> {
    let contact = Contact {
        table: Owner::Persons,
        draw: account.draw(Table::Persons, person.id),
        id: person.id,
        owner_id: person.owner_id,
        added: person.add_time,
        changed: person.update_time,
    };
    let name = person.name(account);
    let email = person.email_list(account).into_iter().next().map(|point| point.value);
    let phone = person.phone_list(account).into_iter().next().map(|point| point.value);
    let edits: Vec<Edit> = [
        person.org_id.map(|org_id| ("org_id", Value::Null, json!(org_id))),
        Some(contact.handover()),
        email.map(|email| ("email", json!(format!("old.{email}")), json!(email))),
        Some(("name", json!(format!("{name} (new)")), json!(name))),
        phone.map(|phone| ("phone", Value::Null, json!(phone))),
    ]
    .into_iter()
    .flatten()
    .collect();
    contact.history(account, &edits)
}

/// Everything that changed on an organization, the earliest first.
pub(crate) fn organization_history(account: &Account, organization: &Organization) -> Vec<Change> {
    let mut changes = if account.is_created(Table::Organizations, organization.id) {
        Vec::new()
    } else {
        drawn_organization_history(account, &Organization::unwritten(account, organization.id))
    };
    append_edits(account, Table::Organizations, organization.id, &mut changes);
    changes
}

/// What changed before any client wrote on the organization.
fn drawn_organization_history(account: &Account, organization: &Organization) -> Vec<Change> {
    let contact = Contact {
        table: Owner::Organizations,
        draw: account.draw(Table::Organizations, organization.id),
        id: organization.id,
        owner_id: organization.owner_id,
        added: organization.add_time,
        changed: organization.update_time,
    };
    let name = organization.name(account);
    let address = organization.address(account).map(|address| address.value());
    let edits: Vec<Edit> = [
        Some(contact.handover()),
        address.map(|address| ("address", Value::Null, json!(address))),
        Some(("name", json!(name.to_uppercase()), json!(name))),
    ]
    .into_iter()
    .flatten()
    .collect();
    contact.history(account, &edits)
}

impl Contact {
    /// Somebody else owned it before.
    fn handover(&self) -> Edit {
        let step = self.draw.between(Of::Former as u32, 1, User::COUNT - 1);
        ("owner_id", json!((self.owner_id + step - 1) % User::COUNT + 1), json!(self.owner_id))
    }

    /// Up to three of the edits and sometimes a custom field; the last one is the record's last change.
    fn history(&self, account: &Account, edits: &[Edit]) -> Vec<Change> {
        let draw = self.draw;
        let mut history = History::new(draw.within(Of::Actors as u32), self.owner_id);
        let Some(changed) = self.changed else { return history.finish(self.id) };
        let count = draw.weighted(Of::Count as u32, &[(35, 0), (30, 1), (25, 2), (10, 3)]);
        let wanted = usize::try_from(count).unwrap_or_default().min(edits.len());
        let first = usize::try_from(draw.below(Of::First as u32, 5)).unwrap_or_default();
        let mut time = changed;
        for (place, (field, old, new)) in (0..).zip(edits.iter().cycle().skip(first).take(wanted)) {
            history.note(field, time, old.clone(), new.clone());
            time = self.added + draw.within(Of::When as u32).seconds(place, time - self.added);
        }
        if count > 1 {
            note_custom(account, self.table, draw, time, &mut history);
        }
        history.finish(self.id)
    }
}
