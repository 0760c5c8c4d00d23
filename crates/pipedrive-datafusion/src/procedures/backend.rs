//! What carries a procedure out, and the values it gets.

use std::fmt;
use std::sync::{Arc, Weak};

use async_trait::async_trait;
use chrono::{DateTime, SecondsFormat};
use datafusion::common::ScalarValue;
use datafusion::execution::TaskContext;
use pipedrive_client::ErrorKind;
use pipedrive_connection::Secret;
use pipedrive_schema::{ParameterSpec, ProcedureSpec};
use serde_json::Value;

use super::planned::wrong_value;
use crate::error::Error;
use crate::write::Line;

/// Carries procedures out.
#[async_trait]
pub(crate) trait ProcedureBackend: fmt::Debug + Send + Sync {
    /// Calls a procedure once; the answer is the values of its one row. Dropping the future gives the call up.
    ///
    /// # Errors
    /// If an argument is of no use or the procedure fails.
    async fn call(&self, arguments: Arguments, task: Arc<TaskContext>) -> Result<Vec<ScalarValue>, Error>;

    /// The requests that calling a procedure which writes would send, as far as they are known before. Sends none.
    ///
    /// # Errors
    /// If an argument is of no use.
    async fn rehearse(&self, arguments: Arguments) -> Result<Vec<Line>, Error>;
}

/// The values of one call, in the order of the parameters.
pub(crate) struct Arguments {
    spec: &'static ProcedureSpec,
    values: Vec<ScalarValue>,
    /// The call as people see it, without secrets.
    shown: String,
    /// The execution of the statement that holds the call.
    execution: Weak<TaskContext>,
}

impl Arguments {
    /// The values of a call; NULL and an empty text are the same as leaving one out.
    ///
    /// # Errors
    /// If a required value is missing or a value is not among those its parameter takes.
    pub(crate) fn new(spec: &'static ProcedureSpec, values: Vec<ScalarValue>) -> Result<Self, Error> {
        let arguments = Self { spec, values, shown: spec.name.to_owned(), execution: Weak::new() };
        for parameter in spec.parameters {
            let text = arguments.text(parameter.name);
            match text {
                None if parameter.required && arguments.value(parameter.name).is_none() => {
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

    /// The same values of a call that people see as `shown`, without secrets.
    pub(crate) fn shown_as(self, shown: &str) -> Self {
        Self { shown: shown.to_owned(), ..self }
    }

    /// The same values of a call in that execution of its statement.
    pub(crate) fn in_execution(self, task: &Arc<TaskContext>) -> Self {
        Self { execution: Arc::downgrade(task), ..self }
    }

    /// The execution of the statement that holds the call.
    pub(crate) fn execution(&self) -> &Weak<TaskContext> {
        &self.execution
    }

    /// The call as people see it.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// A query that shows what became of the call, if there is one.
    pub(crate) fn look(&self) -> Option<String> {
        let filled = |query: String, parameter: &ParameterSpec| {
            let mark = format!("{{{}}}", parameter.name);
            match self.plain(parameter.name).filter(|_| query.contains(&mark)) {
                Some(value) => query.replace(&mark, &value.replace('\'', "''")),
                None => query,
            }
        };
        let query = self.spec.look?.to_owned();
        Some(self.spec.parameters.iter().fold(query, filled))
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

    /// The value given for a parameter, if there is one.
    pub(crate) fn value(&self, name: &str) -> Option<&ScalarValue> {
        let index = self.spec.parameters.iter().position(|parameter| parameter.name == name)?;
        let value = self.values.get(index)?;
        (!value.is_null() && value.try_as_str().flatten() != Some("")).then_some(value)
    }

    /// The value given for a parameter as requests spell it: one of a few words goes in lower case.
    pub(crate) fn json(&self, name: &str) -> Option<Value> {
        let is_word = self.spec.parameter(name).is_some_and(|parameter| !parameter.values.is_empty());
        Some(match self.value(name)? {
            ScalarValue::Int64(Some(number)) => Value::from(*number),
            ScalarValue::Float64(Some(number)) => Value::from(*number),
            ScalarValue::Boolean(Some(flag)) => Value::from(*flag),
            ScalarValue::TimestampMicrosecond(Some(micros), _) => {
                let at = DateTime::from_timestamp_micros(*micros)?;
                Value::from(at.to_rfc3339_opts(SecondsFormat::Secs, true))
            }
            other => {
                let text = other.try_as_str().flatten()?;
                if is_word { Value::from(text.to_lowercase()) } else { Value::from(text) }
            }
        })
    }

    /// The same as text.
    pub(crate) fn plain(&self, name: &str) -> Option<String> {
        self.json(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
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
