//! Parameters of a prepared statement and the values bound to them.

use std::collections::HashMap;

use arrow::datatypes::DataType;
use datafusion::common::metadata::ScalarAndMetadata;
use datafusion::common::{ParamValues, ScalarValue};
use pipedrive_client::ErrorKind;

use crate::error::Error;

/// One parameter of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// `1`, `2`, … for `?` and `$1`, the name for `@name`.
    pub name: String,
    /// Type, where the statement decides one.
    pub data_type: Option<DataType>,
}

/// Values by position for `?` and `$1`, in the order of [`Parameter`]s for `@name`.
///
/// # Errors
/// If there are too few or too many.
pub(crate) fn by_position(parameters: &[Parameter], values: &[ScalarValue]) -> Result<ParamValues, Error> {
    if parameters.len() != values.len() {
        let message = format!("the statement has {} parameters, {} values were given", parameters.len(), values.len());
        return Err(Error::new(ErrorKind::InvalidArgument, message));
    }
    let bound = parameters.iter().zip(values).map(|(p, v)| (p.name.clone(), ScalarAndMetadata::from(v.clone())));
    Ok(ParamValues::Map(bound.collect::<HashMap<_, _>>()))
}
