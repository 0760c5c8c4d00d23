//! One table of the account as a DataFusion `TableProvider`.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{Constraint, Constraints, DFSchema, Statistics, stats::Precision};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::dml::InsertOp;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, LogicalPlan, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::filter::FilterExecBuilder;
use pipedrive_connection::ParallelScan;
use pipedrive_schema::{ApiVersion, Exactness, FilterKind, RouteSpec, TableSpec};

use crate::access::{self, Chosen};
use crate::account::Account;
use crate::children;
use crate::decode::WalkFacts;
use crate::layout::TableLayout;
use crate::narrowed::{Lookups, Single};
use crate::options::PipedriveOptions;
use crate::order::claimable;
use crate::pushdown::{Choice, Sent, Visibility, classify, read};
use crate::request::{AccessPath, ScanRequest};
use crate::saved_filter::Filtered;
use crate::scan::PipedriveScan;
use crate::write::unplanned;

/// A table of one account.
#[derive(Debug)]
pub struct PipedriveTable {
    account: Arc<Account>,
    layout: Arc<TableLayout>,
    constraints: Constraints,
    /// Whether aggregates may be answered without reading the table.
    summed_up: bool,
}

impl PipedriveTable {
    pub(crate) fn new(account: Arc<Account>, layout: Arc<TableLayout>) -> Self {
        let key = layout.spec.primary_key.and_then(|key| layout.index_of(key));
        let constraints = key.map(|key| Constraint::PrimaryKey(vec![key])).into_iter().collect();
        Self { account, layout, constraints: Constraints::new_unverified(constraints), summed_up: true }
    }

    /// The same table, whose rows are read whatever is asked of them.
    pub(crate) fn never_summed_up(&self) -> Self {
        let (account, layout) = (Arc::clone(&self.account), Arc::clone(&self.layout));
        Self { summed_up: false, ..Self::new(account, layout) }
    }

    /// Whether aggregates may be answered without reading the table.
    pub(crate) fn may_be_summed_up(&self) -> bool {
        self.summed_up
    }

    /// The account whose table it is.
    pub(crate) fn account(&self) -> &Arc<Account> {
        &self.account
    }

    /// The table's columns.
    pub fn layout(&self) -> &Arc<TableLayout> {
        &self.layout
    }

    /// The error of a write that no rule has planned.
    ///
    /// # Soundness
    /// What DataFusion hands over here may have lost its conditions, so nothing is ever carried out.
    fn no_rule(&self, verb: &str) -> DataFusionError {
        unplanned(verb, self.layout.spec.name).into()
    }

    /// Whether a query needs the values of a column.
    fn asks_for(&self, column: &str, projection: Option<&Vec<usize>>, filters: &[Expr]) -> bool {
        let index = self.layout.index_of(column);
        let projected = projection.is_none_or(|projection| projection.iter().any(|i| Some(*i) == index));
        projected || filters.iter().any(|filter| filter.column_refs().iter().any(|c| c.name == column))
    }

    /// Columns a scan must produce: what the query wants, then what only local filters need.
    fn columns(&self, projection: Option<&Vec<usize>>, local: &[Expr]) -> (Vec<usize>, usize) {
        let mut columns = projection.cloned().unwrap_or_else(|| (0..self.layout.columns.len()).collect());
        let wanted = columns.len();
        for column in local.iter().flat_map(Expr::column_refs) {
            if let Some(index) = self.layout.index_of(&column.name)
                && !columns.contains(&index)
            {
                columns.push(index);
            }
        }
        (columns, wanted)
    }

    /// The scan below a check of those predicates, which gives the first `wanted` of its columns.
    fn checked(
        &self,
        state: &dyn Session,
        scan: PipedriveScan,
        columns: &[usize],
        wanted: usize,
        unchecked: Vec<Expr>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(predicate) = conjunction(unchecked) else { return Ok(Arc::new(scan)) };
        let schema = DFSchema::try_from(self.layout.schema.project(columns)?)?;
        let predicate = state.create_physical_expr(unqualified(predicate)?, &schema)?;
        let projection = (columns.len() > wanted).then(|| (0..wanted).collect());
        let filter = FilterExecBuilder::new(predicate, Arc::new(scan)).apply_projection(projection)?.build()?;
        Ok(Arc::new(filter))
    }

