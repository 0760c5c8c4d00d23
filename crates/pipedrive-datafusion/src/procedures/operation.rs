//! Procedures that are one request, made as their descriptions say.

use std::path::Path;

use chrono::DateTime;
use datafusion::common::ScalarValue;
use pipedrive_client::{ApiRequest, ErrorKind, QueryScope, Upload};
use pipedrive_connection::Secret;
use pipedrive_schema::{BodyForm, BodyValue, ColumnType, OperationSpec, ResultColumnSpec, ResultSource};
use serde_json::{Map, Value};

use super::backend::Arguments;
use super::noted;
use super::planned::MASK;
use super::sending::Sending;
use crate::account::Account;
use crate::error::Error;
use crate::options::PipedriveOptions;
use crate::write::{Line, method};

/// Largest file that is sent, in bytes. Pipedrive names no limit of its own; what is beyond this is refused before it is
/// on its way for a long time.
const LARGEST: u64 = 1 << 30;

/// A request that is ready to go.
pub(super) struct Prepared {
    request: ApiRequest,
    /// Its body, where that is JSON.
    body: Option<Value>,
    /// The file in it, if there is one.
    upload: Option<Upload>,
    /// Its body without secrets.
    shown: Option<String>,
}

impl Prepared {
    /// The request of a call. A file it sends is looked at.
    ///
    /// # Errors
    /// If an argument is of no use, or there is no such file.
    pub(super) async fn of(arguments: &Arguments) -> Result<Self, Error> {
        let spec = arguments.spec();
        let operation = chosen(arguments).ok_or_else(|| {
            Error::new(ErrorKind::Internal, format!("`{}` has no request for these arguments", spec.name))
        })?;
        let mut request = ApiRequest::new(operation.route).with_method(method(operation.method)).sent_once();
        for name in operation.path {
            request = request.with_key(arguments.plain(name).unwrap_or_default());
        }
        for secret in spec.parameters.iter().filter(|parameter| parameter.secret) {
            request = match arguments.secret(secret.name) {
                Some(value) => request.hiding(&value),
                None => request,
            };
        }
        let (body, mut shown) = members(operation, arguments);
        match operation.form {
            BodyForm::Json if body.is_empty() => Ok(Self { request, body: None, upload: None, shown: None }),
            BodyForm::Json => {
                let body = Value::Object(body);
                let request = request.with_json(body.to_string());
                Ok(Self { request, body: Some(body), upload: None, shown: Some(Value::Object(shown).to_string()) })
            }
            BodyForm::WithFile(parameter) => {
                let path = arguments.text(parameter).unwrap_or_default();
                let file = readable(path).await?;
                shown.insert("file".to_owned(), Value::from(format!("{path} ({} bytes)", file.size())));
                let fields: Vec<(String, String)> = body
                    .into_iter()
                    .map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
                    .collect();
                let request = request.with_file(&fields, "file", file.clone());
                Ok(Self { request, body: None, upload: Some(file), shown: Some(Value::Object(shown).to_string()) })
            }
        }
    }

    /// The same to be sent.
    pub(super) fn sending(&self) -> Sending<'_> {
        Sending { request: &self.request, body: self.body.as_ref(), upload: self.upload.as_ref() }
    }

    /// What a dry run shows of it.
    pub(super) fn line(&self) -> Line {
        Line::new(&self.request, self.shown.clone())
    }
}

/// The operation that the arguments choose.
fn chosen(arguments: &Arguments) -> Option<&'static OperationSpec> {
    let fits = |operation: &&OperationSpec| match operation.when {
        None => true,
        Some((parameter, value)) => arguments.text(parameter).is_some_and(|given| given.eq_ignore_ascii_case(value)),
    };
    arguments.spec().operations.iter().find(fits)
}

