//! `PipedriveRequest`: any operation of the API, for what has no table and no procedure.

use datafusion::common::ScalarValue;
use pipedrive_client::{ApiRequest, ErrorKind, Method, QueryScope};
use pipedrive_schema::{ApiVersion, Paging, RouteSpec};
use serde_json::{Map, Value};

use super::backend::Arguments;
use super::noted;
use super::sending::{Sending, Sent};
use crate::account::Account;
use crate::error::Error;
use crate::functions::{SECRETS, below_prefix, decoded, known_route, no_path, plain};
use crate::options::PipedriveOptions;
use crate::request::Estimate;
use crate::write::Line;

/// A request that is ready to go.
pub(super) struct Prepared {
    request: ApiRequest,
    body: Option<String>,
    /// Whether its price is that of a known operation, and not what such operations usually cost.
    is_known: bool,
}

impl Prepared {
    /// The request of a call.
    ///
    /// # Errors
    /// If the path is none of the API, or the body or the parameters are not what they are to be.
    pub(super) fn of(arguments: &Arguments) -> Result<Self, Error> {
        let given = arguments.text("Method").unwrap_or_default().to_uppercase();
        let method = METHODS.into_iter().find(|method| method.as_str() == given).unwrap_or(Method::Get);
        let path = arguments.text("Path").unwrap_or_default();
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let (version, path) = below_prefix(path).ok_or_else(|| no_path(path))?;
        let known = known_route(&given, version, path);
        let cost = usual_cost(version, method);
        let route = known.unwrap_or(RouteSpec { version, path: "", cost, paging: Paging::Whole, scopes: &[] });
        let mut request = ApiRequest::new(route).with_method(method).with_path(path.to_owned());
        if method != Method::Get {
            request = request.sent_once();
        }
        for (name, value) in parameters(query, arguments.text("Query"))? {
            request = request.param(name, value);
        }
        let body = arguments.text("Body").map(str::to_owned);
        if let Some(text) = &body {
            if method == Method::Get {
                return Err(Error::new(ErrorKind::InvalidArgument, "a `GET` has no `Body`"));
            }
            let unfit = |error: serde_json::Error| {
                let place = format!("line {}, column {}", error.line(), error.column());
                Error::new(ErrorKind::InvalidArgument, format!("`Body` takes JSON text, which ends at {place}"))
            };
            serde_json::from_str::<Value>(text).map_err(unfit)?;
            request = request.with_json(text.clone());
        }
        Ok(Self { request, body, is_known: known.is_some() })
    }

    /// What a dry run shows of it.
    pub(super) fn line(&self) -> Line {
        let line = Line::new(&self.request, self.body.clone());
        if self.is_known { line } else { line.of_unknown_price() }
    }
}

const METHODS: [Method; 5] = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];

/// Price of an operation that is not known, in tokens: what its like usually cost.
const fn usual_cost(version: ApiVersion, method: Method) -> u32 {
    match (version, method) {
        (ApiVersion::V1, Method::Get) => 20,
        (ApiVersion::V1, Method::Delete) => 6,
        (ApiVersion::V1, Method::Post | Method::Put | Method::Patch) | (ApiVersion::V2, Method::Get) => 10,
        (ApiVersion::V2, Method::Delete) => 3,
        (ApiVersion::V2, Method::Post | Method::Put | Method::Patch) => 5,
    }
}

/// What a call is expected to cost; without arguments it is not known what it will ask for.
pub(super) fn estimate(arguments: Option<&Arguments>) -> Estimate {
    let prepared = arguments.and_then(|arguments| Prepared::of(arguments).ok());
    let (tokens, counted) = prepared.map_or((0, false), |prepared| (prepared.request.cost(), prepared.is_known));
    Estimate { requests: 1, tokens, at_least: if counted { tokens } else { 0 }, counted }
}

/// Whether a call would send what may change the account; one that is not in order sends nothing.
pub(super) fn writes(arguments: &Arguments) -> bool {
    Prepared::of(arguments).is_ok_and(|prepared| prepared.request.method() != Method::Get)
}

/// The parameters of a query and of a JSON object.
fn parameters(query: Option<&str>, object: Option<&str>) -> Result<Vec<(String, String)>, Error> {
    let mut given = Vec::new();
    for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        given.push((decoded(name)?, decoded(value)?));
    }
    if let Some(text) = object {
        let object: Map<String, Value> = serde_json::from_str(text).map_err(|_| {
            Error::new(ErrorKind::InvalidArgument, "`Query` takes the text of a JSON object")
                .with_hint("such as `'{\"start\": 100}'`")
        })?;
        for (name, value) in &object {
            given.extend(plain(name, value)?.map(|value| (name.clone(), value)));
        }
    }
    match given.iter().find(|(name, _)| SECRETS.contains(&name.to_lowercase().as_str())) {
        Some((name, _)) => {
            let message = format!("`{name}` is no parameter to pass: requests carry the credentials of the connection");
            Err(Error::new(ErrorKind::InvalidArgument, message))
        }
        None => Ok(given),
    }
}

impl Account {
    /// Sends the request of a call.
    ///
    /// # Errors
    /// If it is not in order, writes where nothing may be written, or fails.
    pub(super) async fn any_request(
        &self,
        arguments: &Arguments,
        scope: &QueryScope,
        options: &PipedriveOptions,
    ) -> Result<Vec<ScalarValue>, Error> {
        let prepared = Prepared::of(arguments)?;
        let answer = if prepared.request.method() == Method::Get {
            self.client().send(&prepared.request, scope).await?
        } else {
            crate::write::check_leave(self, options)?;
            let body = prepared.body.as_deref().and_then(|text| serde_json::from_str(text).ok());
            let sending = Sending { request: &prepared.request, body: body.as_ref(), upload: None };
            let (sent, noted) = self.send_write(arguments, sending, scope).await?;
            noted.written(noted::key(arguments, &sent.data()));
            match sent {
                Sent::Answered(answer) => answer,
                Sent::Found(record) => {
                    let record = (!record.is_null()).then(|| record.to_string());
                    return Ok(vec![ScalarValue::Int64(None), ScalarValue::Utf8(record)]);
                }
            }
        };
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        let body = Some(body).filter(|body| !body.is_empty());
        Ok(vec![ScalarValue::Int64(Some(i64::from(answer.status))), ScalarValue::Utf8(body)])
    }
}
