//! One request a parent: what a walk over all parents would cost, and its refusal until it is allowed.

use pipedrive_client::ErrorKind;

use super::Children;
use crate::error::Error;
use crate::request::{Estimate, ScanRequest};

/// Most parents that a join may leave to a table that takes a request for each of them, unless
/// `pipedrive.allow_fan_out` is on. Keys written out in the statement are not counted: whoever wrote them saw them.
pub(crate) const MAX_JOINED_PARENTS: usize = 500;

/// A scan that takes one request a parent.
#[derive(Clone, Debug)]
pub(crate) struct FanOut {
    table: &'static str,
    column: &'static str,
    /// One parent's name: `deal`.
    entity: &'static str,
    /// Their table: `deals`.
    parents: &'static str,
    estimate: Estimate,
}

impl FanOut {
    /// The fan-out of a scan of all parents' children; `None` if requests take several parents each.
    pub(crate) fn of(request: &ScanRequest, children: &Children, parents: &ScanRequest) -> Option<Self> {
        children.is_one_by_one().then(|| Self {
            table: request.layout.spec.name,
            column: children.parent.column,
            entity: parents.layout.spec.entity,
            parents: parents.layout.spec.name,
            // Of all parents, also where a limit would end the walk before.
            estimate: ScanRequest { fetch: None, ..request.clone() }.estimate(None),
        })
    }

    /// The parents' table.
    pub(crate) fn parents(&self) -> &'static str {
        self.parents
    }

    /// What `EXPLAIN` says of the refusal.
    pub(crate) fn notice(&self) -> String {
        let Self { column, entity, .. } = self;
        format!("one request for each {entity}: narrow `{column}`, or SET pipedrive.allow_fan_out = true")
    }

    /// The refusal to ask for every parent's children.
    pub(crate) fn refusal(&self) -> Error {
        let Self { table, entity, estimate, .. } = self;
        let message =
            format!("`{table}` takes a request for each {entity}: {estimate} for all of them, of which none was sent");
        self.advise(Error::new(ErrorKind::TokenLimit, message))
    }

    /// The refusal to ask for the children of as many parents as a join left, at `cost` tokens each, after `spent`
    /// tokens for what came before, the join's other side among it.
    pub(crate) fn refusal_of_joined(&self, parents: usize, cost: u32, spent: u64) -> Error {
        let Self { table, entity, .. } = self;
        let tokens = u64::try_from(parents).unwrap_or(u64::MAX).saturating_mul(u64::from(cost));
        let message = format!(
            "`{table}` takes a request for each {entity}, and the join leaves {parents} of them: {parents} requests, \
             {tokens} tokens, of which none was sent; what came before took {spent} tokens"
        );
        self.advise(Error::new(ErrorKind::TokenLimit, message))
            .with_hint(format!("a join may leave up to {MAX_JOINED_PARENTS} without asking"))
    }

    fn advise(&self, error: Error) -> Error {
        let Self { column, parents, .. } = self;
        error
            .with_hint(format!(
                "narrow it down: `{column} = …`, `{column} IN (…)`, or a join on `{column}` that leaves few `{parents}`"
            ))
            .with_hint("or allow it: `SET pipedrive.allow_fan_out = true`")
    }
}