/// The members of the body, and the same without secrets.
fn members(operation: &OperationSpec, arguments: &Arguments) -> (Map<String, Value>, Map<String, Value>) {
    let (mut body, mut shown) = (Map::new(), Map::new());
    for member in operation.body {
        let value = match member.value {
            BodyValue::Parameter(name) => arguments.json(name),
            BodyValue::Text(text) => Some(Value::from(text)),
            BodyValue::Flag(flag) => Some(Value::from(flag)),
        };
        let Some(value) = value else { continue };
        let parameter = match member.value {
            BodyValue::Parameter(name) => arguments.spec().parameter(name),
            BodyValue::Text(_) | BodyValue::Flag(_) => None,
        };
        let is_secret = parameter.is_some_and(|parameter| parameter.secret);
        shown.insert(member.name.to_owned(), if is_secret { Value::from(MASK) } else { value.clone() });
        body.insert(member.name.to_owned(), value);
    }
    (body, shown)
}

/// A file that can be read and is not too large.
async fn readable(path: &str) -> Result<Upload, Error> {
    let file = Upload::at(Path::new(path)).await.map_err(|error| {
        let kind = match error.kind() {
            std::io::ErrorKind::NotFound => ErrorKind::NotFound,
            _ => ErrorKind::InvalidArgument,
        };
        Error::new(kind, format!("cannot read the file `{path}`: {error}; nothing was sent"))
    })?;
    if file.size() > LARGEST {
        let message = format!("`{path}` has {} bytes, and at most {LARGEST} are sent; nothing was sent", file.size());
        return Err(Error::new(ErrorKind::InvalidArgument, message));
    }
    Ok(file)
}

impl Account {
    /// Carries a described procedure out.
    ///
    /// # Errors
    /// If nothing may be written, an argument is of no use, or the request fails.
    pub(super) async fn operate(
        &self,
        arguments: &Arguments,
        scope: &QueryScope,
        options: &PipedriveOptions,
    ) -> Result<Vec<ScalarValue>, Error> {
        crate::write::check_leave(self, options)?;
        let prepared = Prepared::of(arguments).await?;
        let (sent, noted) = self.send_write(arguments, prepared.sending(), scope).await?;
        let data = sent.data();
        noted.written(noted::key(arguments, &data));
        Ok(row(arguments, &data))
    }
}

/// The row of an answer.
fn row(arguments: &Arguments, data: &Value) -> Vec<ScalarValue> {
    let value = |column: &ResultColumnSpec| match column.source {
        ResultSource::Member(path) => {
            let member = path.iter().try_fold(data, |at, name| at.get(name)).unwrap_or(&Value::Null);
            scalar(column.data_type, member)
        }
        ResultSource::Argument(name) => arguments.value(name).cloned().unwrap_or(ScalarValue::Null),
        ResultSource::Code => ScalarValue::Null,
    };
    arguments.spec().columns.iter().map(value).collect()
}

/// A value of an answer. What does not fit is NULL: the request was carried out, and an error would deny that.
pub(super) fn scalar(data_type: ColumnType, value: &Value) -> ScalarValue {
    let text = value.as_str();
    match data_type {
        ColumnType::Int64 => ScalarValue::Int64(value.as_i64().or_else(|| text.and_then(|text| text.parse().ok()))),
        ColumnType::Boolean => ScalarValue::Boolean(value.as_bool().or_else(|| value.as_i64().map(|flag| flag != 0))),
        ColumnType::Timestamp => {
            let at = text.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
            ScalarValue::TimestampMicrosecond(at.map(|at| at.timestamp_micros()), Some("UTC".into()))
        }
        _ if value.is_null() => ScalarValue::Utf8(None),
        _ => ScalarValue::Utf8(Some(text.map_or_else(|| value.to_string(), str::to_owned))),
    }
}

/// `text` with each secret among the arguments replaced.
pub(super) fn without_secrets(arguments: &Arguments, text: &str) -> String {
    let parameters = arguments.spec().parameters.iter().filter(|parameter| parameter.secret);
    let secrets = parameters.filter_map(|parameter| arguments.secret(parameter.name));
    secrets.fold(text.to_owned(), |text, secret: Secret| text.replace(secret.expose(), MASK))
}
