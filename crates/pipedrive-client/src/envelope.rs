//! The envelope around every answer: `{"success": …, "data": …, "additional_data": …}`.
//!
//! `data` is only scanned for its end, never built: the engine decodes it straight into columns. What stands
//! beside it is read leniently, because the API omits, nulls and moves it from route to route.
//! API: <https://pipedrive.readme.io/docs/core-api-concepts-pagination>.

use bytes::Bytes;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::answer::PagingFacts;
use crate::{Answer, DataShape};

/// Why a body is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BadEnvelope {
    /// It ends too early: the connection broke without anybody noticing.
    Truncated,
    /// It is not JSON, or not an envelope.
    Malformed(String),
    /// It says `success: false`; `errorCode` if it has one.
    Unsuccessful(Option<u16>),
}

#[derive(Deserialize)]
struct Envelope<'a> {
    success: Option<bool>,
    #[serde(borrow, default, deserialize_with = "present")]
    data: Option<&'a RawValue>,
    #[serde(borrow)]
    additional_data: Option<&'a RawValue>,
    #[serde(borrow, rename = "errorCode")]
    error_code: Option<&'a RawValue>,
}

/// A member that is there, also if it is `null`.
fn present<'de: 'a, 'a, D: Deserializer<'de>>(json: D) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(json).map(Some)
}

/// Takes the envelope off a body.
pub(crate) fn open(body: &Bytes) -> Result<Answer, BadEnvelope> {
    let envelope: Envelope<'_> = serde_json::from_slice(body).map_err(|error| {
        if error.is_eof() { BadEnvelope::Truncated } else { BadEnvelope::Malformed(describe(&error)) }
    })?;
    if envelope.success == Some(false) {
        let code = envelope.error_code.and_then(|code| serde_json::from_str(code.get()).ok());
        return Err(BadEnvelope::Unsuccessful(code));
    }
    if envelope.success.is_none() && envelope.data.is_none() {
        return Err(BadEnvelope::Malformed("it has neither `success` nor `data`".to_owned()));
    }
    let paging = envelope.additional_data.map(|raw| paging_facts(raw.get())).unwrap_or_default();
    Ok(match envelope.data {
        Some(raw) => {
            let data = body.slice_ref(raw.get().as_bytes());
            Answer { data, shape: shape_of(raw.get()), has_data: true, paging, ..empty() }
        }
        None => Answer { paging, ..empty() },
    })
}

/// The answer of a status without a body, such as 204.
pub(crate) fn empty() -> Answer {
    let data = Bytes::from_static(b"null");
    let (shape, body, paging) = (DataShape::Null, Bytes::new(), PagingFacts::default());
    Answer { data, shape, body, status: 204, server_time: None, has_data: false, paging }
}

fn describe(error: &serde_json::Error) -> String {
    format!("it is not the JSON object it should be, from line {} column {}", error.line(), error.column())
}

fn shape_of(json: &str) -> DataShape {
    match json.bytes().next() {
        Some(b'[') => DataShape::List,
        Some(b'{') => DataShape::Object,
        Some(b'n') | None => DataShape::Null,
        Some(_) => DataShape::Scalar,
    }
}

