//! Whether a filter of its own is the cheapest way to a scan's rows, decided when the scan is planned. Nothing is sent.

use std::fmt;

use datafusion::logical_expr::Expr;
use pipedrive_connection::PushdownFilters;
use pipedrive_schema::{ADD_FILTER, DELETE_FILTER, FilterKind, FilterValue, SavedFilterSpec, saved_filter, table};

use super::condition::{Condition, Conditions};
use super::translate::translate;
use crate::access;
use crate::account::Account;
use crate::layout::TableLayout;
use crate::options::PipedriveOptions;
use crate::price::Price;
use crate::pushdown::{Choice, read};
use crate::request::{AccessPath, Estimate, Walk};

/// The parameter of lists that names a filter.
const PARAMETER: &str = "filter_id";

/// What stands for the filter's id until it has one.
const UNKNOWN_ID: &str = "temporary";

/// Lists that a filter picks rows of, which is added to the account when the first row is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Filtered {
    pub(super) conditions: Conditions,
    /// The lists; [`UNKNOWN_ID`] stands in the place of the filter's id.
    pub(crate) walks: Vec<Walk>,
    /// The way without the filter.
    pub(super) instead: Box<AccessPath>,
    pub(crate) upkeep: Upkeep,
    /// What that way is thought to cost.
    price_without: Price,
}

/// What a filter costs beside the lists: nothing if the session has it already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Upkeep {
    pub(crate) requests: u64,
    pub(crate) tokens: u64,
    /// Those of the tokens that are spent on learning the numbers of fields.
    numbers: u64,
}

impl Filtered {
    /// The cheapest filter for a query's predicates; `None` where the way without one costs no more, or where the
    /// session may add none.
    ///
    /// # Soundness
    /// Beside a filter the API ignores most parameters, so that whatever they carried must be said by the filter or be
    /// checked here: the scan checks every predicate again. Deleted rows cannot be asked for beside a filter.
    pub(crate) fn plan(
        account: &Account,
        layout: &TableLayout,
        filters: &[Expr],
        choice: &Choice,
        path: &AccessPath,
        options: &PipedriveOptions,
    ) -> Option<Self> {
        let allowed = options.pushdown && !options.dry_run && options.pushdown_filters == PushdownFilters::Temporary;
        if !allowed || account.leases().is_closed() || choice.visibility.deleted || !choice.visibility.alive {
            return None;
        }
        let spec = saved_filter(layout.spec.name)?;
        if choice.sent.iter().any(|sent| sent.filter.kind == FilterKind::Selects) {
            return None;
        }
        let page_size = account.page_size();
        let price = match path {
            AccessPath::Walks(_) | AccessPath::Keyed(_) => path.price_of_lists(page_size)?,
            AccessPath::Singles { route, keys, below: None } => Price::of(*route, keys.len()),
            AccessPath::Singles { .. } | AccessPath::Nothing | AccessPath::Children(_) | AccessPath::Filtered(_) => {
                return None;
            }
        };
        let mut beside = choice.clone();
        beside.sent.retain(|sent| !sent.filter.yields_to_filter_id);
        let carried = |column: &str| beside.sent.iter().any(|sent| sent.filter.column == column);
        let is_carried = |filter: &Expr| read(filter).is_some_and(|all| all.iter().all(|c| carried(&c.column)));
        let said: Vec<&Expr> = filters.iter().filter(|filter| !is_carried(filter)).collect();
        let conditions = translate(layout, spec, &said)?;

        let mut walks = access::walks(account, layout.spec, &beside, false);
        for walk in &mut walks {
            walk.parameters.push((PARAMETER, UNKNOWN_ID.to_owned()));
            walk.expected = left(account, &conditions, walk.expected);
            walk.counted = false;
        }
        let upkeep = Upkeep::of(account, spec, &conditions);
        let filtered = Self { conditions, walks, instead: Box::new(path.clone()), upkeep, price_without: price };
        (filtered.price(page_size).tokens < price.tokens).then_some(filtered)
    }

    /// What the filter and its lists cost together.
    pub(crate) fn price(&self, page_size: u32) -> Price {
        let upkeep = Price { tokens: self.upkeep.tokens, requests: self.upkeep.requests };
        [upkeep, Price::of_walks(&self.walks, page_size)].into_iter().sum()
    }

    /// The way without the filter and its price, as people read them.
    pub(crate) fn without(&self) -> String {
        let Price { requests, tokens } = self.price_without;
        format!("no filter: {}", Estimate { requests, tokens, at_least: 0, counted: false })
    }

    /// The lists that the filter of that id picks from.
    pub(super) fn walks_by(&self, id: u64) -> Vec<Walk> {
        let mut walks = self.walks.clone();
        for (name, value) in walks.iter_mut().flat_map(|walk| &mut walk.parameters) {
            if *name == PARAMETER {
                *value = id.to_string();
            }
        }
        walks
    }
}

impl Upkeep {
    fn of(account: &Account, spec: &SavedFilterSpec, conditions: &Conditions) -> Self {
        if account.leases().holds(conditions) {
            return Self::default();
        }
        let numbers = if account.field_numbers().are_known(account.client(), spec.fields) {
            0
        } else {
            u64::from(spec.fields.cost)
        };
        let tokens = numbers + u64::from(ADD_FILTER.cost) + u64::from(DELETE_FILTER.cost);
        Self { requests: 2 + u64::from(numbers > 0), tokens, numbers }
    }
}

/// Rows that the conditions are thought to leave.
fn left(account: &Account, conditions: &Conditions, rows: usize) -> usize {
    let share = |condition: &Condition| share(account, conditions.spec, condition);
    let all = conditions.all.iter().fold(rows, |rows, condition| rows / share(condition));
    if conditions.any.is_empty() {
        return all;
    }
    conditions.any.iter().map(|condition| all / share(condition)).sum::<usize>().min(all)
}

/// One in so many rows is thought to meet a condition: of references an even share for each record.
fn share(account: &Account, spec: &SavedFilterSpec, condition: &Condition) -> usize {
    let column = table(spec.table).and_then(|table| table.column(&condition.column));
    let referred = column.and_then(|column| column.references).and_then(|(name, _)| table(name));
    let is_word =
        spec.columns.iter().any(|column| column.column == condition.column && column.value == FilterValue::Word);
    let share = match condition.operator {
        "=" => match referred {
            Some(table) => access::table_rows(account, table),
            None if is_word => 4,
            None => 10,
        },
        "contains" | "LIKE '%$%'" | "LIKE '$%'" => 10,
        "IS NOT NULL" => 1,
        _ => 4,
    };
    share.max(1)
}

impl fmt::Display for Filtered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Upkeep { tokens, numbers, .. } = self.upkeep;
        // A group of alternatives has its own brackets.
        if self.conditions.all.is_empty() {
            write!(f, "{}", self.conditions)?;
        } else {
            write!(f, "({})", self.conditions)?;
        }
        match (tokens, numbers) {
            (0, _) => write!(f, ", there already"),
            (_, 0) => write!(f, ", {tokens} tokens to create and delete"),
            _ => write!(f, ", {} tokens to create and delete, {numbers} for the numbers of fields", tokens - numbers),
        }
    }
}
