//! A planned statement: its kind, its parameters, and the plan they are bound into.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow::datatypes::SchemaRef;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{DdlStatement, LogicalPlan, LogicalPlanBuilder, Statement};

use crate::error::Error;
use crate::parameters::{Parameter, by_position};

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementKind {
    /// Gives rows: `SELECT`, `SHOW`, `DESCRIBE`, `VALUES`.
    Query,
    /// `EXPLAIN` of another statement.
    Explain,
    /// `EXPLAIN ANALYZE`: runs the other statement.
    Analyze,
    /// Writes rows somewhere: `COPY`, `INSERT` into a local table.
    Write,
    /// Changes the session: `SET`, `CREATE`, `DROP`.
    Session,
}

/// A statement ready to be bound and executed, as often as wanted.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub(crate) plan: LogicalPlan,
    text: Arc<str>,
    parameters: Vec<Parameter>,
    kind: StatementKind,
    /// What planning it has cost in tokens, which counts as a part of its first execution.
    planning: Arc<AtomicU64>,
}

impl Prepared {
    /// The planned statement `text` with the names of its parameters.
    ///
    /// # Errors
    /// If a parameter is used with two types.
    pub(crate) fn new(
        plan: LogicalPlan,
        text: String,
        names: Vec<String>,
        max_rows: Option<usize>,
    ) -> Result<Self, Error> {
        let kind = kind_of(&plan);
        let types = plan.get_parameter_types()?;
        let parameters = names
            .into_iter()
            .map(|name| Parameter { data_type: types.get(&format!("${name}")).cloned().flatten(), name })
            .collect();
        let prepared = Self { plan, text: text.into(), parameters, kind, planning: Arc::default() };
        match max_rows {
            Some(rows) => prepared.limited(rows),
            None => Ok(prepared),
        }
    }

    /// The same statement, whose planning has cost so many tokens.
    pub(crate) fn planned_for(self, tokens: u64) -> Self {
        Self { planning: Arc::new(AtomicU64::new(tokens)), ..self }
    }

    /// What planning it has cost in tokens, for the first that asks.
    pub(crate) fn take_planning(&self) -> u64 {
        self.planning.swap(0, Ordering::AcqRel)
    }

    /// The same statement giving at most `rows` rows, which the requests know of. What is no query stays as it is.
    ///
    /// # Errors
    /// If the plan takes no limit.
    pub fn limited(self, rows: usize) -> Result<Self, Error> {
        if self.kind != StatementKind::Query || !is_relation(&self.plan) {
            return Ok(self);
        }
        let plan = LogicalPlanBuilder::new(self.plan).limit(0, Some(rows))?.build()?;
        Ok(Self { plan, ..self })
    }

    /// The statement as text, values left out.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the statement does.
    pub fn kind(&self) -> StatementKind {
        self.kind
    }

    /// Its parameters, in the order in which values are given.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Columns of its result.
    pub fn schema(&self) -> SchemaRef {
        self.plan.schema().inner().clone()
    }

    /// The same statement with values for its parameters.
    ///
    /// # Errors
    /// If their number or a type does not fit.
    pub fn bind(&self, values: &[ScalarValue]) -> Result<Self, Error> {
        if self.parameters.is_empty() && values.is_empty() {
            return Ok(self.clone());
        }
        let plan = self.plan.clone().with_param_values(by_position(&self.parameters, values)?)?;
        Ok(Self { plan, parameters: Vec::new(), ..self.clone() })
    }
}

/// Whether a limit can be put on a plan: what only DataFusion's front executes takes none.
fn is_relation(plan: &LogicalPlan) -> bool {
    !matches!(plan, LogicalPlan::DescribeTable(_) | LogicalPlan::Statement(_))
}

fn kind_of(plan: &LogicalPlan) -> StatementKind {
    match plan {
        LogicalPlan::Explain(_) => StatementKind::Explain,
        LogicalPlan::Analyze(_) => StatementKind::Analyze,
        LogicalPlan::Copy(_) | LogicalPlan::Dml(_) => StatementKind::Write,
        LogicalPlan::Statement(Statement::Execute(_)) => StatementKind::Query,
        LogicalPlan::Statement(_)
        | LogicalPlan::Ddl(
            DdlStatement::CreateExternalTable(_)
            | DdlStatement::CreateMemoryTable(_)
            | DdlStatement::CreateView(_)
            | DdlStatement::CreateCatalogSchema(_)
            | DdlStatement::CreateCatalog(_)
            | DdlStatement::CreateIndex(_)
            | DdlStatement::DropTable(_)
            | DdlStatement::DropView(_)
            | DdlStatement::DropCatalogSchema(_)
            | DdlStatement::CreateFunction(_)
            | DdlStatement::DropFunction(_),
        ) => StatementKind::Session,
        _ => StatementKind::Query,
    }
}
