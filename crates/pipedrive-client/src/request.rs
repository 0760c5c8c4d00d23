//! A request to the API before it has a host: route, key, parameters.
//!
//! The engine builds one from a [`RouteSpec`], prints it in `EXPLAIN` and hands it to the client, which adds
//! host, credentials and the position in the list.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};
use std::sync::Arc;

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use pipedrive_connection::Secret;
use pipedrive_schema::{ApiVersion, Paging, RouteSpec};

use crate::delivery::Delivery;
use crate::log::redact;
use crate::upload::{self, Attached};
use crate::{DataShape, Receiver, Upload};

/// What may stand bare in a query string and still be read by people: RFC 3986 §3.4 allows `:` `,` `/` and
/// `@` there, so `updated_since=2026-01-31T00:00:00Z` and `ids=1,2,3` stay as they are.
pub(crate) const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b',')
    .remove(b'/')
    .remove(b'@');

/// What may stand bare in a path segment. A slash may not: a key never reaches another route.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// HTTP method of a request. It decides what may be retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates; sending it twice creates two.
    Post,
    /// Replaces.
    Put,
    /// Changes some members.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// The method as HTTP spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Where the API mounts its two generations, which depends on the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mount {
    /// A company's own host: `/api/v1` and `/api/v2`.
    Company,
    /// `api.pipedrive.com`, which answers 404 to some routes below `/api/v1` but serves them below `/v1`.
    Shared,
}

impl Mount {
    /// The mount a host uses.
    pub(crate) fn of_host(host: &str) -> Self {
        if host.eq_ignore_ascii_case("api.pipedrive.com") { Self::Shared } else { Self::Company }
    }

    fn prefix(self, version: ApiVersion) -> &'static str {
        match (self, version) {
            (Self::Shared, ApiVersion::V1) => "/v1",
            (Self::Company, ApiVersion::V1) => "/api/v1",
            (Self::Company | Self::Shared, ApiVersion::V2) => "/api/v2",
        }
    }
}

/// What goes with a request. It may hold anything a user wrote, so its debug form does not show it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Body {
    pub(crate) bytes: Bytes,
    /// Its media type.
    pub(crate) media_type: Cow<'static, str>,
    /// The file that follows the bytes, if one does.
    pub(crate) file: Option<Attached>,
}

impl Body {
    pub(crate) fn new(bytes: Bytes, media_type: &'static str) -> Self {
        Self { bytes, media_type: media_type.into(), file: None }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({}, {} bytes)", self.media_type, self.bytes.len())
    }
}

/// Media type of JSON.
pub(crate) const JSON: &str = "application/json";

/// Media type of the pairs of a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// One logical request: what to ask, without host and credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiRequest {
    route: RouteSpec,
    path: String,
    method: Method,
    parameters: Vec<(Cow<'static, str>, String)>,
    limit: Option<u32>,
    body: Option<Body>,
    /// Whether it is sent again only if nobody can have carried it out.
    once: bool,
    /// What `data` may be, beside `null`.
    expected: &'static [DataShape],
    /// Who gets the body of the answer, where it is no JSON.
    delivery: Option<Delivery>,
}

impl ApiRequest {
    /// A GET of that route without parameters.
    pub fn new(route: RouteSpec) -> Self {
        Self {
            path: route.path.to_owned(),
            route,
            method: Method::Get,
            parameters: Vec::new(),
            limit: None,
            body: None,
            once: false,
            expected: &[DataShape::List],
            delivery: None,
        }
    }

    /// The same request with another method; the route then is that operation's, with its price.
    ///
    /// A [`Method::Post`] is sent once, and again only if nobody can have carried it out. The other methods that write
    /// say what is to be, so that sending them twice changes no more than once, and they are retried like reads unless
    /// [`sent_once`](Self::sent_once) says otherwise.
    #[must_use]
    pub const fn with_method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// The same request with that JSON text as its body, sent as `application/json`.
    ///
    /// Neither errors nor debug forms show it; a log does from `Verbosity` 4 on, without secrets.
    #[must_use]
    pub fn with_json(mut self, json: impl Into<Bytes>) -> Self {
        self.body = Some(Body::new(json.into(), JSON));
        self
    }

    /// The same request with those pairs as its body, sent as `application/x-www-form-urlencoded`. Seen as little as JSON.
    #[must_use]
    pub fn with_form(mut self, pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let encoded = |text: &str| utf8_percent_encode(text, SEGMENT).to_string();
        let pairs: Vec<String> =
            pairs.into_iter().map(|(name, value)| format!("{}={}", encoded(&name), encoded(&value))).collect();
        self.body = Some(Body::new(pairs.join("&").into(), FORM));
        self
    }

    /// The same request with a form of those fields and of a file, its member `name`, sent as `multipart/form-data`. The
    /// file is read while it is sent.
    #[must_use]
    pub fn with_file(mut self, fields: &[(String, String)], name: &str, file: Upload) -> Self {
        self.body = Some(upload::form(fields, name, file));
        self
    }

    /// The same request, whose answer is no JSON: its content goes to `receiver`, also if it lies at another address, which
    /// gets no credentials.
    #[must_use]
    pub fn delivered_to(mut self, receiver: Arc<dyn Receiver>) -> Self {
        self.delivery = Some(Delivery(receiver));
        self
    }

    /// The same request, whose body or answer holds this secret: no log line will.
    #[must_use]
    pub fn hiding(self, secret: &Secret) -> Self {
        redact::remember_passing(secret.expose());
        self
    }

