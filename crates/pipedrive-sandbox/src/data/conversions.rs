//! Jobs that turned deals into leads and leads into deals.

use super::{Account, Draw, Table, uuid};

/// A conversion of a deal or a lead.
pub(crate) struct Conversion {
    pub(crate) id: String,
    /// `completed`, or how far it has come.
    pub(crate) status: &'static str,
    /// Number of the lead that a completed conversion of a deal made.
    pub(crate) lead_number: Option<u32>,
    /// Id of the deal that a completed conversion of a lead made.
    pub(crate) deal_id: Option<u32>,
}

/// What is drawn for a record.
const CONVERSION: u32 = 56_000;

/// Every tenth record has been converted.
const EVERY: u32 = 10;

impl Conversion {
    /// The conversion of a deal.
    pub(crate) fn of_deal(account: &Account, id: u32) -> Option<Self> {
        let draw = Self::draw(account, Table::Deals, id)?;
        let mut conversion = Self::begun(draw);
        let lead = draw.between(3, 1, account.size.leads);
        conversion.lead_number = Some(lead).filter(|_| conversion.status == "completed");
        Some(conversion)
    }

    /// The conversion of the lead of that number.
    pub(crate) fn of_lead(account: &Account, number: u32) -> Option<Self> {
        let draw = Self::draw(account, Table::Leads, number)?;
        let mut conversion = Self::begun(draw);
        let deal = draw.between(3, 1, account.size.deals.max(1));
        conversion.deal_id = Some(deal).filter(|_| conversion.status == "completed");
        Some(conversion)
    }

    fn draw(account: &Account, table: Table, id: u32) -> Option<Draw> {
        id.is_multiple_of(EVERY).then(|| account.draw(table, id).within(CONVERSION))
    }

    fn begun(draw: Draw) -> Self {
        let outcomes = [(85, "completed"), (5, "running"), (4, "not_started"), (3, "failed"), (3, "rejected")];
        Self {
            id: uuid(draw.bits(0), draw.bits(1)),
            status: draw.weighted(2, &outcomes),
            lead_number: None,
            deal_id: None,
        }
    }
}

impl Account {
    /// UUID of the job that converted a deal into a lead: every tenth deal has one.
    pub fn deal_conversion(&self, deal_id: u32) -> Option<String> {
        Conversion::of_deal(self, deal_id).map(|conversion| conversion.id)
    }

    /// UUID of the job that converted the lead of that number ([`Lead::number`](crate::Lead::number)) into a deal: every tenth lead has one.
    pub fn lead_conversion(&self, number: u32) -> Option<String> {
        Conversion::of_lead(self, number).map(|conversion| conversion.id)
    }
}
