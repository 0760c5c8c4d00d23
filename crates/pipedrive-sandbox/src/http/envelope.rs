//! Envelopes: `success`, `data` and `additional_data` around an answer, with quirks and damage.

use serde_json::{Value, json};

use super::answer::{Answer, Paging};
use super::cursor::{disguised, opaque};
use crate::json::Object;
use crate::{CursorForm, Fault, LastPage, Quirks};

/// The body of a successful answer.
///
/// `requested` is the cursor the request carried.
pub(crate) fn render(answer: &Answer, quirks: Quirks, requested: Option<&str>, fault: Option<Fault>) -> Vec<u8> {
    let mut body = Vec::new();
    let mut object = Object::begin(&mut body);
    object.put("success", &true);
    put_answer(&mut object, answer, quirks, requested, fault);
    object.end();
    if fault == Some(Fault::Malformed) {
        body.truncate(body.len() / 2);
    }
    body
}

/// Writes `data`, `additional_data` and what else the answer brings.
fn put_answer(object: &mut Object<'_>, answer: &Answer, quirks: Quirks, requested: Option<&str>, fault: Option<Fault>) {
    let paging = match answer {
        Answer::Beside(answer, members) => {
            put_answer(object, answer, quirks, requested, fault);
            for (name, member) in members {
                object.put(name, member);
            }
            return;
        }
        Answer::Object(data) => {
            object.member("data").extend_from_slice(data);
            return;
        }
        Answer::Nothing | Answer::Content(..) | Answer::Elsewhere(_) => return,
        Answer::List { rows, count, paging } => {
            let data: &[u8] = match fault {
                Some(Fault::ObjectForList) => b"{}",
                Some(Fault::EmptyPage) => b"[]",
                _ if *count == 0 && is_null_when_empty(paging) && quirks.null_for_empty => b"null",
                _ => rows,
            };
            object.member("data").extend_from_slice(data);
            paging
        }
        Answer::Found { items, related, paging } => {
            put_found(items, related.as_deref(), fault, object.member("data"));
            paging
        }
    };
    if let Some(additional) = additional_data(paging, quirks, requested, fault) {
        object.put("additional_data", &additional);
    }
}

/// Whether an empty list of that kind is `null`, as in v1.
fn is_null_when_empty(paging: &Paging) -> bool {
    matches!(paging, Paging::Offset { .. } | Paging::Recent { .. } | Paging::Whole | Paging::LegacyCursor { .. })
}

/// Writes what a search found.
fn put_found(items: &[u8], related: Option<&[u8]>, fault: Option<Fault>, out: &mut Vec<u8>) {
    let mut found = Object::begin(out);
    if fault != Some(Fault::ObjectForList) {
        let is_empty = fault == Some(Fault::EmptyPage);
        found.member("items").extend_from_slice(if is_empty { b"[]" } else { items });
        if let Some(related) = related {
            found.member("related_items").extend_from_slice(if is_empty { b"[]" } else { related });
        }
    }
    found.end();
}

