//! What carries a procedure out, and the values it gets.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::common::ScalarValue;
use datafusion::execution::TaskContext;
use pipedrive_client::ErrorKind;
use pipedrive_connection::Secret;
use pipedrive_schema::ProcedureSpec;

use super::planned::wrong_value;
use crate::error::Error;

/// Carries procedures out.
#[async_trait]
pub(crate) trait ProcedureBackend: fmt::Debug + Send + Sync {
    /// Calls a procedure once; the answer is the values of its one row. Dropping the future gives the call up.
    ///
    /// # Errors
    /// If an argument is of no use or the procedure fails.
    async fn call(&self, arguments: Arguments, task: Arc<TaskContext>) -> Result<Vec<ScalarValue>, Error>;
}

/// The values of one call, in the order of the parameters.
pub(crate) struct Arguments {
    spec: &'static ProcedureSpec,
    values: Vec<ScalarValue>,
}

impl Arguments {
    /// The values of a call; NULL and an empty text are the same as leaving one out.
    ///
    /// # Errors
    /// If a required value is missing or a value is not among those its parameter takes.
    pub(crate) fn new(spec: &'static ProcedureSpec, values: Vec<ScalarValue>) -> Result<Self, Error> {
        let arguments = Self { spec, values };
        for parameter in spec.parameters {
            match arguments.text(parameter.name) {
                None if parameter.required => {
                    let message =
                        format!("`{}` needs a value for `{}`, not NULL or nothing", spec.name, parameter.name);
                    return Err(Error::new(ErrorKind::InvalidArgument, message));
                }
                Some(text) if !parameter.takes(text) => return Err(wrong_value(parameter)),
                _ => {}
            }
        }
        Ok(arguments)
    }

    /// The procedure.
    pub(crate) fn spec(&self) -> &'static ProcedureSpec {
        self.spec
    }

    /// The text given for a parameter, if there is one.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let index = self.spec.parameters.iter().position(|parameter| parameter.name == name)?;
        self.values.get(index)?.try_as_str().flatten().filter(|text| !text.is_empty())
    }

    /// The value of a secret parameter, if it has one.
    pub(crate) fn secret(&self, name: &str) -> Option<Secret> {
        self.text(name).map(Secret::new)
    }
}

impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arguments").field("procedure", &self.spec.name).finish_non_exhaustive()
    }
}
