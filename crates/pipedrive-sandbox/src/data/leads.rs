//! Leads, which the API knows by UUIDs.

use super::names::SUBJECTS;
use super::{Account, CURRENCIES, Organization, Person, Table, User, Written, mix, uuid};
use crate::json::DAY;

/// A lead; times are Unix milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Lead {
    /// Place in the order of creation, from 1.
    pub number: u32,
    /// UUID.
    pub id: String,
    /// User who owns it.
    pub owner_id: u32,
    /// Contact person.
    pub person_id: Option<u32>,
    /// Organization; a lead has one where it has no person.
    pub organization_id: Option<u32>,
    /// Amount and currency.
    pub value: Option<(f64, &'static str)>,
    /// Whether it is archived.
    pub is_archived: bool,
    /// Whether somebody has looked at it.
    pub was_seen: bool,
    /// Day it is expected to close, in days since 1970-01-01.
    pub expected_close_day: Option<i64>,
    /// When it was added.
    pub add_time: i64,
    /// When it last changed.
    pub update_time: i64,
}

/// What is drawn for a lead.
enum Of {
    Id,
    Owner,
    Person,
    HasPerson,
    Organization,
    HasOrganization,
    Amount,
    HasAmount,
    Currency,
    Archived,
    Seen,
    Close,
    HasClose,
    AddTime,
    Touched,
    Subject,
}

impl Lead {
    /// The lead of that number.
    pub fn new(account: &Account, number: u32) -> Self {
        let mut lead = Self::generated(account, number);
        if let Some(written) = account.written(Table::Leads, number) {
            lead.overwrite(&written);
        }
        lead
    }

    /// Whether it was deleted, or became a deal.
    pub(crate) fn is_deleted(account: &Account, number: u32) -> bool {
        account.written(Table::Leads, number).is_some_and(|written| written.is_deleted())
    }

    /// Applies what clients wrote.
    fn overwrite(&mut self, written: &Written) {
        if written.is_created {
            *self = Self { person_id: None, organization_id: None, was_seen: false, ..self.clone() };
        }
        written.put("owner_id", &mut self.owner_id);
        written.put("person_id", &mut self.person_id);
        written.put("organization_id", &mut self.organization_id);
        written.put("is_archived", &mut self.is_archived);
        written.put("was_seen", &mut self.was_seen);
        written.put_day("expected_close_date", &mut self.expected_close_day);
        written.put("add_time", &mut self.add_time);
        written.put("update_time", &mut self.update_time);
        if let Some(value) = written.values.get("value") {
            let currency = CURRENCIES.iter().find(|currency| value["currency"] == currency.code);
            let amount = value["amount"].as_f64();
            self.value = amount.zip(currency).map(|(amount, currency)| (amount, currency.code));
        }
    }

    fn generated(account: &Account, number: u32) -> Self {
        let draw = account.draw(Table::Leads, number);
        let count = i64::from(account.size.leads);
        let age = 400 * DAY * (count - i64::from(number)).max(0) / count;
        let millis = i64::from(draw.below(Of::AddTime as u32, 1000));
        let add_time = (account.now - 5400 - age) * 1000 + millis;
        let person_id =
            draw.percent(Of::HasPerson as u32, 75).then(|| draw.between(Of::Person as u32, 1, account.size.persons));
        let organization_id = (person_id.is_none() || draw.percent(Of::HasOrganization as u32, 40))
            .then(|| draw.between(Of::Organization as u32, 1, account.size.organizations));
        Self {
            number,
            id: Self::uuid(account, number),
            owner_id: draw.between(Of::Owner as u32, 1, User::COUNT),
            person_id,
            organization_id,
            value: draw.percent(Of::HasAmount as u32, 65).then(|| {
                let amount = f64::from(draw.between(Of::Amount as u32, 0, 4_000_000)) / 100.0;
                (amount, draw.pick(Of::Currency as u32, &["EUR", "EUR", "USD", "GBP"]))
            }),
            is_archived: draw.percent(Of::Archived as u32, 20),
            was_seen: draw.percent(Of::Seen as u32, 70),
            expected_close_day: draw
                .percent(Of::HasClose as u32, 35)
                .then(|| account.now.div_euclid(DAY) + i64::from(draw.below(Of::Close as u32, 120)) - 30),
            add_time,
            update_time: add_time + draw.seconds(Of::Touched as u32, account.now - add_time / 1000) * 1000,
        }
    }

    /// The UUID of the lead of that number: its low bits hold the number, so that it can be found again.
    pub(crate) fn uuid(account: &Account, number: u32) -> String {
        let high = account.draw(Table::Leads, number).bits(Of::Id as u32);
        uuid(high, Self::scramble(account) ^ (u64::from(number) << 8))
    }

    /// The number of the lead with that UUID, if it was not deleted.
    pub(crate) fn find(account: &Account, id: &str) -> Option<u32> {
        Self::find_any(account, id).filter(|&number| !Self::is_deleted(account, number))
    }

    /// The number of the lead with that UUID.
    pub(crate) fn find_any(account: &Account, id: &str) -> Option<u32> {
        let low = u64::from_str_radix(id.get(24..)?, 16).ok()?;
        let number = u32::try_from((low ^ (Self::scramble(account) & 0xffff_ffff_ffff)) >> 8).ok()?;
        let known = (1..=account.lead_count()).contains(&number);
        (known && Self::uuid(account, number).eq_ignore_ascii_case(id)).then_some(number)
    }

    fn scramble(account: &Account) -> u64 {
        mix(account.seed ^ 0x1ead)
    }

    pub(crate) fn title(&self, account: &Account) -> String {
        if let Some(title) = account.written_text(Table::Leads, self.number, "title") {
            return title;
        }
        let subject = account.draw(Table::Leads, self.number).pick(Of::Subject as u32, &SUBJECTS);
        match (self.person_id, self.organization_id) {
            (Some(id), _) => format!("{} lead: {subject}", Person::new(account, id).name(account)),
            (None, Some(id)) => format!("{} lead: {subject}", Organization::new(account, id).name(account)),
            (None, None) => format!("Lead: {subject}"),
        }
    }

    /// The UUID of a lead label, by its place from 0.
    pub(crate) fn label_uuid(account: &Account, label: u32) -> String {
        let draw = account.draw(Table::Labels, label);
        uuid(draw.bits(0), draw.bits(1))
    }
}