/// What `additional_data` says about the next page.
fn additional_data(paging: &Paging, quirks: Quirks, requested: Option<&str>, fault: Option<Fault>) -> Option<Value> {
    let cursor = |own: Option<String>, next: Option<String>| {
        let next = match (fault, requested) {
            (Some(Fault::RepeatedCursor), Some(cursor)) => Some(cursor.to_owned()),
            (Some(Fault::EmptyPage), _) => own,
            _ => next,
        };
        match (next, quirks.last_page) {
            (Some(cursor), _) if quirks.cursors == CursorForm::Opaque => {
                Some(json!({ "next_cursor": disguised(&cursor) }))
            }
            (Some(cursor), _) => Some(json!({ "next_cursor": cursor })),
            (None, LastPage::NullCursor) => Some(json!({ "next_cursor": null })),
            (None, LastPage::MissingCursor) => Some(json!({})),
            (None, LastPage::NoAdditionalData) => None,
        }
    };
    match paging {
        Paging::Whole | Paging::Plain => None,
        Paging::Cursor { own, next } => {
            cursor(own.as_ref().map(super::Marker::encode), next.as_ref().map(super::Marker::encode))
        }
        Paging::LegacyCursor { own, next } => cursor(own.as_deref().map(opaque), next.as_deref().map(opaque)),
        Paging::Recent { start, limit, more, since, last } => {
            let paging = Paging::Offset { start: *start, limit: *limit, more: *more };
            let mut additional = additional_data(&paging, quirks, requested, fault)?;
            additional["since_timestamp"] = json!(since);
            additional["last_timestamp_on_page"] = json!(last);
            Some(additional)
        }
        Paging::Offset { start, limit, more } => {
            let stuck = match fault {
                Some(Fault::EmptyPage) => true,
                Some(Fault::RepeatedCursor) => *start > 0,
                _ => false,
            };
            let mut pagination = json!({
                "start": start,
                "limit": limit,
                "more_items_in_collection": *more || stuck,
            });
            if *more || stuck {
                pagination["next_start"] = json!(if stuck { *start } else { start + limit });
            }
            Some(if quirks.flat_pagination { pagination } else { json!({ "pagination": pagination }) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Marker, Order, SortKey};
    use super::*;

    fn check(answer: &Answer, quirks: Quirks, fault: Option<Fault>, expect: &str) {
        assert_eq!(String::from_utf8(render(answer, quirks, Some("mine"), fault)).unwrap(), expect);
    }

    fn list(rows: &str, count: usize, paging: Paging) -> Answer {
        Answer::List { rows: rows.as_bytes().to_vec(), count, paging }
    }

    #[test]
    fn v2_pages_end_in_three_ways() {
        let last = list("[{}]", 1, Paging::Cursor { own: None, next: None });
        let quirks = |last_page| Quirks { last_page, ..Quirks::default() };
        let with_null = r#"{"success":true,"data":[{}],"additional_data":{"next_cursor":null}}"#;
        check(&last, quirks(LastPage::NullCursor), None, with_null);
        check(&last, quirks(LastPage::MissingCursor), None, r#"{"success":true,"data":[{}],"additional_data":{}}"#);
        check(&last, quirks(LastPage::NoAdditionalData), None, r#"{"success":true,"data":[{}]}"#);
    }

    #[test]
    fn v1_pages_name_the_next_start_only_when_there_is_more() {
        let page = |more| list("[1]", 1, Paging::Offset { start: 100, limit: 50, more });
        let expect = r#"{"success":true,"data":[1],"additional_data":{"pagination":{"limit":50,"more_items_in_collection":true,"next_start":150,"start":100}}}"#;
        check(&page(true), Quirks::default(), None, expect);
        let expect = r#"{"success":true,"data":[1],"additional_data":{"limit":50,"more_items_in_collection":false,"start":100}}"#;
        check(&page(false), Quirks { flat_pagination: true, ..Quirks::default() }, None, expect);
    }

    #[test]
    fn an_empty_v1_list_is_null_unless_switched_off() {
        let empty = list("[]", 0, Paging::Whole);
        check(&empty, Quirks::default(), None, r#"{"success":true,"data":null}"#);
        let quirks = Quirks { null_for_empty: false, ..Quirks::default() };
        check(&empty, quirks, None, r#"{"success":true,"data":[]}"#);
    }

    #[test]
    fn a_whole_v2_list_is_never_null() {
        check(&list("[]", 0, Paging::Plain), Quirks::default(), None, r#"{"success":true,"data":[]}"#);
    }

    #[test]
    fn v1_cursors_are_opaque_texts_of_the_operation() {
        let cursor = |text: &str| Some(text.to_owned());
        let page = list("[1]", 1, Paging::LegacyCursor { own: cursor("id:545"), next: cursor("id:544") });
        let expect =
            |cursor: &str| format!(r#"{{"success":true,"data":[1],"additional_data":{{"next_cursor":"{cursor}"}}}}"#);
        check(&page, Quirks::default(), None, &expect("aWQ6NTQ0"));
        check(&page, Quirks::default(), Some(Fault::RepeatedCursor), &expect("mine"));
        check(&page, Quirks::default(), Some(Fault::EmptyPage), &expect("aWQ6NTQ1").replace("[1]", "[]"));
        let last = list("[]", 0, Paging::LegacyCursor { own: None, next: None });
        let expect = r#"{"success":true,"data":null,"additional_data":{"next_cursor":null}}"#;
        check(&last, Quirks::default(), None, expect);
    }

    #[test]
    fn related_objects_stand_beside_the_data() {
        let answer = list("[1]", 1, Paging::Whole).beside("related_objects", json!({"user": {}}));
        let expect = r#"{"success":true,"data":[1],"related_objects":{"user":{}}}"#;
        check(&answer, Quirks::default(), None, expect);
    }

    #[test]
    fn damage_shows_in_the_envelope() {
        let marker = |id: u32| Some(Marker::at(Order::BY_ID, SortKey::Number(id.into()), id));
        let page = list("[1]", 1, Paging::Cursor { own: marker(1), next: marker(2) });
        let own = marker(1).unwrap().encode();
        let next = marker(2).unwrap().encode();
        let empty = format!(r#"{{"success":true,"data":[],"additional_data":{{"next_cursor":"{own}"}}}}"#);
        check(&page, Quirks::default(), Some(Fault::EmptyPage), &empty);
        let object = format!(r#"{{"success":true,"data":{{}},"additional_data":{{"next_cursor":"{next}"}}}}"#);
        check(&page, Quirks::default(), Some(Fault::ObjectForList), &object);
        let repeated = r#"{"success":true,"data":[1],"additional_data":{"next_cursor":"mine"}}"#;
        check(&page, Quirks::default(), Some(Fault::RepeatedCursor), repeated);
        let whole = render(&page, Quirks::default(), None, None).len();
        assert_eq!(render(&page, Quirks::default(), None, Some(Fault::Malformed)).len(), whole / 2);
    }
}
