//! Leads, which the API knows by UUIDs.

use super::names::SUBJECTS;
use super::{Account, Organization, Person, Table, User, mix, uuid};
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
        let draw = account.draw(Table::Leads, number);
        let count = i64::from(account.lead_count());
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

    /// The number of the lead with that UUID.
    pub(crate) fn find(account: &Account, id: &str) -> Option<u32> {
        let low = u64::from_str_radix(id.get(24..)?, 16).ok()?;
        let number = u32::try_from((low ^ (Self::scramble(account) & 0xffff_ffff_ffff)) >> 8).ok()?;
        let known = (1..=account.lead_count()).contains(&number);
        (known && Self::uuid(account, number).eq_ignore_ascii_case(id)).then_some(number)
    }

    fn scramble(account: &Account) -> u64 {
        mix(account.seed ^ 0x1ead)
    }

    pub(crate) fn title(&self, account: &Account) -> String {
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