    /// A scan of what a filter of its own picks.
    ///
    /// # Soundness
    /// The filter and the parameters beside it may keep too many rows, so every predicate is checked here: those that
    /// were claimed exact by the scan itself, the others by the engine.
    fn scan_filtered(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        beside: Beside<'_>,
        filtered: Filtered,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let spec = self.layout.spec;
        let Beside { choice, lookups, mut lost, allow_fan_out, jumps } = beside;
        lost.insert(0, filtered.without());
        let lookups = lookups.map(|lookups| lookups.instead_of(filtered.price(self.account.page_size())));
        let mut unchecked = Vec::new();
        for filter in filters {
            if classify(spec, filter)? == Exactness::Exact {
                unchecked.push(filter.clone());
            }
        }
        let (columns, wanted) = self.columns(projection, &unchecked);
        let beside = choice.sent.iter().filter(|sent| !sent.filter.yields_to_filter_id);
        let request = ScanRequest {
            layout: Arc::clone(&self.layout),
            projection: columns.clone(),
            order: None,
            fetch: None,
            page_size: self.account.page_size(),
            jumps,
            pushed: beside.map(|s| format!("{}={} (checked again)", s.filter.parameter, s.values.join(","))).collect(),
            local: filters.iter().map(ToString::to_string).collect(),
            path: AccessPath::Filtered(Box::new(filtered)),
        };
        let facts = WalkFacts { archived: None, values: choice.parameters.clone(), hidden: Vec::new(), key: None };
        let order = Some(claimable(spec));
        let scan = PipedriveScan::new(Arc::clone(&self.account), request, facts, order, allow_fan_out)?;
        let scan = scan.among_ways(lookups, lost);
        self.checked(state, scan, &columns, wanted, unchecked)
    }
}

#[async_trait]
impl TableProvider for PipedriveTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.layout.schema)
    }

    fn constraints(&self) -> Option<&Constraints> {
        Some(&self.constraints)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn get_logical_plan(&self) -> Option<Cow<'_, LogicalPlan>> {
        None
    }

    /// # Soundness
    /// `Exact` is claimed predicate by predicate; what a scan then cannot send in the company of the other
    /// predicates (or with pushdown off) it checks itself. Every other predicate comes back as `Inexact`,
    /// so that the scan sees it: which rows are visible depends on it.
    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        let claim = |filter: &&Expr| match classify(self.layout.spec, filter) {
            Ok(Exactness::Exact) => Ok(TableProviderFilterPushDown::Exact),
            Ok(Exactness::Inexact) => Ok(TableProviderFilterPushDown::Inexact),
            Err(error) => Err(error.into()),
        };
        filters.iter().map(claim).collect()
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let spec = self.layout.spec;
        let account = &self.account;
        let options = PipedriveOptions::of(state.config_options());
        let PipedriveOptions { pushdown, allow_fan_out, .. } = options;
        let jumps = options.parallel_scan == ParallelScan::Jump;
        let visibility = Visibility::decide(spec, filters, account.shows_archived(), account.shows_deleted());
        let choice = Choice::make(spec, filters, visibility, pushdown)?;
        let chosen = match spec.parent {
            Some(parent) if !choice.never => {
                let asks_for_parent = self.asks_for(parent.column, projection, filters);
                children::choose(account, spec, parent, &choice, asks_for_parent)?
            }
            _ => access::choose(account, spec, &choice),
        };
        let single = spec.single.map(|route| Single { route, hidden: hidden(&self.layout, route, visibility) });
        let lookups = Lookups::of(account, spec, &choice, &chosen, single.clone());
        let Chosen { path, keyed, fanned, lost } = chosen;
        let of_single = single.filter(|_| matches!(path, AccessPath::Singles { .. }));

        let filtered = Filtered::plan(account, &self.layout, filters, &choice, &path, &options);
        if let Some(filtered) = filtered {
            return self.scan_filtered(
                state,
                projection,
                filters,
                Beside { choice: &choice, lookups, lost, allow_fan_out, jumps },
                filtered,
            );
        }

        let mut unchecked = unchecked(spec, &choice)?;
        let single = matches!(path, AccessPath::Singles { .. });
        unchecked.extend(choice.key_predicate.iter().filter(|_| !keyed).cloned());
        let beside = if single { beside_keys(spec, filters, &choice, &path) } else { Vec::new() };
        if !single && !fanned {
            unchecked.extend(choice.fan_out.iter().cloned());
        }
        for filter in &beside {
            if classify(spec, filter)? == Exactness::Exact {
                unchecked.push(filter.clone());
            }
        }
        let (columns, wanted) = self.columns(projection, &unchecked);
        let facts = WalkFacts {
            archived: None,
            values: choice.parameters.clone(),
            hidden: of_single.map(|single| single.hidden).unwrap_or_default(),
            key: None,
        };
        let unkeyed = choice.key_predicate.iter().filter(|_| !keyed);
        let unfanned = choice.fan_out.iter().filter(|_| !single && !fanned);
        let request = ScanRequest {
            layout: Arc::clone(&self.layout),
            projection: columns.clone(),
            order: None,
            fetch: limit.filter(|_| pushdown && unchecked.is_empty()),
            page_size: account.page_size(),
            jumps,
            pushed: pushed(&choice, &path, keyed, fanned),
            local: choice.local.iter().chain(unkeyed).chain(unfanned).chain(&beside).map(ToString::to_string).collect(),
            path,
        };
        let ordered_columns = pushdown.then(|| claimable(spec));
        let scan = PipedriveScan::new(Arc::clone(account), request, facts, ordered_columns, allow_fan_out)?;
        let scan = scan.among_ways(lookups.filter(|_| pushdown), lost);
        self.checked(state, scan, &columns, wanted, unchecked)
    }

    async fn insert_into(
        &self,
        _state: &dyn Session,
        _input: Arc<dyn ExecutionPlan>,
        _op: InsertOp,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Err(self.no_rule("INSERT"))
    }

    async fn delete_from(&self, _state: &dyn Session, _filters: Vec<Expr>) -> Result<Arc<dyn ExecutionPlan>> {
        Err(self.no_rule("DELETE"))
    }

    async fn update(
        &self,
        _state: &dyn Session,
        _assignments: Vec<(String, Expr)>,
        _filters: Vec<Expr>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Err(self.no_rule("UPDATE"))
    }

    async fn truncate(&self, _state: &dyn Session) -> Result<Arc<dyn ExecutionPlan>> {
        Err(self.no_rule("TRUNCATE"))
    }

    fn statistics(&self) -> Option<Statistics> {
        let rows = access::table_rows(&self.account, self.layout.spec);
        let unknown = Statistics::new_unknown(&self.layout.schema);
        Some(Statistics { num_rows: Precision::Inexact(rows), ..unknown })
    }
}