/// Reads the paging members wherever they stand: in `pagination` or beside it.
fn paging_facts(json: &str) -> PagingFacts {
    // Envelope parsing has checked the syntax; a shape nobody expected is read as saying nothing.
    let Ok(extra) = serde_json::from_str::<Value>(json) else { return PagingFacts::default() };
    let member = |name: &str| {
        let nested = extra.get("pagination").and_then(|pagination| pagination.get(name));
        nested.or_else(|| extra.get(name)).filter(|value| !value.is_null())
    };
    let text = |value: &Value| match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let number = |value: &Value| value.as_u64().or_else(|| value.as_str()?.parse().ok());
    PagingFacts {
        next_cursor: member("next_cursor").and_then(text),
        more_items: member("more_items_in_collection").and_then(Value::as_bool),
        start: member("start").and_then(number),
        next_start: member("next_start").and_then(number),
        limit: member("limit").and_then(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<(&str, DataShape), BadEnvelope>) {
        let answer = open(&Bytes::copy_from_slice(text.as_bytes()));
        let expect = expect.map(|(data, shape)| (data.as_bytes().to_vec(), shape));
        assert_eq!(answer.map(|answer| (answer.data.to_vec(), answer.shape)), expect, "{text}");
    }

    fn check_paging(additional_data: &str, expect: PagingFacts) {
        let body = Bytes::from(format!(r#"{{"success":true,"data":[],"additional_data":{additional_data}}}"#));
        let paging = open(&body).map(|answer| answer.paging);
        assert_eq!(paging, Ok(expect), "{additional_data}");
    }

    fn cursor(text: &str) -> PagingFacts {
        PagingFacts { next_cursor: Some(text.to_owned()), ..PagingFacts::default() }
    }

    #[test]
    fn data_is_handed_out_as_it_stands() {
        check(r#"{"success":true,"data":[ {"id":1} ]}"#, Ok((r#"[ {"id":1} ]"#, DataShape::List)));
        check(r#"{"data":{"id":1.50},"success":true}"#, Ok((r#"{"id":1.50}"#, DataShape::Object)));
        check(r#"{"success":true,"data":null}"#, Ok(("null", DataShape::Null)));
        check(r#"{"success":true}"#, Ok(("null", DataShape::Null)));
        check(r#"{"success":true,"data": "x","related_objects":{}}"#, Ok((r#""x""#, DataShape::Scalar)));
        check(r#"{"success":true,"data":true}"#, Ok(("true", DataShape::Scalar)));
        check(r#"{"data":[]}"#, Ok(("[]", DataShape::List)));
    }

    #[test]
    fn data_is_a_slice_of_the_body_and_not_a_copy() {
        let body = Bytes::from_static(br#"{"success":true,"data":[1,2]}"#);
        let data = open(&body).unwrap().data;
        assert!(body.as_ptr_range().contains(&data.as_ptr()));
    }

    #[test]
    fn a_body_that_is_no_answer_says_why() {
        use BadEnvelope::{Malformed, Truncated, Unsuccessful};
        check("", Err(Truncated));
        check(r#"{"success":true,"data":[{"id":1},{"#, Err(Truncated));
        check(r#"{"success":true,"data":["é"#, Err(Truncated));
        check("<html>", Err(Malformed("it is not the JSON object it should be, from line 1 column 1".to_owned())));
        check("{}", Err(Malformed("it has neither `success` nor `data`".to_owned())));
        check(r#"{"success":false,"error":"no"}"#, Err(Unsuccessful(None)));
        check(r#"{"success":false,"errorCode":403,"data":[]}"#, Err(Unsuccessful(Some(403))));
        check(r#"{"success":false,"errorCode":"x"}"#, Err(Unsuccessful(None)));
    }

    #[test]
    fn the_rest_of_a_list_is_found_wherever_it_is_told() {
        check_paging("null", PagingFacts::default());
        check_paging("[]", PagingFacts::default());
        check_paging(r#""odd""#, PagingFacts::default());
        check_paging(r#"{"next_cursor":null}"#, PagingFacts::default());
        check_paging(r#"{"next_cursor":""}"#, PagingFacts::default());
        check_paging(r#"{"next_cursor":"abc"}"#, cursor("abc"));
        check_paging(r#"{"pagination":{"next_cursor":"abc"}}"#, cursor("abc"));
        check_paging(r#"{"pagination":null,"next_cursor":"abc"}"#, cursor("abc"));
        let offset = PagingFacts {
            next_cursor: None,
            more_items: Some(true),
            start: Some(0),
            next_start: Some(100),
            limit: Some(100),
        };
        let flat = r#"{"start":0,"limit":100,"more_items_in_collection":true,"next_start":100}"#;
        check_paging(flat, offset.clone());
        check_paging(&format!(r#"{{"pagination":{flat}}}"#), offset);
        check_paging(r#"{"pagination":{"more_items_in_collection":"yes","next_start":{}}}"#, PagingFacts::default());
    }
}
