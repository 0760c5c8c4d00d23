//! Organizations.

use super::names::{COMPANY_NAMES, LEGAL_FORMS, TRADES};
use super::{Account, Address, Entity, Table, User};
use crate::json::DAY;

/// An organization; times are Unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Id, from 1.
    pub id: u32,
    /// User who owns the organization.
    pub owner_id: u32,
    /// When it was added.
    pub add_time: i64,
    /// When it last changed; none on the oldest ones.
    pub update_time: Option<i64>,
    /// Whether it was deleted; lists leave deleted ones out.
    pub is_deleted: bool,
    /// Yearly revenue, where known.
    pub annual_revenue: Option<u64>,
    /// Number of employees, where known.
    pub employee_count: Option<u32>,
}

/// What is drawn for an organization.
enum Of {
    Owner,
    AddTime,
    Touched,
    HasTouched,
    Deleted,
    Name,
    Trade,
    Form,
    Address,
    HasAddress,
    Revenue,
    HasRevenue,
    Employees,
    HasEmployees,
}

impl Organization {
    /// The organization with that id.
    pub fn new(account: &Account, id: u32) -> Self {
        let mut organization = Self::unwritten(account, id);
        if let Some(written) = account.written(Table::Organizations, id) {
            written.put("owner_id", &mut organization.owner_id);
            written.put("add_time", &mut organization.add_time);
            written.put("update_time", &mut organization.update_time);
            written.put("is_deleted", &mut organization.is_deleted);
            written.put("annual_revenue", &mut organization.annual_revenue);
            written.put("employee_count", &mut organization.employee_count);
        }
        organization
    }

    /// What it would be if no client had written on it.
    pub(crate) fn unwritten(account: &Account, id: u32) -> Self {
        let mut organization = Self::generated(account, id);
        if let Some(overlay) = account.overlay(Entity::Organizations, id) {
            organization.add_time = overlay.inserted.unwrap_or(organization.add_time);
            organization.update_time = Some(overlay.changed);
            organization.owner_id = overlay.owner(organization.owner_id, User::COUNT);
            organization.employee_count = organization.employee_count.map(|count| count + overlay.version);
            organization.is_deleted = overlay.deleted || (organization.is_deleted && overlay.inserted.is_none());
        }
        organization
    }

    fn generated(account: &Account, id: u32) -> Self {
        let draw = account.draw(Table::Organizations, id);
        let count = i64::from(account.size.organizations);
        let age = 1300 * DAY * (count - i64::from(id)).max(0) / count;
        let add_time = account.now - 10_800 - age - draw.seconds(Of::AddTime as u32, 30 * DAY);
        let touched = || add_time + draw.seconds(Of::Touched as u32, account.now - add_time);
        Self {
            id,
            owner_id: draw.between(Of::Owner as u32, 1, User::COUNT),
            add_time,
            update_time: account.changed(draw.percent(Of::HasTouched as u32, 96).then(touched), add_time),
            is_deleted: draw.percent(Of::Deleted as u32, 1),
            annual_revenue: draw
                .percent(Of::HasRevenue as u32, 50)
                .then(|| u64::from(draw.between(Of::Revenue as u32, 1, 90_000)) * 100_000),
            employee_count: draw
                .percent(Of::HasEmployees as u32, 60)
                .then(|| draw.between(Of::Employees as u32, 1, 5000)),
        }
    }

    pub(crate) fn name(&self, account: &Account) -> String {
        if let Some(name) = account.written_text(Table::Organizations, self.id, "name") {
            return name;
        }
        let draw = account.draw(Table::Organizations, self.id);
        let name = draw.pick(Of::Name as u32, &COMPANY_NAMES);
        let trade = draw.pick(Of::Trade as u32, &TRADES);
        format!("{name} {trade} {}", draw.pick(Of::Form as u32, &LEGAL_FORMS))
    }

    /// A name for links: `aurora-foods`.
    pub(crate) fn slug(&self, account: &Account) -> String {
        let draw = account.draw(Table::Organizations, self.id);
        let name = draw.pick(Of::Name as u32, &COMPANY_NAMES);
        format!("{name}-{}", draw.pick(Of::Trade as u32, &TRADES)).to_lowercase()
    }

    /// 1, 3 or 7: the owner and followers, the company.
    pub(crate) fn visible_to(&self, account: &Account) -> u32 {
        let draw = account.draw(Table::Organizations, self.id).within(40_000);
        let written = account.written(Table::Organizations, self.id);
        let written = written.and_then(|written| written.read("visible_to"));
        written.unwrap_or_else(|| draw.weighted(0, &[(80, 3), (12, 7), (8, 1)]))
    }

    pub(crate) fn address(&self, account: &Account) -> Option<Address> {
        if let Some(written) =
            account.written(Table::Organizations, self.id).filter(|w| w.values.contains_key("address"))
        {
            return Address::read(&written.values["address"]);
        }
        let draw = account.draw(Table::Organizations, self.id);
        draw.percent(Of::HasAddress as u32, 70).then(|| Address::draw(draw.within(Of::Address as u32)))
    }
}
