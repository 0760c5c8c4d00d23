//! A page of deals as far as it is counted.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use pipedrive_client::Page;
use serde::Deserialize;

use super::answer::Sum;
use super::question::{Dimension, Group, Question};
use super::totals::Totals;

/// The members of a deal that are counted or compared.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub(super) struct ListedDeal {
    value: Option<f64>,
    currency: Option<String>,
    status: Option<String>,
    owner_id: Option<i64>,
    pipeline_id: Option<i64>,
    stage_id: Option<i64>,
}

impl ListedDeal {
    fn dimension(&self, dimension: Dimension) -> Option<String> {
        let id = match dimension {
            Dimension::Status => return self.status.clone(),
            Dimension::Owner => self.owner_id,
            Dimension::Pipeline => self.pipeline_id,
            Dimension::Stage => self.stage_id,
        };
        id.map(|id| id.to_string())
    }
}

/// The first page of a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FirstPage {
    pub(super) deals: Vec<ListedDeal>,
    /// Whether there are no further pages.
    pub(super) is_all: bool,
    /// The server's clock when it came.
    pub(super) at: Option<DateTime<Utc>>,
}

impl FirstPage {
    /// Reads the rows of a page; `None` if they are not as documented.
    pub(super) fn read(page: &Page, is_all: bool) -> Option<Self> {
        Some(Self { is_all, at: page.server_time, ..Self::parse(&page.data)? })
    }

    /// The rows of a page that is the only one.
    pub(super) fn parse(data: &[u8]) -> Option<Self> {
        let deals: Option<Vec<ListedDeal>> = serde_json::from_slice(data).ok()?;
        Some(Self { deals: deals.unwrap_or_default(), is_all: true, at: None })
    }

    /// The answer to a question whose deals are all on the page.
    pub(super) fn totals(&self, question: &Question) -> Totals {
        let mut totals = Totals::new(question);
        let asked = |deal: &&ListedDeal| {
            question.wants(|dimension| deal.dimension(dimension)) && question.wants_currency(deal.currency.as_deref())
        };
        for deal in self.deals.iter().filter(asked) {
            let value = |group: &Group| match group {
                Group::Currency => deal.currency.clone(),
                Group::By(dimension) => deal.dimension(*dimension),
            };
            totals.add_rows(question.groups.iter().map(value).collect(), 1, deal.value);
        }
        totals
    }

    /// The value that the fewest deals of the page have.
    pub(super) fn rarest(&self, dimension: Dimension) -> Option<String> {
        let mut deals: BTreeMap<String, usize> = BTreeMap::new();
        for value in self.deals.iter().filter_map(|deal| deal.dimension(dimension)) {
            *deals.entry(value).or_default() += 1;
        }
        deals.into_iter().min_by_key(|(_, count)| *count).map(|(value, _)| value)
    }

    /// Number and value of the deals by currency.
    ///
    /// # Errors
    /// If a deal has no currency or no value, which the endpoint has no way to show.
    pub(super) fn by_currency(&self) -> Result<BTreeMap<String, Sum>, String> {
        let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
        for deal in &self.deals {
            let currency = deal.currency.clone().filter(|code| !code.is_empty());
            let (Some(currency), Some(value)) = (currency, deal.value) else {
                return Err("a deal has no currency or no value".to_owned());
            };
            let sum = sums.entry(currency).or_default();
            sum.deals += 1;
            sum.value += value;
        }
        Ok(sums)
    }
}
