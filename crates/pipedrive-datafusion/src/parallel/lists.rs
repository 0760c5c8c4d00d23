//! Which lists can be read wide: what the descriptions of their tables say they can be sorted and asked by.

use pipedrive_client::ApiRequest;
use pipedrive_schema::{ApiVersion, ColumnType, FilterKind, FilterSpec, Paging, RowShape, TableSpec};

use super::{Leg, ListFacts, Partition, Reading};
use crate::account::Account;
use crate::request::{AccessPath, Estimate, ScanRequest, Walk};

/// The parameters that bound the time of the last change, as far as a list takes them.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    since: Option<&'static str>,
    until: Option<&'static str>,
}

impl ScanRequest {
    /// What reading wide has to know of each list; `None` where they must be read one after the other.
    fn lists(&self, account: &Account) -> Option<Vec<ListFacts>> {
        let AccessPath::Walks(walks) = &self.path else { return None };
        if self.fetch.is_some() || self.order.is_some() || walks.is_empty() {
            return None;
        }
        walks.iter().map(|walk| self.list(account, walk)).collect()
    }

    /// The reading of its lists; `None` where they must be read one after the other.
    pub(crate) fn reading(&self, account: &Account) -> Option<Reading> {
        Some(Reading::new(self.lists(account)?, self.rows_of_a_page(), account.max_concurrent()))
    }

    /// The reading of its lists one after the other and each from its beginning, for rows that may go from one to
    /// another; `None` where the lists do not tell enough.
    pub(crate) fn reading_in_turn(&self, account: &Account) -> Option<Reading> {
        let lists = self.lists(account)?.into_iter().map(|list| ListFacts { by_time: false, ..list });
        Some(Reading::new(lists.collect(), self.rows_of_a_page(), 1))
    }

    fn rows_of_a_page(&self) -> u64 {
        let AccessPath::Walks(walks) = &self.path else { return 1 };
        walks.iter().filter_map(|walk| self.limit(walk.spec.route)).min().map_or(1, u64::from)
    }

    /// What reading its lists wide is expected to take beyond their pages.
    pub(crate) fn surplus(&self, account: &Account) -> Estimate {
        let mut sum = Estimate::default();
        let (Some(reading), AccessPath::Walks(walks)) = (self.reading(account), &self.path) else { return sum };
        for (walk, requests) in walks.iter().zip(reading.surplus()) {
            sum.requests += requests;
            sum.tokens += requests * u64::from(walk.spec.route.cost);
        }
        sum
    }

    fn list(&self, account: &Account, walk: &Walk) -> Option<ListFacts> {
        let spec = self.layout.spec;
        let route = walk.spec.route;
        let by_cursor = route.version == ApiVersion::V2 && matches!(route.paging, Paging::Cursor { .. });
        let has_number = spec.primary_key == Some("id") && spec.column("id")?.data_type == ColumnType::Int64;
        let sorted = walk.spec.fixed.iter().any(|(name, _)| name.starts_with("sort"));
        if !by_cursor || !has_number || sorted || walk.spec.rows != RowShape::List || !sorts(spec, "id") {
            return None;
        }
        let Bounds { since, until } = bounds(spec, walk);
        let rows = account.knowledge().rows(spec.name, walk.spec.name).filter(|_| walk.parameters.is_empty());
        let rows = rows.or_else(|| walk.counted.then_some(walk.expected));
        let by_time = sorts(spec, "update_time") && since.is_some() && until.is_some();
        Some(ListFacts {
            by_time,
            since: since.is_some(),
            jumps: self.jumps,
            rows: rows.and_then(|rows| u64::try_from(rows).ok()),
            spread: account.knowledge().spread(spec.name, walk.spec.name).filter(|_| walk.parameters.is_empty()),
            partition: partition(spec, walk),
        })
    }

    /// The first request of a leg.
    pub(crate) fn leg_request(&self, walk: &Walk, leg: &Leg) -> ApiRequest {
        let bounds = bounds(self.layout.spec, walk);
        let mut narrowed = walk.clone();
        // The query's own bounds ride along where they are the narrower ones.
        let mut bound = |parameter: Option<&'static str>, at: Option<i64>, wider: fn(&str, &str) -> bool| {
            let text = at.and_then(|at| chrono::DateTime::from_timestamp(at, 0));
            let (Some(parameter), Some(at)) = (parameter, text) else { return };
            let text = at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
            match narrowed.parameters.iter_mut().find(|(name, _)| *name == parameter) {
                Some((_, own)) if wider(own, &text) => *own = text,
                Some(_) => {}
                None => narrowed.parameters.push((parameter, text)),
            }
        };
        // Both are written alike, so that text compares like time.
        bound(bounds.since, leg.since, |own, ours| own < ours);
        bound(bounds.until, leg.until, |own, ours| own > ours);
        narrowed.parameters.extend(leg.part.map(|(parameter, value)| (parameter, value.to_owned())));
        leg.sorting()
            .into_iter()
            .flatten()
            .fold(self.walk_request(&narrowed), |request, (name, value)| request.param(name, value))
    }
}

fn sorts(spec: &TableSpec, parameter: &str) -> bool {
    spec.sorts.iter().any(|sort| sort.parameter == parameter)
}

fn bounds(spec: &'static TableSpec, walk: &Walk) -> Bounds {
    let named = |kind: FilterKind| {
        let accepted =
            |filter: &&FilterSpec| filter.kind == kind && filter.column == "update_time" && takes(walk, filter);
        spec.filters.iter().find(accepted).map(|filter| filter.parameter)
    };
    Bounds { since: named(FilterKind::Since), until: named(FilterKind::Until) }
}

/// A parameter that splits the list, unless the query already sends it, or another one that makes the API ignore it.
fn partition(spec: &'static TableSpec, walk: &Walk) -> Option<Partition> {
    let sent = |parameter: &str| walk.parameters.iter().any(|(name, _)| *name == parameter);
    let free = |filter: &&FilterSpec| {
        let ignored = filter.yields_to_filter_id && sent("filter_id");
        takes(walk, filter) && !sent(filter.parameter) && !ignored
    };
    let split = |filter: &FilterSpec| {
        filter.closed.map(|closed| Partition { parameter: filter.parameter, values: closed.values })
    };
    spec.filters.iter().filter(free).find_map(split)
}

fn takes(walk: &Walk, filter: &FilterSpec) -> bool {
    filter.walks.is_empty() || filter.walks.contains(&walk.spec.name)
}