    /// The same request, which whatever its method is sent again only if nobody can have carried it out: the caller looks
    /// at the record before it tries again.
    #[must_use]
    pub const fn sent_once(mut self) -> Self {
        self.once = true;
        self
    }

    /// The same request for another path below the prefix, where it is only known by now. It must begin with a slash
    /// and be percent-encoded.
    #[must_use]
    pub fn with_path(mut self, path: String) -> Self {
        self.path = path;
        self
    }

    /// The same request with the first `{…}` of its path replaced by `key`, percent-encoded.
    ///
    /// A path without a placeholder stays as it is.
    #[must_use]
    pub fn with_key(mut self, key: impl Display) -> Self {
        if let Some((before, rest)) = self.path.split_once('{')
            && let Some((_, after)) = rest.split_once('}')
        {
            self.path = format!("{before}{}{after}", segment(&key.to_string()));
        }
        self
    }

    /// The same request with that placeholder of its path, such as `{id}`, replaced by `key`, percent-encoded.
    ///
    /// A path without the placeholder stays as it is.
    #[must_use]
    pub fn with_part(mut self, placeholder: &str, key: impl Display) -> Self {
        self.path = self.path.replacen(placeholder, &segment(&key.to_string()), 1);
        self
    }

    /// The same request with one more query parameter. A name given twice is sent twice.
    #[must_use]
    pub fn param(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// The same request with a page size, in rows.
    ///
    /// Kept within 1 and what the route accepts. Ignored by routes that are not paged, because v2 answers an
    /// unknown parameter with 400.
    #[must_use]
    pub fn limit(mut self, rows: u32) -> Self {
        self.limit = match self.route.paging {
            Paging::Cursor { max_limit } | Paging::Offset { max_limit } => Some(rows.clamp(1, max_limit.max(1))),
            Paging::Whole => None,
        };
        self
    }

    /// The same request for [`pages`](crate::PipedriveClient::pages) whose `data` is one of `shapes` rather than a
    /// list. `null` stands for no rows in any case.
    #[must_use]
    pub const fn expecting(mut self, shapes: &'static [DataShape]) -> Self {
        self.expected = shapes;
        self
    }

    /// What `data` may be, beside `null`.
    pub(crate) const fn expected(&self) -> &'static [DataShape] {
        self.expected
    }

    /// HTTP method.
    pub const fn method(&self) -> Method {
        self.method
    }

    /// The JSON text of the body, if it has one.
    pub fn json(&self) -> Option<&Bytes> {
        self.body.as_ref().filter(|body| body.media_type == JSON).map(|body| &body.bytes)
    }

    /// What goes with it.
    pub(crate) const fn body(&self) -> Option<&Body> {
        self.body.as_ref()
    }

    /// Who gets the body of the answer, where it is no JSON.
    pub(crate) fn receiver(&self) -> Option<&dyn Receiver> {
        self.delivery.as_ref().map(|delivery| delivery.0.as_ref())
    }

    /// Whether sending it twice may do something twice, or is not for the client to decide.
    pub(crate) const fn is_sent_once(&self) -> bool {
        self.once || matches!(self.method, Method::Post)
    }

    /// The route it was built from.
    pub const fn route(&self) -> &RouteSpec {
        &self.route
    }

    /// Path below the prefix.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Query parameters in the order they were added, without the page size.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(name, value)| (name.as_ref(), value.as_str()))
    }

    /// Page size in rows, if one was set.
    pub const fn page_size(&self) -> Option<u32> {
        self.limit
    }

    /// Price of sending it once, in API tokens. It does not depend on the page size.
    pub fn cost(&self) -> u64 {
        u64::from(self.route.cost)
    }

    /// Method, path and query as a company's host is asked: `GET /api/v2/deals?stage_id=13&limit=500`.
    pub fn target(&self) -> String {
        format!("{} {}", self.method().as_str(), self.path_and_query(Mount::Company, None))
    }

    /// The placeholder of the path that no key has replaced yet.
    pub(crate) fn open_placeholder(&self) -> Option<&str> {
        let start = self.path.find('{')?;
        self.path.get(start..)?.split_inclusive('}').next()
    }

    /// Path and query on a host, with the parameter that says where in the list to go on.
    pub(crate) fn path_and_query(&self, mount: Mount, position: Option<(&str, &str)>) -> String {
        let mut text = format!("{}{}", mount.prefix(self.route.version), self.path);
        let limit = self.limit.map(|rows| rows.to_string());
        let limit = limit.as_deref().map(|rows| ("limit", rows));
        let mut separator = '?';
        for (name, value) in self.parameters().chain(limit).chain(position) {
            text.push(separator);
            separator = '&';
            push_parameter(&mut text, name, value);
        }
        text
    }
}

impl Display for ApiRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.target())
    }
}

/// URL parsers read `.` and `..` as "here" and "one up", even when encoded, so the dots of such a key are
/// encoded twice: no record has it, and the API is to say so.
fn segment(key: &str) -> String {
    if key == "." || key == ".." {
        return key.replace('.', "%252E");
    }
    utf8_percent_encode(key, SEGMENT).to_string()
}

fn push_parameter(text: &mut String, name: &str, value: &str) {
    // Writing into a `String` cannot fail.
    let _ = write!(text, "{}={}", utf8_percent_encode(name, QUERY), utf8_percent_encode(value, QUERY));
}

#[cfg(test)]
mod tests;
