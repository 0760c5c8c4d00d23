//! Jobs that turned deals into leads and leads into deals.

use std::sync::PoisonError;

use super::{Account, Draw, Table, mix, uuid};

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

/// A conversion that a client asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Job {
    pub(crate) id: String,
    /// What is to be converted: a deal, or a lead by its number.
    pub(crate) source: (Table, u32),
    /// The stage the deal is to be in, which comes of a lead.
    pub(crate) stage_id: Option<u32>,
    /// How often it was asked about.
    pub(crate) polls: u32,
    /// The id, or the number, of what came of it.
    pub(crate) result: Option<u32>,
}

impl Account {
    /// Notes that something is to be converted, and tells the id of the job.
    pub(crate) fn begin_conversion(&self, source: (Table, u32), stage_id: Option<u32>) -> String {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let number = u64::try_from(jobs.len()).unwrap_or_default();
        let high = mix(self.seed ^ mix(number));
        let id = uuid(high, mix(high));
        jobs.push(Job { id: id.clone(), source, stage_id, polls: 0, result: None });
        id
    }

    /// The job of that id about that record, as it was before, and counts that it was asked about.
    pub(crate) fn poll_conversion(&self, source: (Table, u32), id: &str) -> Option<Job> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let job = jobs.iter_mut().find(|job| job.source == source && job.id.eq_ignore_ascii_case(id))?;
        let before = job.clone();
        job.polls = job.polls.saturating_add(1);
        Some(before)
    }

    /// Notes what came of a job.
    pub(crate) fn end_conversion(&self, id: &str, result: u32) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(job) = jobs.iter_mut().find(|job| job.id == id) {
            job.result = Some(result);
        }
    }

    /// UUID of the job that converted a deal into a lead: every tenth deal has one.
    pub fn deal_conversion(&self, deal_id: u32) -> Option<String> {
        Conversion::of_deal(self, deal_id).map(|conversion| conversion.id)
    }

    /// UUID of the job that converted the lead of that number ([`Lead::number`](crate::Lead::number)) into a deal: every tenth lead has one.
    pub fn lead_conversion(&self, number: u32) -> Option<String> {
        Conversion::of_lead(self, number).map(|conversion| conversion.id)
    }
}
