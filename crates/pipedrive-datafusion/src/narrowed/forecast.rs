//! What is said of a narrowed scan before it runs: its price for as many keys as the joins are thought to leave.

use std::fmt;
use std::sync::Arc;

use datafusion::physical_expr::PhysicalExpr;

use super::Lookups;
use crate::children::{Joins, mentions};
use crate::price::Price;
use crate::request::{Estimate, ScanRequest};

/// The narrowing of one scan by the joins of its plan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Forecast {
    column: &'static str,
    is_key: bool,
    /// Its price, unless the planned lists are thought to be cheaper.
    price: Option<Price>,
    break_even: usize,
}

impl Lookups {
    /// What the joins are thought to make of the scan; `None` if no join says anything about its columns.
    pub(crate) fn forecast(
        &self,
        request: &ScanRequest,
        filters: &[Arc<dyn PhysicalExpr>],
        joins: &Joins,
    ) -> Option<Forecast> {
        let mut narrowed: Vec<(Option<Price>, Forecast)> = Vec::new();
        for column in self.columns() {
            let Some(position) = request.position_of(column) else { continue };
            let about = filters.iter().filter(|filter| mentions(filter, position).unwrap_or(false));
            let about: Vec<Arc<dyn PhysicalExpr>> = about.cloned().collect();
            let Some(values) = joins.keys(&about) else { continue };
            let is_key = Some(column) == self.spec.primary_key;
            let price = self.price_of(column, values);
            narrowed.push((price, Forecast { column, is_key, price, break_even: self.break_even(column) }));
        }
        narrowed.into_iter().min_by_key(|(price, _)| (price.is_none(), *price)).map(|(_, forecast)| forecast)
    }
}

impl Forecast {
    /// The scan's estimate, with what the planned lists are thought to take.
    ///
    /// Nothing of it is certain: a join that leaves nothing has nothing sent.
    pub(crate) fn estimate(&self, planned: Estimate) -> Estimate {
        let price = self.price.unwrap_or(Price { tokens: planned.tokens, requests: planned.requests });
        Estimate { requests: price.requests, tokens: price.tokens, at_least: 0, counted: false }
    }
}

impl fmt::Display for Forecast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, break_even, .. } = self;
        let keys = if self.is_key { "keys".to_owned() } else { format!("values of `{column}`") };
        let estimate =
            |price: Price| Estimate { requests: price.requests, tokens: price.tokens, ..Estimate::default() };
        match self.price.map(estimate) {
            Some(estimate) => write!(f, "by the {keys} the join leaves: {estimate}; beyond {break_even} the list"),
            None => write!(f, "by the {keys} the join leaves if they are at most {break_even}, else the list"),
        }
    }
}
