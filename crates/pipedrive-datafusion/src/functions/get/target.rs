//! What a path and a text of parameters ask for, checked before anything is sent.

use pipedrive_client::{ApiRequest, DataShape, ErrorKind};
use pipedrive_schema::{ApiVersion, Paging, RouteSpec, endpoints};
use serde_json::{Map, Value};

use crate::error::Error;

/// Prefixes a path may have, the longer ones first.
const PREFIXES: &[(&str, ApiVersion)] =
    &[("/api/v1", ApiVersion::V1), ("/api/v2", ApiVersion::V2), ("/v1", ApiVersion::V1), ("/v2", ApiVersion::V2)];

/// Parameters that would carry credentials: a request gets those of the connection and no others.
pub(crate) const SECRETS: &[&str] =
    &["api_token", "access_token", "refresh_token", "client_secret", "authorization", "token"];

/// Parameters that say where in a list to go on, which reading it decides.
const POSITIONS: &[&str] = &["start", "cursor"];

/// Price of an operation that is not known, in tokens: what lists of that generation usually cost.
const fn usual_cost(version: ApiVersion) -> u32 {
    match version {
        ApiVersion::V1 => 20,
        ApiVersion::V2 => 10,
    }
}

/// One GET.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The operation, if it is known, else one with the usual price.
    pub(super) route: RouteSpec,
    /// Path below the prefix.
    path: String,
    parameters: Vec<(String, String)>,
    /// Page size the caller asks for.
    limit: Option<u32>,
}

impl Target {
    /// Reads a path, which may end with a query, and the text of a JSON object with parameters.
    ///
    /// # Errors
    /// If the path is not one below the API, or a parameter has no single value or is not the caller's to give.
    pub(super) fn parse(path: &str, parameters: Option<&str>) -> Result<Self, Error> {
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let (version, path) = below_prefix(path).ok_or_else(|| no_path(path))?;
        let mut given: Vec<(String, String)> = Vec::new();
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            given.push((decoded(name)?, decoded(value)?));
        }
        if let Some(text) = parameters {
            let object: Map<String, Value> = serde_json::from_str(text).map_err(|_| no_object())?;
            for (name, value) in &object {
                given.extend(plain(name, value)?.map(|value| (name.clone(), value)));
            }
        }
        let route = known_route("GET", version, path).unwrap_or(RouteSpec {
            version,
            path: "",
            cost: usual_cost(version),
            paging: Paging::Whole,
            scopes: &[],
        });
        let mut target = Self { route, path: path.to_owned(), parameters: Vec::new(), limit: None };
        for (name, value) in given {
            target.take(name, value)?;
        }
        Ok(target)
    }

    fn take(&mut self, name: String, value: String) -> Result<(), Error> {
        let lower = name.to_lowercase();
        if SECRETS.contains(&lower.as_str()) {
            let message = format!("`{name}` is no parameter to pass: requests carry the credentials of the connection");
            return Err(Error::new(ErrorKind::InvalidArgument, message));
        }
        if POSITIONS.contains(&lower.as_str()) {
            let message = format!("`{name}` is no parameter to pass: all pages are read");
            return Err(Error::new(ErrorKind::InvalidArgument, message).with_hint("a LIMIT reads fewer"));
        }
        if self.parameters.iter().any(|(known, _)| *known == name) || (lower == "limit" && self.limit.is_some()) {
            return Err(Error::new(ErrorKind::InvalidArgument, format!("`{name}` is given twice")));
        }
        if lower == "limit" && self.route.paging != Paging::Whole {
            let rows = value.parse().ok().filter(|rows| *rows > 0);
            self.limit = Some(rows.ok_or_else(|| {
                Error::new(ErrorKind::InvalidArgument, "`limit` takes the number of elements a page holds")
            })?);
            return Ok(());
        }
        self.parameters.push((name, value));
        Ok(())
    }

    /// The request, with pages of at most `page_size` elements.
    pub(super) fn request(&self, page_size: u32) -> ApiRequest {
        let start = ApiRequest::new(self.route)
            .with_path(self.path.clone())
            .expecting(&[DataShape::List, DataShape::Object, DataShape::Scalar])
            .limit(self.limit.map_or(page_size, |limit| limit.min(page_size)));
        self.parameters.iter().fold(start, |request, (name, value)| request.param(name.clone(), value.clone()))
    }

    /// Whether it is known that there is nothing beyond the first answer.
    pub(super) fn is_one_answer(&self) -> bool {
        self.route.paging == Paging::Whole && !self.route.path.is_empty()
    }
}

/// The generation and the path below its prefix, if the path is one of plain segments there.
pub(crate) fn below_prefix(path: &str) -> Option<(ApiVersion, &str)> {
    let below = |(prefix, version): &(&str, ApiVersion)| {
        path.strip_prefix(prefix).filter(|rest| rest.starts_with('/')).map(|rest| (*version, rest))
    };
    let (version, rest) = PREFIXES.iter().find_map(below)?;
    let rest = rest.trim_end_matches('/');
    let plain = |segment: &str| {
        let dots = segment.chars().all(|c| c == '.');
        !dots && segment.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
    };
    let segments = rest.strip_prefix('/')?;
    segments.split('/').all(plain).then_some((version, rest))
}

/// The operation at a path; one without a placeholder there comes before one with it.
pub(crate) fn known_route(method: &str, version: ApiVersion, path: &str) -> Option<RouteSpec> {
    let fits = |route: &RouteSpec| {
        let (pattern, path) = (route.path.split('/'), path.split('/'));
        let same = |(pattern, part): (&str, &str)| pattern == part || pattern.starts_with('{');
        route.version == version && pattern.clone().count() == path.clone().count() && pattern.zip(path).all(same)
    };
    let routes = endpoints().into_iter().filter(|endpoint| endpoint.method == method).map(|endpoint| endpoint.route);
    routes.filter(fits).min_by_key(|route| route.path.matches('{').count())
}

/// The text of a parameter's value; `None` for null, which leaves it out.
pub(crate) fn plain(name: &str, value: &Value) -> Result<Option<String>, Error> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let refused = || {
        let message = format!("`{name}` takes a text, a number, `true`, `false` or a list of these");
        Error::new(ErrorKind::InvalidArgument, message)
    };
    match value {
        Value::Null => Ok(None),
        Value::Array(items) => {
            let texts: Option<Vec<String>> = items.iter().map(text).collect();
            texts.map(|texts| Some(texts.join(","))).ok_or_else(refused)
        }
        value => text(value).map(Some).ok_or_else(refused),
    }
}

/// A piece of a query with `%41` and `+` read as what they stand for.
pub(crate) fn decoded(text: &str) -> Result<String, Error> {
    let broken = || Error::new(ErrorKind::InvalidArgument, "the query of the path is not percent-encoded UTF-8");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next().ok_or_else(broken)?, rest.next().ok_or_else(broken)?];
                let digits = std::str::from_utf8(&digits).map_err(|_| broken())?;
                u8::from_str_radix(digits, 16).map_err(|_| broken())?
            }
            b'#' => return Err(broken()),
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| broken())
}

pub(crate) fn no_path(path: &str) -> Error {
    let error = Error::new(ErrorKind::InvalidArgument, format!("`{path}` is no path of the API"));
    error.with_hint("write `/v1/…` or `/v2/…` without a host, such as `/v1/users/1/permissions`")
}

fn no_object() -> Error {
    Error::new(ErrorKind::InvalidArgument, "`parameters` takes the text of a JSON object")
        .with_hint("such as `'{\"owner_id\": 1}'`")
}

#[cfg(test)]
mod tests;
