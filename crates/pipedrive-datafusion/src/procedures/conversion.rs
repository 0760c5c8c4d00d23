//! Deals from leads and leads from deals: the API does it behind the scenes, and one asks whether it is done.

use std::time::Duration;

use datafusion::common::ScalarValue;
use pipedrive_client::{ApiRequest, ErrorKind, QueryScope};
use pipedrive_schema::{ColumnType, Procedure, RouteSpec};
use serde_json::Value;
use tokio::time::Instant;

use super::backend::Arguments;
use super::noted;
use super::operation::{Prepared, scalar};
use crate::account::Account;
use crate::error::Error;
use crate::options::PipedriveOptions;

/// Time before the first look; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// Longest time between two looks.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Time to wait for the end where the call does not say.
const PATIENCE: Duration = Duration::from_mins(1);

/// A conversion that has begun.
struct Conversion<'a> {
    arguments: &'a Arguments,
    id: String,
    /// The table function that tells how far it is.
    status: &'static str,
    /// Where to ask for that.
    route: RouteSpec,
    /// What it makes, as the answer names it.
    made: (&'static str, ColumnType),
}

impl Account {
    /// Begins a conversion and waits for its end.
    ///
    /// # Errors
    /// If nothing may be written, an argument is of no use, a request fails, or the conversion does or is not done in time.
    pub(super) async fn convert(
        &self,
        arguments: &Arguments,
        scope: &QueryScope,
        options: &PipedriveOptions,
    ) -> Result<Vec<ScalarValue>, Error> {
        crate::write::check_leave(self, options)?;
        let patience = patience(arguments)?;
        if arguments.value("StageId").is_some() && arguments.value("PipelineId").is_some() {
            let message = "`StageId` tells the pipeline too: give it or `PipelineId`, not both";
            return Err(Error::new(ErrorKind::InvalidArgument, message));
        }
        self.afford(arguments, u64::from(arguments.spec().cost), scope, options)?;
        let prepared = Prepared::of(arguments).await?;
        let (sent, noted) = self.send_write(arguments, prepared.sending(), scope).await?;
        match self.await_end(arguments, &sent.data(), patience, scope).await {
            Ok(row) => {
                noted.written(row.first().and_then(noted::key_of));
                Ok(row)
            }
            // What Pipedrive has ended is over; everything else goes on.
            Err(error) if error.kind() == ErrorKind::Conflict => {
                noted.failed(&error.to_string());
                Err(error)
            }
            Err(error) => {
                noted.unknown(&error.to_string());
                Err(error)
            }
        }
    }

    async fn await_end(
        &self,
        arguments: &Arguments,
        begun: &Value,
        patience: Duration,
        scope: &QueryScope,
    ) -> Result<Vec<ScalarValue>, Error> {
        let conversion = Conversion::begun(arguments, begun)?;
        let deadline = Instant::now() + patience;
        let mut pause = FIRST_PAUSE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            tokio::time::sleep(pause.min(left)).await;
            if let Some(row) = conversion.look(self, scope).await? {
                return Ok(row);
            }
            if Instant::now() >= deadline {
                return Err(conversion.unfinished(patience));
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// How long to wait for the end.
fn patience(arguments: &Arguments) -> Result<Duration, Error> {
    let Some(ScalarValue::Float64(Some(seconds))) = arguments.value("Timeout") else { return Ok(PATIENCE) };
    // More than a day is no timeout, and would end beyond what clocks can tell.
    let given = Duration::try_from_secs_f64(*seconds).ok().filter(|given| *given <= Duration::from_hours(24));
    given.ok_or_else(|| Error::new(ErrorKind::InvalidArgument, "`Timeout` takes 0 to 86400 seconds"))
}

impl<'a> Conversion<'a> {
    fn begun(arguments: &'a Arguments, data: &Value) -> Result<Self, Error> {
        let name = arguments.spec().name;
        let missing = || {
            let message = format!("`{name}` has begun, but the answer has no `conversion_id` to ask for its end");
            Error::new(ErrorKind::Protocol, message).with_hint("look at the account before you call it again")
        };
        let id = data.get("conversion_id").and_then(Value::as_str).ok_or_else(missing)?.to_owned();
        let (status, made) = match arguments.spec().procedure {
            Procedure::ConvertDealToLead => ("deal_conversion_status", ("lead_id", ColumnType::Text)),
            _ => ("lead_conversion_status", ("deal_id", ColumnType::Int64)),
        };
        let walk = pipedrive_schema::function(status).and_then(|function| function.walks.first());
        let route = walk.ok_or_else(|| Error::new(ErrorKind::Internal, format!("`{status}` has no route")))?.route;
        Ok(Self { arguments, id, status, route, made })
    }

    /// The row of the call if the conversion is done.
    async fn look(&self, account: &Account, scope: &QueryScope) -> Result<Option<Vec<ScalarValue>>, Error> {
        let request =
            ApiRequest::new(self.route).with_key(self.arguments.plain("Id").unwrap_or_default()).with_key(&self.id);
        let answer = account.client().send(&request, scope).await.map_err(|error| {
            let error = Error::from(error);
            let message = format!("{} has begun, but it cannot be asked whether it is done: {error}", self.shown());
            let kind = error.kind();
            error.reworded(kind, message).with_hint(self.hint())
        })?;
        let data: Value = serde_json::from_slice(&answer.data).unwrap_or_default();
        let status = data.get("status").and_then(Value::as_str).unwrap_or_default();
        match status {
            "completed" => {
                let (member, data_type) = self.made;
                let made = scalar(data_type, data.get(member).unwrap_or(&Value::Null));
                Ok(Some(vec![made, ScalarValue::Utf8(Some(self.id.clone()))]))
            }
            "not_started" | "running" => Ok(None),
            "failed" | "rejected" => {
                let message = format!("{} has ended as `{status}`; the record is as it was", self.shown());
                Err(Error::new(ErrorKind::Conflict, message).with_hint(self.hint()))
            }
            _ => {
                let message = format!("{} is in a state that is not documented: `{status}`", self.shown());
                Err(Error::new(ErrorKind::Protocol, message).with_hint(self.hint()))
            }
        }
    }

    fn unfinished(&self, patience: Duration) -> Error {
        let message = format!("{} is not done after {} s, and goes on", self.shown(), patience.as_secs_f64());
        Error::new(ErrorKind::Timeout, message).with_hint(self.hint()).with_hint("`Timeout => 300` waits longer")
    }

    fn shown(&self) -> String {
        format!("conversion `{}` of `{}`", self.id, self.arguments.spec().name)
    }

    fn hint(&self) -> String {
        let key = match self.arguments.json("Id") {
            Some(Value::String(text)) => format!("'{}'", text.replace('\'', "''")),
            Some(other) => other.to_string(),
            None => "NULL".to_owned(),
        };
        format!("`SELECT * FROM {}({key}, '{}')` tells how far it is", self.status, self.id)
    }
}
