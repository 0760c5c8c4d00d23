//! A scan in an order: what it asks the API for, what that costs, and what people are told of it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use datafusion::physical_expr::PhysicalSortExpr;

use super::{PipedriveScan, properties};
use crate::order::{Claim, Way};
use crate::request::Estimate;

impl PipedriveScan {
    /// The scan in the order `wanted`, if it can promise that.
    pub(super) fn ordered(&self, wanted: &[PhysicalSortExpr]) -> Option<Self> {
        let claim = Claim::of(&self.request, self.sortable.as_ref()?, wanted)?;
        let properties = properties(&self.decoder, Some(&claim.ordering));
        Some(Self { claim: Some(claim), properties, ..self.clone() }.arranged())
    }

    /// The scan in the order `wanted`, if the API has it page after page.
    pub(crate) fn walked(&self, wanted: &[PhysicalSortExpr]) -> Option<Self> {
        let walks = |scan: &Self| scan.claim.as_ref().is_some_and(|c| c.way(&scan.account, &scan.request) == Way::Walk);
        // The sort that is spared takes its filter with it, and no other passes its limit.
        let mut scan = Self { narrowing: Vec::new(), ..self.clone() }.ordered(wanted)?;
        scan.claim = scan.claim.map(|claim| Claim { ends_early: true, ..claim });
        Some(scan.arranged()).filter(walks)
    }

    /// The scan asking the API for what keeps its promise at the lowest price.
    pub(super) fn arranged(mut self) -> Self {
        if let Some(claim) = &self.claim {
            let asks = !matches!(claim.way(&self.account, &self.request), Way::Here(_));
            self.request.order = asks.then(|| claim.order());
            self.request.fetch = claim.fetch.filter(|_| asks);
        }
        self
    }

    /// The scan in whatever order the rows come, without a limit.
    pub(super) fn unordered(&self) -> Self {
        let mut scan = self.clone();
        if scan.claim.take().is_some() {
            (scan.request.order, scan.request.fetch) = (None, None);
            scan.properties = properties(&scan.decoder, None);
            // It is read to be sorted, and so to its end.
            scan.read_to_end = Arc::new(AtomicBool::new(true));
        }
        scan
    }

    /// What the requests cost, with those that prove the order and those that reading wide adds.
    pub(super) fn priced(&self, joined: Option<usize>) -> Estimate {
        let mut sum = self.request.estimate(joined);
        let wide = self.is_read_to_end().then(|| self.request.surplus(&self.account));
        for more in self.proof().into_iter().chain(wide) {
            sum.requests = sum.requests.saturating_add(more.requests);
            sum.tokens = sum.tokens.saturating_add(more.tokens);
        }
        sum
    }

    /// The requests that prove the order, if it takes any.
    fn proof(&self) -> Option<Estimate> {
        let claim = self.claim.as_ref().filter(|_| self.request.order.is_some())?;
        let is_needed = claim.way(&self.account, &self.request) == Way::FirstPages;
        Some(claim.proof(&self.account, &self.request)).filter(|proof| is_needed && proof.requests > 0)
    }

    /// Who sorts, and what it takes to know that they do it right.
    pub(super) fn order_facts(&self) -> Vec<(&'static str, String)> {
        let Some(claim) = &self.claim else { return Vec::new() };
        let sorted = match claim.way(&self.account, &self.request) {
            Way::Here(reason) => ("sorted", format!("{claim} here: {reason}")),
            Way::Walk | Way::FirstPages => ("order", claim.to_string()),
        };
        let proof = self.proof().map(|proof| ("proof", claim.tell(proof)));
        std::iter::once(sorted).chain(proof).collect()
    }
}
