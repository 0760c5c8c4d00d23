//! Persons.

use super::names::{FIRST_NAMES, LAST_NAMES};
use serde::{Deserialize, Serialize};

use super::{Account, Draw, Entity, Table, User};
use crate::json::DAY;

/// A person; times are Unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Id, from 1.
    pub id: u32,
    /// User who owns the person.
    pub owner_id: u32,
    /// Organization the person works for.
    pub org_id: Option<u32>,
    /// When the person was added.
    pub add_time: i64,
    /// When the person last changed; none on the oldest ones.
    pub update_time: Option<i64>,
    /// Whether the person was deleted; lists leave deleted ones out.
    pub is_deleted: bool,
    /// Number of e-mail addresses.
    pub emails: usize,
    /// Number of telephone numbers.
    pub phones: usize,
}

/// An entry in a list of addresses or numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ContactPoint {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) primary: bool,
}

/// What is drawn for a person.
enum Of {
    Owner,
    Organization,
    HasOrganization,
    AddTime,
    Touched,
    HasTouched,
    Deleted,
    Emails,
    Phones,
    FirstName,
    LastName,
    Mononym,
    PhoneNumber,
    Duplicate,
}

impl Person {
    /// The person with that id.
    pub fn new(account: &Account, id: u32) -> Self {
        let mut person = Self::unwritten(account, id);
        if let Some(written) = account.written(Table::Persons, id) {
            written.put("owner_id", &mut person.owner_id);
            written.put("org_id", &mut person.org_id);
            written.put("add_time", &mut person.add_time);
            written.put("update_time", &mut person.update_time);
            written.put("is_deleted", &mut person.is_deleted);
            for (name, count) in [("emails", &mut person.emails), ("phones", &mut person.phones)] {
                if let Some(points) = written.read::<Vec<ContactPoint>>(name) {
                    *count = points.len();
                }
            }
        }
        person
    }

    /// What it would be if no client had written on it.
    pub(crate) fn unwritten(account: &Account, id: u32) -> Self {
        let mut person = Self::generated(account, id);
        if let Some(overlay) = account.overlay(Entity::Persons, id) {
            person.add_time = overlay.inserted.unwrap_or(person.add_time);
            person.update_time = Some(overlay.changed);
            person.owner_id = overlay.owner(person.owner_id, User::COUNT);
            person.is_deleted = overlay.deleted || (person.is_deleted && overlay.inserted.is_none());
        }
        person
    }

    fn generated(account: &Account, id: u32) -> Self {
        let draw = account.draw(Table::Persons, id);
        let count = i64::from(account.size.persons);
        let age = 1200 * DAY * (count - i64::from(id)).max(0) / count;
        let add_time = account.now - 7200 - age - draw.seconds(Of::AddTime as u32, 30 * DAY);
        let touched = || add_time + draw.seconds(Of::Touched as u32, account.now - add_time);
        Self {
            id,
            owner_id: draw.between(Of::Owner as u32, 1, User::COUNT),
            org_id: Self::organization(account, id),
            add_time,
            update_time: account.changed(draw.percent(Of::HasTouched as u32, 96).then(touched), add_time),
            is_deleted: draw.percent(Of::Deleted as u32, 1),
            emails: draw.weighted(Of::Emails as u32, &[(14, 0), (62, 1), (18, 2), (6, 3)]),
            phones: draw.weighted(Of::Phones as u32, &[(30, 0), (52, 1), (13, 2), (5, 3)]),
        }
    }

    /// The organization of the person with that id.
    pub(crate) fn organization(account: &Account, id: u32) -> Option<u32> {
        let written = account.written(Table::Persons, id);
        if let Some(organization) = written.and_then(|written| written.read("org_id")) {
            return organization;
        }
        let draw = account.draw(Table::Persons, id);
        draw.percent(Of::HasOrganization as u32, 82)
            .then(|| draw.between(Of::Organization as u32, 1, account.size.organizations))
    }

    /// First and last name; some have only one name.
    pub(crate) fn names(&self, account: &Account) -> (Option<String>, Option<String>) {
        if let Some(written) = account.written(Table::Persons, self.id).filter(|w| w.values.contains_key("name")) {
            return (written.read("first_name").flatten(), written.read("last_name").flatten());
        }
        let (first, last) = self.drawn_names(account);
        (first.map(str::to_owned), last.map(str::to_owned))
    }

    fn drawn_names(&self, account: &Account) -> (Option<&'static str>, Option<&'static str>) {
        let draw = account.draw(Table::Persons, self.id);
        let first = draw.pick(Of::FirstName as u32, &FIRST_NAMES);
        let last = draw.pick(Of::LastName as u32, &LAST_NAMES);
        match draw.below(Of::Mononym as u32, 100) {
            0..4 => (Some(first), None),
            4..6 => (None, Some(last)),
            _ => (Some(first), Some(last)),
        }
    }

    pub(crate) fn name(&self, account: &Account) -> String {
        if let Some(name) = account.written_text(Table::Persons, self.id, "name") {
            return name;
        }
        match self.names(account) {
            (Some(first), Some(last)) => format!("{first} {last}"),
            (first, last) => first.or(last).unwrap_or_default(),
        }
    }

    /// 1, 3 or 7: the owner and followers, the company.
    pub(crate) fn visible_to(&self, account: &Account) -> u32 {
        let drawn = || account.draw(Table::Persons, self.id).within(40_000).weighted(0, &[(80, 3), (12, 7), (8, 1)]);
        let written = account.written(Table::Persons, self.id);
        written.and_then(|written| written.read("visible_to")).unwrap_or_else(drawn)
    }

    pub(crate) fn email_list(&self, account: &Account) -> Vec<ContactPoint> {
        if let Some(points) = self.written_points(account, "emails") {
            return points;
        }
        let (first, last) = self.drawn_names(account);
        let name = [first, last].into_iter().flatten().collect::<String>();
        let name: String = name.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
        self.contact_points(account, self.emails, |n| match n {
            0 => format!("{name}{}@example.com", self.id),
            n => format!("{name}.{}.{n}@example.org", self.id),
        })
    }

    pub(crate) fn phone_list(&self, account: &Account) -> Vec<ContactPoint> {
        if let Some(points) = self.written_points(account, "phones") {
            return points;
        }
        let draw = account.draw(Table::Persons, self.id).within(Of::PhoneNumber as u32);
        self.contact_points(account, self.phones, |n| {
            let n = u32::try_from(n).unwrap_or_default();
            format!("+{} {:03} {:04}", 30 + draw.below(n, 60), draw.below(n + 10, 1000), draw.below(n + 20, 10_000))
        })
    }

    fn written_points(&self, account: &Account, name: &str) -> Option<Vec<ContactPoint>> {
        account.written(Table::Persons, self.id)?.read(name)
    }

    /// Entries of which normally the first is the primary one; imported persons have several, or one entry twice.
    fn contact_points(&self, account: &Account, count: usize, value: impl Fn(usize) -> String) -> Vec<ContactPoint> {
        let draw: Draw = account.draw(Table::Persons, self.id);
        let oddity = draw.below(Of::Duplicate as u32, 20);
        let labels = ["work", "home", "other"];
        (0..count)
            .map(|n| ContactPoint {
                label: labels[n % labels.len()].to_owned(),
                value: value(if oddity == 0 { 0 } else { n }),
                primary: n == 0 || oddity == 1,
            })
            .collect()
    }
}
