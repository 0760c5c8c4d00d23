//! Lists and structs as JSON text, for files and programs that have no place for them.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, StringArray, StringBuilder};
use arrow::datatypes::{DataType, Field};
use arrow::error::ArrowError;
use arrow_json::EncoderOptions;
use arrow_json::writer::make_encoder;
use datafusion::common::Column;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::dml::CopyTo;
use datafusion::logical_expr::{
    ColumnarValue, Expr, LogicalPlan, LogicalPlanBuilder, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};

/// `COPY … TO 'x.csv'` of nested columns, with those as JSON text; any other plan as it is.
///
/// # Errors
/// If the plan cannot be rebuilt, which its own columns rule out.
pub(crate) fn flatten_copy(plan: LogicalPlan) -> Result<LogicalPlan> {
    let LogicalPlan::Copy(copy) = &plan else { return Ok(plan) };
    let schema = copy.input.schema();
    let nested: Vec<bool> = schema.fields().iter().map(|field| field.data_type().is_nested()).collect();
    if copy.file_type.get_ext() != "csv" || !nested.contains(&true) {
        return Ok(plan);
    }
    let to_json = ScalarUDF::from(JsonText { signature: Signature::any(1, Volatility::Immutable) });
    let text = |(column, nested): (Column, bool)| {
        let name = column.name.clone();
        let value = Expr::Column(column);
        if nested { to_json.call(vec![value]).alias(name) } else { value }
    };
    let columns: Vec<Expr> = schema.columns().into_iter().zip(nested).map(text).collect();
    let input = LogicalPlanBuilder::new(copy.input.as_ref().clone()).project(columns)?.build()?;
    Ok(LogicalPlan::Copy(CopyTo { input: Arc::new(input), ..copy.clone() }))
}

/// `json_text(value)`: the value as JSON, NULL for NULL.
#[derive(Debug, PartialEq, Eq, Hash)]
struct JsonText {
    signature: Signature,
}

impl ScalarUDFImpl for JsonText {
    fn name(&self) -> &'static str {
        "json_text"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [values] = <[Arc<dyn Array>; 1]>::try_from(ColumnarValue::values_to_arrays(&arguments.args)?)
            .map_err(|_| DataFusionError::Internal("`json_text` takes one argument".to_owned()))?;
        Ok(ColumnarValue::Array(Arc::new(json_texts(&values)?)))
    }
}

/// Each value as JSON, NULL for NULL.
///
/// # Errors
/// If JSON has no form for values of that type.
pub fn json_texts(values: &ArrayRef) -> std::result::Result<StringArray, ArrowError> {
    let field = Arc::new(Field::new("value", values.data_type().clone(), true));
    let options = EncoderOptions::default();
    let mut encoder = make_encoder(&field, values, &options)?;
    let mut texts = StringBuilder::new();
    let mut json = Vec::new();
    for row in 0..values.len() {
        if values.is_null(row) {
            texts.append_null();
            continue;
        }
        json.clear();
        encoder.encode(row, &mut json);
        texts.append_value(String::from_utf8_lossy(&json));
    }
    Ok(texts.finish())
}