/// What was decided for a scan before a filter of its own turned out to be cheaper.
struct Beside<'a> {
    choice: &'a Choice,
    lookups: Option<Lookups>,
    lost: Vec<String>,
    allow_fan_out: bool,
    jumps: bool,
}

/// Filters claimed exact that this scan nevertheless leaves to the engine, which no longer checks them.
fn unchecked(spec: &'static TableSpec, choice: &Choice) -> Result<Vec<Expr>> {
    let mut unchecked = Vec::new();
    for filter in &choice.local {
        if classify(spec, filter)? == Exactness::Exact {
            unchecked.push(filter.clone());
        }
    }
    Ok(unchecked)
}

/// Filters that would have been sent, but not with a request for one record: it takes nothing but the key.
fn beside_keys(spec: &'static TableSpec, filters: &[Expr], choice: &Choice, path: &AccessPath) -> Vec<Expr> {
    // A record that is asked for below its parent is that parent's.
    let parent = spec.parent.filter(|_| matches!(path, AccessPath::Singles { below: Some(_), .. }));
    let is_key = |column: &str| Some(column) == spec.primary_key || parent.is_some_and(|p| p.column == column);
    let says_only_keys = |filter: &Expr| read(filter).is_some_and(|all| all.iter().all(|c| is_key(&c.column)));
    filters.iter().filter(|filter| !says_only_keys(filter) && !choice.local.contains(filter)).cloned().collect()
}

/// Column names as the projected schema has them, without the table's name in front.
fn unqualified(predicate: Expr) -> Result<Expr> {
    use datafusion::common::Column;
    use datafusion::common::tree_node::{Transformed, TreeNode};
    let bare = predicate.transform(|expr| match expr {
        Expr::Column(column) => Ok(Transformed::yes(Expr::Column(Column::new_unqualified(column.name)))),
        other => Ok(Transformed::no(other)),
    })?;
    Ok(bare.data)
}

/// Rules that drop what a single GET shows but no visible list would.
fn hidden(layout: &TableLayout, route: RouteSpec, visibility: Visibility) -> Vec<(usize, &'static str)> {
    let mut rules = Vec::new();
    let mut rule =
        |column: &str, value: &'static str| rules.extend(layout.index_of(column).map(|index| (index, value)));
    match route.version {
        ApiVersion::V2 if visibility.deleted => {}
        ApiVersion::V2 => match layout.spec.deleted {
            // Projects say only by their status that they are deleted.
            Some(spec) if layout.index_of("is_deleted").is_none() => rule(spec.parameter, spec.deleted),
            _ => rule("is_deleted", "true"),
        },
        ApiVersion::V1 => layout.spec.listed_while.iter().for_each(|column| rule(column, "false")),
    }
    if layout.spec.walks.iter().any(|w| w.archived.is_some()) {
        if !visibility.archived {
            rule("is_archived", "true");
        }
        if !visibility.active {
            rule("is_archived", "false");
        }
    }
    rules
}

/// The predicates that go out, as people read them.
fn pushed(choice: &Choice, path: &AccessPath, keyed: bool, fanned: bool) -> Vec<String> {
    let mut pushed: Vec<String> =
        choice.key_predicate.iter().filter(|_| keyed).map(|p| format!("{p} (exact)")).collect();
    if matches!(path, AccessPath::Children(_)) {
        pushed.extend(choice.parent_predicate.iter().map(|predicate| format!("{predicate} (exact)")));
    }
    if matches!(path, AccessPath::Singles { .. }) {
        return pushed;
    }
    let goes_out =
        |sent: &&Sent| fanned || sent.values.len() == 1 || matches!(sent.filter.kind, FilterKind::List { .. });
    pushed.extend(choice.sent.iter().filter(goes_out).map(|sent| {
        let exactness = if sent.exact { "exact" } else { "checked again" };
        format!("{}={} ({exactness})", sent.filter.parameter, sent.values.join(","))
    }));
    pushed
}
