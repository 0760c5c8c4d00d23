//! Conditions with parameters in a statement that SQL prepares.
//!
//! DataFusion optimizes a plan when it is prepared, and by the time its parameters get their values the conditions cannot
//! be told from it any more. So the plan is kept as it was, and the values come with the rows, in columns of their own.

use std::collections::HashMap;

use datafusion::common::ParamValues;
use datafusion::common::metadata::ScalarAndMetadata;
use datafusion::error::Result;
use datafusion::logical_expr::expr::Placeholder;
use datafusion::logical_expr::{EmptyRelation, Expr, LogicalPlan, LogicalPlanBuilder, Projection};

use super::rule::bare;

/// The rows of a statement as they were planned, before its parameters had values.
#[derive(Clone, Debug)]
pub(crate) struct Unbound {
    rows: LogicalPlan,
    /// Names of the parameters, as `$1`.
    parameters: Vec<String>,
}

/// What the rows of a statement tell of its parameters.
#[derive(Debug)]
pub(super) enum Values {
    /// They have no values yet.
    Missing,
    /// The rows as they were planned, with the values.
    Known(LogicalPlan),
    /// There are no rows, whatever they are.
    NoRows,
    /// They cannot be told.
    Lost,
}

impl Unbound {
    /// The rows, if they depend on parameters.
    pub(super) fn of(rows: &LogicalPlan) -> Result<Option<Self>> {
        let mut parameters: Vec<String> = rows.get_parameter_names()?.into_iter().collect();
        parameters.sort();
        Ok((!parameters.is_empty()).then(|| Self { rows: rows.clone(), parameters }))
    }

    /// The rows with the columns for the values.
    pub(super) fn carried(&self, rows: LogicalPlan) -> Result<LogicalPlan> {
        let columns = rows.schema().columns().into_iter().map(Expr::Column);
        let parameters = self.parameters.iter().map(|name| {
            let placeholder = Placeholder::new_with_field(name.clone(), None);
            Expr::Placeholder(placeholder).alias(format!("parameter:{name}"))
        });
        let all: Vec<Expr> = columns.chain(parameters).collect();
        LogicalPlanBuilder::from(rows).project(all)?.build()
    }

    /// What became of the parameters in rows that have the columns for them.
    pub(super) fn values(&self, rows: &LogicalPlan) -> Result<Values> {
        let expr = match rows {
            LogicalPlan::Projection(Projection { expr, .. }) => expr,
            LogicalPlan::EmptyRelation(EmptyRelation { produce_one_row: false, .. }) => return Ok(Values::NoRows),
            _ => return Ok(Values::Lost),
        };
        let carried = &expr[expr.len().saturating_sub(self.parameters.len())..];
        let mut values = HashMap::new();
        for (name, value) in self.parameters.iter().zip(carried) {
            match bare(value) {
                Expr::Literal(value, metadata) => {
                    let value = ScalarAndMetadata::new(value.clone(), metadata.clone());
                    values.insert(name.trim_start_matches('$').to_owned(), value);
                }
                Expr::Placeholder(_) => return Ok(Values::Missing),
                _ => return Ok(Values::Lost),
            }
        }
        let rows = self.rows.clone().replace_params_with_values(&ParamValues::Map(values))?;
        Ok(Values::Known(rows))
    }

    /// The rows without the columns for the values.
    pub(super) fn without_values(&self, rows: LogicalPlan) -> Result<LogicalPlan> {
        let mut columns = rows.schema().columns();
        columns.truncate(columns.len().saturating_sub(self.parameters.len()));
        LogicalPlanBuilder::from(rows).project(columns.into_iter().map(Expr::Column))?.build()
    }
}
