//! The conditions in the plan of a statement that writes, as the planner made it.

use std::sync::Arc;

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, TableReference};
use datafusion::datasource::DefaultTableSource;
use datafusion::logical_expr::utils::split_conjunction;
use datafusion::logical_expr::{Distinct, Expr, Filter, Join, JoinType, LogicalPlan, TableScan};

use crate::provider::PipedriveTable;

/// One condition, and the columns it may name.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) predicate: Expr,
    pub(super) schema: Arc<DFSchema>,
}

/// A table in a FROM.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    /// What its columns have in front.
    pub(super) name: TableReference,
    /// Whether it is all rows of the table that is written.
    pub(super) is_target: bool,
}

/// All that must hold of a row, part by part.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    pub(super) conditions: Vec<Condition>,
    /// The tables they are about, the one that is written first.
    pub(super) relations: Vec<Relation>,
}

impl Conditions {
    /// Adds what must hold of the rows of a plan. What stands in a query of its own, or in the view that is written, is
    /// no condition of the statement.
    pub(super) fn of_rows(&mut self, plan: &LogicalPlan, table: &str) {
        match plan {
            LogicalPlan::Filter(filter) => {
                self.of_filter(filter);
                self.of_rows(&filter.input, table);
            }
            LogicalPlan::Projection(_) | LogicalPlan::Sort(_) | LogicalPlan::Limit(_) => {
                plan.inputs().into_iter().for_each(|input| self.of_rows(input, table));
            }
            LogicalPlan::Join(join) if join.join_type == JoinType::Inner => {
                self.conditions.extend(on(join));
                self.of_rows(&join.left, table);
                self.of_rows(&join.right, table);
            }
            // What an outer join does not find is there all the same.
            LogicalPlan::Join(join) => self.of_rows(&join.left, table),
            other => self.of_relation(other, table),
        }
    }

    /// Adds every condition in a plan, wherever it stands.
    pub(super) fn anywhere_in(&mut self, plan: &LogicalPlan, table: &str) {
        let visited = plan.apply(|node| {
            match node {
                LogicalPlan::Filter(filter) => self.of_filter(filter),
                LogicalPlan::Join(join) => self.conditions.extend(on(join)),
                other => self.of_relation(other, table),
            }
            Ok(TreeNodeRecursion::Continue)
        });
        debug_assert!(visited.is_ok(), "nothing above fails");
    }

    fn of_relation(&mut self, plan: &LogicalPlan, table: &str) {
        let (name, rows) = match plan {
            LogicalPlan::SubqueryAlias(alias) => (&alias.alias, alias.input.as_ref()),
            LogicalPlan::TableScan(scan) => (&scan.table_name, plan),
            _ => return,
        };
        self.relations.push(Relation { name: name.clone(), is_target: is_bare_scan(rows, table) });
    }

    fn of_filter(&mut self, filter: &Filter) {
        let schema = filter.input.schema();
        let parts = split_conjunction(&filter.predicate).into_iter();
        self.conditions.extend(parts.map(|part| Condition { predicate: part.clone(), schema: Arc::clone(schema) }));
    }
}

/// The condition of a join, part by part.
pub(super) fn on(join: &Join) -> Vec<Condition> {
    let both = join.left.schema().join(join.right.schema());
    let schema = both.map_or_else(|_| Arc::clone(join.left.schema()), Arc::new);
    let pairs = join.on.iter().map(|(left, right)| left.clone().eq(right.clone()));
    let parts = join.filter.iter().flat_map(|filter| split_conjunction(filter)).cloned();
    pairs.chain(parts).map(|predicate| Condition { predicate, schema: Arc::clone(&schema) }).collect()
}

/// Whether a plan gives all rows of the table.
pub(super) fn is_bare_scan(plan: &LogicalPlan, table: &str) -> bool {
    match plan {
        LogicalPlan::TableScan(scan) => is_of(scan, table) && scan.filters.is_empty() && scan.fetch.is_none(),
        LogicalPlan::Sort(sort) => sort.fetch.is_none() && is_bare_scan(&sort.input, table),
        LogicalPlan::Distinct(Distinct::All(input)) => is_bare_scan(input, table),
        LogicalPlan::Projection(_) | LogicalPlan::SubqueryAlias(_) => {
            plan.inputs().into_iter().all(|input| is_bare_scan(input, table))
        }
        _ => false,
    }
}

fn is_of(scan: &TableScan, table: &str) -> bool {
    let provider = scan.source.downcast_ref::<DefaultTableSource>().map(|source| &source.table_provider);
    let ours = provider.and_then(|provider| provider.downcast_ref::<PipedriveTable>());
    ours.is_some_and(|ours| ours.layout().spec.name == table)
}
