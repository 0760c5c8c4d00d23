//! The procedures and table functions in `information_schema.routines` and `information_schema.parameters`, beside
//! DataFusion's functions.
//!
//! DataFusion makes these views of its own functions and offers no place to add to them; so they are planned here as
//! what they are, followed by the others. `SHOW FUNCTIONS` reads the same views.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, RecordBatch, StringArray, UInt8Array, UInt64Array, new_null_array};
use arrow::datatypes::{DataType, Schema, SchemaRef};
use datafusion::common::types::NativeType;
use datafusion::datasource::{MemTable, provider_as_source};
use datafusion::error::Result;
use datafusion::logical_expr::LogicalPlanBuilder;
use datafusion::logical_expr::planner::{PlannedRelation, RelationPlanner, RelationPlannerContext, RelationPlanning};
use datafusion::sql::sqlparser::ast::TableFactor;
use pipedrive_schema::{ColumnSpec, ColumnType, FUNCTIONS, Origin, PROCEDURES, ProcedureSpec, TableSpec};

use crate::catalog::{CATALOG, SCHEMA};
use crate::layout::arrow_type;

/// The schema that holds the views.
const INFORMATION_SCHEMA: &str = "information_schema";

/// Adds the procedures and table functions to the views that list functions.
#[derive(Debug)]
pub(crate) struct ListedProcedures;

impl RelationPlanner for ListedProcedures {
    fn plan_relation(
        &self,
        relation: TableFactor,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<RelationPlanning> {
        let TableFactor::Table { name, args: None, .. } = &relation else {
            return Ok(RelationPlanning::Original(Box::new(relation)));
        };
        let table = context.object_name_to_table_reference(name.clone())?;
        let rows = match (table.schema(), table.table()) {
            (Some(INFORMATION_SCHEMA), "routines") => routine,
            (Some(INFORMATION_SCHEMA), "parameters") => parameter,
            _ => return Ok(RelationPlanning::Original(Box::new(relation))),
        };
        let functions = context.context_provider().get_table_source(table.clone())?;
        let procedures =
            Arc::new(MemTable::try_new(functions.schema(), vec![vec![batch(&functions.schema(), rows)?]])?);
        let procedures = LogicalPlanBuilder::scan(table.clone(), provider_as_source(procedures), None)?.build()?;
        let both =
            LogicalPlanBuilder::scan(table.clone(), functions, None)?.union(procedures)?.alias(table)?.build()?;
        let alias = match relation {
            TableFactor::Table { alias, .. } => alias,
            _ => None,
        };
        Ok(RelationPlanning::Planned(Box::new(PlannedRelation::new(both, alias))))
    }
}

/// Name and type of a parameter or column.
type Member = (&'static str, ColumnType);

/// What a view lists.
#[derive(Clone, Copy)]
enum Routine {
    Procedure(&'static ProcedureSpec),
    Function(&'static TableSpec),
}

impl Routine {
    fn all() -> impl Iterator<Item = Self> {
        PROCEDURES.iter().copied().map(Self::Procedure).chain(FUNCTIONS.iter().copied().map(Self::Function))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Procedure(spec) => spec.name,
            Self::Function(spec) => spec.name,
        }
    }

    fn comment(self) -> &'static str {
        match self {
            Self::Procedure(spec) => spec.comment,
            Self::Function(spec) => spec.comment,
        }
    }

    fn signature(self) -> String {
        match self {
            Self::Procedure(spec) => spec.signature(),
            Self::Function(spec) => spec.signature(),
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Procedure(_) => "PROCEDURE",
            Self::Function(_) => "FUNCTION",
        }
    }

    /// Name and type of the parameters, and of the columns of the answer.
    fn members(self) -> (Vec<Member>, Vec<Member>) {
        match self {
            Self::Procedure(spec) => (
                spec.parameters.iter().map(|p| (p.name, p.data_type)).collect(),
                spec.columns.iter().map(|c| (c.name, c.data_type)).collect(),
            ),
            Self::Function(spec) => {
                let answered = |column: &&ColumnSpec| column.origin != Origin::Parameter;
                (
                    spec.arguments().map(|a| (a.name(), a.column.data_type)).collect(),
                    spec.columns.iter().filter(answered).map(|c| (c.name, c.data_type)).collect(),
                )
            }
        }
    }
}

/// One row of a view.
#[derive(Clone, Copy)]
struct Row {
    routine: Routine,
    /// A parameter's or a column's mode, number, name and type.
    member: Option<(&'static str, u64, &'static str, ColumnType)>,
}

/// A row for the routine.
fn routine(routine: Routine) -> Vec<Row> {
    vec![Row { routine, member: None }]
}

/// A row for each parameter, and one for each column of the answer.
fn parameter(routine: Routine) -> Vec<Row> {
    let (parameters, columns) = routine.members();
    let parameters = (1..).zip(parameters).map(|(n, (name, data_type))| ("IN", n, name, data_type));
    let columns = (1..).zip(columns).map(|(n, (name, data_type))| ("OUT", n, name, data_type));
    parameters.chain(columns).map(|member| Row { routine, member: Some(member) }).collect()
}

/// All rows as a batch of the view's own columns.
fn batch(schema: &SchemaRef, rows: fn(Routine) -> Vec<Row>) -> Result<RecordBatch> {
    let rows: Vec<Row> = Routine::all().flat_map(rows).collect();
    let columns = schema.fields().iter().map(|field| column(field.name(), field.data_type(), &rows));
    Ok(RecordBatch::try_new(Arc::new(Schema::clone(schema)), columns.collect())?)
}

fn column(name: &str, data_type: &DataType, rows: &[Row]) -> ArrayRef {
    let text = |of: fn(&Row) -> Option<String>| Arc::new(rows.iter().map(of).collect::<StringArray>()) as ArrayRef;
    match name {
        "specific_catalog" | "routine_catalog" => text(|_| Some(CATALOG.to_owned())),
        "specific_schema" | "routine_schema" => text(|_| Some(SCHEMA.to_owned())),
        "specific_name" | "routine_name" => text(|row| Some(row.routine.name().to_owned())),
        "routine_type" => text(|row| Some(row.routine.kind().to_owned())),
        // What answers with rows is a table function in DataFusion's words.
        "function_type" => text(|_| Some("TABLE".to_owned())),
        "data_type" => text(|row| {
            let member = row.member.map(|(.., data_type)| NativeType::from(arrow_type(data_type)).to_string());
            Some(member.unwrap_or_else(|| "TABLE".to_owned()))
        }),
        "description" => text(|row| Some(row.routine.comment().to_owned())),
        "syntax_example" => text(|row| Some(row.routine.signature())),
        "parameter_mode" => text(|row| row.member.map(|(mode, ..)| mode.to_owned())),
        "parameter_name" => text(|row| row.member.map(|(_, _, name, _)| name.to_owned())),
        "ordinal_position" => Arc::new(rows.iter().map(|row| row.member.map(|(_, n, ..)| n)).collect::<UInt64Array>()),
        "is_deterministic" | "is_variadic" => Arc::new(BooleanArray::from(vec![false; rows.len()])),
        "rid" => Arc::new(UInt8Array::from(vec![0; rows.len()])),
        _ => new_null_array(data_type, rows.len()),
    }
}
