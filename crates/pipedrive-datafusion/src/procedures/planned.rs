//! A call with its arguments checked and typed, the same for all ways in which it is planned.

use std::fmt::Write;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::error::Result;
use datafusion::logical_expr::{Cast, Expr, ExprSchemable};
use pipedrive_client::ErrorKind;
use pipedrive_schema::{Effect, ParameterSpec, ProcedureSpec};

use super::backend::ProcedureBackend;
use super::once::OncePerExecution;
use crate::error::Error;
use crate::layout::arrow_type;
use crate::write::dry_schema;

/// What stands in place of a secret.
pub(super) const MASK: &str = "***";

/// One call in a statement.
#[derive(Clone)]
pub(super) struct PlannedCall {
    pub(super) spec: &'static ProcedureSpec,
    /// One for each parameter, each of its parameter's type; `None` where it was left out.
    pub(super) arguments: Vec<Option<Expr>>,
    pub(super) backend: Arc<dyn ProcedureBackend>,
    /// Whether it gives the requests it would send, and sends none.
    pub(super) dry: bool,
    pub(super) once: Arc<OncePerExecution>,
}

impl PlannedCall {
    /// A call with its arguments in the order of the parameters.
    ///
    /// # Errors
    /// If an argument depends on a row or is not of its parameter's type.
    pub(super) fn new(
        spec: &'static ProcedureSpec,
        arguments: Vec<Option<Expr>>,
        backend: Arc<dyn ProcedureBackend>,
        dry_run: bool,
    ) -> Result<Self> {
        let typed = spec.parameters.iter().zip(arguments);
        let arguments =
            typed.map(|(parameter, argument)| argument.map(|expr| typed_argument(parameter, expr)).transpose());
        let dry = dry_run && spec.effect != Effect::Reads;
        Ok(Self { spec, arguments: arguments.collect::<Result<_>>()?, backend, dry, once: Arc::default() })
    }

    /// The same call with other expressions for the arguments that are there.
    pub(super) fn with_arguments(&self, arguments: Vec<Expr>) -> Self {
        let mut given = arguments.into_iter();
        let arguments = self.arguments.iter().map(|old| old.as_ref().and_then(|_| given.next())).collect();
        Self { arguments, ..self.clone() }
    }

    /// The columns of its answer.
    pub(super) fn schema(&self) -> SchemaRef {
        if self.dry { dry_schema() } else { schema_of(self.spec) }
    }

    /// `GetOAuthAccessToken(AuthMode => 'WEB', Verifier => ***)`: the call as plans show it, without secrets.
    pub(super) fn shown(&self) -> String {
        let mut text = format!("{}(", self.spec.name);
        let mut separator = "";
        for (parameter, argument) in self.spec.parameters.iter().zip(&self.arguments) {
            let Some(argument) = argument else { continue };
            write!(text, "{separator}{} => {}", parameter.name, shown_argument(parameter, argument))
                .expect("writing to a string does not fail");
            separator = ", ";
        }
        text + ")"
    }
}

impl std::fmt::Debug for PlannedCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown())
    }
}

/// The columns of a procedure's answer.
pub(super) fn schema_of(spec: &ProcedureSpec) -> SchemaRef {
    let fields = spec.columns.iter().map(|column| Field::new(column.name, arrow_type(column.data_type), true));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// The argument with a CAST to its parameter's type around it, so that placeholders in it get types and bind.
fn typed_argument(parameter: &ParameterSpec, argument: Expr) -> Result<Expr> {
    let wanted = arrow_type(parameter.data_type);
    if depends_on_rows(&argument)? {
        return Err(not_constant(parameter.name).into());
    }
    let given = match &argument {
        Expr::Placeholder(_) => DataType::Null,
        other => other.get_type(&DFSchema::empty())?,
    };
    if !fits(&given, &wanted) {
        return Err(wrong_type(parameter).into());
    }
    if let Expr::Literal(ScalarValue::Utf8(Some(text)), _) = &argument
        && !parameter.takes(text)
    {
        return Err(wrong_value(parameter).into());
    }
    let argument = match argument {
        Expr::Placeholder(mut placeholder) if placeholder.field.is_none() => {
            placeholder.field = Some(Arc::new(Field::new(parameter.name, wanted.clone(), true)));
            Expr::Placeholder(placeholder)
        }
        other => other,
    };
    Ok(Expr::Cast(Cast::new(Box::new(argument), wanted)))
}

pub(crate) fn depends_on_rows(argument: &Expr) -> Result<bool> {
    let mut found = false;
    argument.apply(|expr| {
        found |= matches!(
            expr,
            Expr::Column(_)
                | Expr::OuterReferenceColumn(..)
                | Expr::ScalarSubquery(_)
                | Expr::Exists(_)
                | Expr::InSubquery(_)
                | Expr::SetComparison(_)
                | Expr::AggregateFunction(_)
                | Expr::WindowFunction(_)
        );
        Ok(if found { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    Ok(found)
}

/// Whether a value of one type may be written where the other is wanted.
fn fits(given: &DataType, wanted: &DataType) -> bool {
    let text = |data_type: &DataType| matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    given == &DataType::Null
        || given == wanted
        || (text(given) && text(wanted))
        || (given.is_numeric() && wanted.is_numeric())
        // Texts are read as instants, and instants of other precision fit.
        || (matches!(wanted, DataType::Timestamp(..)) && (text(given) || given.is_temporal()))
}

/// The argument as plans show it.
fn shown_argument(parameter: &ParameterSpec, argument: &Expr) -> String {
    let mut inner = argument;
    loop {
        inner = match inner {
            Expr::Cast(cast) => &cast.expr,
            Expr::Alias(alias) => &alias.expr,
            _ => break,
        };
    }
    match inner {
        Expr::Placeholder(placeholder) => placeholder.id.clone(),
        Expr::Literal(value, _) if value.is_null() => "NULL".to_owned(),
        _ if parameter.secret => MASK.to_owned(),
        Expr::Literal(value, _) => match value.try_as_str().flatten() {
            Some(text) if parameter.takes(text) => format!("'{}'", text.replace('\'', "''")),
            Some(_) => MASK.to_owned(),
            None => value.to_string(),
        },
        other => other.to_string(),
    }
}

/// The error for an argument that would have to be computed from rows.
pub(crate) fn not_constant(parameter: &str) -> Error {
    let message = format!("`{parameter}` takes a constant, and no column or subquery");
    Error::new(ErrorKind::InvalidArgument, message)
        .with_hint("write a text in single quotes, or a parameter such as `?`, `$1` or `@name`")
}

/// The error for a value of another type.
pub(super) fn wrong_type(parameter: &ParameterSpec) -> Error {
    let wanted = match arrow_type(parameter.data_type) {
        DataType::Utf8 => "a text in single quotes, or a parameter".to_owned(),
        DataType::Int64 => "a whole number".to_owned(),
        DataType::Float64 => "a number".to_owned(),
        DataType::Boolean => "`true` or `false`".to_owned(),
        other => format!("a value of type {other}"),
    };
    Error::new(ErrorKind::InvalidArgument, format!("`{}` takes {wanted}", parameter.name))
}

/// The error for a value that is not among those a parameter takes; the value may be a misplaced secret.
pub(super) fn wrong_value(parameter: &ParameterSpec) -> Error {
    let values = parameter.values.join("` or `");
    Error::new(ErrorKind::InvalidArgument, format!("`{}` takes `{values}`", parameter.name))
}
