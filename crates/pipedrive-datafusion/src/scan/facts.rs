//! What is said of a scan before it runs: its price, its requests, and why it is these.

use std::fmt;

use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan};

use super::PipedriveScan;
use crate::children::{FanOut, Joins, Source};
use crate::narrowed::Forecast;
use crate::request::{AccessPath, Estimate};

impl PipedriveScan {
    /// Requests and tokens the scan is expected to take.
    pub fn estimate(&self) -> Estimate {
        self.priced(None)
    }

    /// The same among the joins of its plan.
    pub(crate) fn estimate_among(&self, joins: &Joins) -> Estimate {
        let planned = self.priced(joins.keys(&self.narrowing));
        self.forecast(joins).map_or(planned, |forecast| forecast.estimate(planned))
    }

    /// What the joins of its plan are thought to leave of it.
    fn forecast(&self, joins: &Joins) -> Option<Forecast> {
        self.lookups.as_ref()?.forecast(&self.request, &self.narrowing, joins)
    }

    /// The requests as people read them.
    pub fn targets(&self) -> Vec<String> {
        self.request.targets()
    }

    /// What people want to know of a scan: names and their values, in the order of reading.
    ///
    /// Whether a filter it was handed comes from a join, which names parents, or from a sort under a limit, which does
    /// not, can only be told among the joins of its plan.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let source = if self.narrowing.is_empty() { Source::Walk } else { Source::Filter };
        self.told(self.priced((!self.narrowing.is_empty()).then_some(usize::MAX)), source, None, None)
    }

    /// The same among the joins of its plan.
    pub(crate) fn facts_among(&self, joins: &Joins) -> Vec<(&'static str, String)> {
        let joined = joins.keys(&self.narrowing);
        let source = if joined.is_some() { Source::Join } else { Source::Walk };
        let refused = self.unbounded(joins).filter(|_| !self.allow_fan_out);
        let mut facts = self.told(self.estimate_among(joins), source, self.forecast(joins), refused);
        facts.extend(self.lost.iter().map(|way| ("not used", way.clone())));
        facts
    }

    fn told(
        &self,
        estimate: Estimate,
        source: Source,
        narrowed: Option<Forecast>,
        refused: Option<FanOut>,
    ) -> Vec<(&'static str, String)> {
        let request = &self.request;
        let mut facts: Vec<(&'static str, String)> =
            request.targets().into_iter().map(|target| ("request", target)).collect();
        if let AccessPath::Filtered(filtered) = &request.path {
            facts.push(("temporary filter", filtered.to_string()));
        }
        facts.extend(request.parents(source).into_iter().map(|parents| ("parents", parents)));
        facts.extend(narrowed.map(|forecast| ("narrowed", forecast.to_string())));
        facts.push(("columns", request.column_names().join(", ")));
        for (name, predicates) in [("pushed", &request.pushed), ("local", &request.local)] {
            if !predicates.is_empty() {
                facts.push((name, predicates.join(", ")));
            }
        }
        facts.extend(self.order_facts());
        facts.extend(self.fetch().map(|fetch| ("limit", fetch.to_string())));
        let reading = self.is_read_to_end().then(|| request.reading(&self.account)).flatten();
        let read = reading.map(|reading| reading.to_string()).filter(|read| !read.is_empty());
        facts.extend(read.map(|read| ("read", read)));
        facts.push(("estimate", estimate.to_string()));
        facts.extend(refused.map(|fan_out| ("refused", fan_out.notice())));
        facts
    }
}

impl DisplayAs for PipedriveScan {
    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = self.facts();
        match format {
            DisplayFormatType::Default | DisplayFormatType::Verbose => {
                write!(f, "PipedriveScan: {}", self.table())?;
                facts.iter().try_for_each(|(name, value)| write!(f, ", {name}=[{value}]"))
            }
            DisplayFormatType::TreeRender => {
                writeln!(f, "table={}", self.table())?;
                facts.iter().try_for_each(|(name, value)| writeln!(f, "{name}={value}"))
            }
        }
    }
}
