//! The form of a cursor: what stays the same in it when it points elsewhere, so that others can be written.
//!
//! Cursors are not documented. Those that have been seen are base64 of a small JSON object with the id at which a page
//! begins, and what the list is sorted by. Nothing else is taken for understood: one member of another kind, such as a
//! checksum or a time, and no cursor is written.

use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

/// Alphabets a cursor may be written in, the one that has been seen first.
const ALPHABETS: [&GeneralPurpose; 4] = [&URL_SAFE_NO_PAD, &URL_SAFE, &STANDARD_NO_PAD, &STANDARD];

/// Words that say the list goes up by id, or down by it: cursors are written for no other order.
const UP: [&str; 3] = ["id", "asc", "ascending"];
const DOWN: [&str; 3] = ["id", "desc", "descending"];

/// The forms of cursors in the two directions.
#[derive(Clone, Debug)]
pub(super) struct Forms {
    pub(super) up: Form,
    pub(super) down: Form,
}

/// What cursors of one walk by id have in common.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// The text around the id, which stands between each two of them.
    pieces: Vec<String>,
    alphabet: &'static GeneralPurpose,
    /// From the id a page begins with to the one its cursor has: 0, or one step back to the row before.
    step: i64,
}

impl Form {
    /// The form of the cursor that follows a page whose last row has that id; `None` if not all of it is understood.
    pub(super) fn read(cursor: &str, last: i64, descending: bool) -> Option<Self> {
        ALPHABETS.into_iter().find_map(|alphabet| {
            let text = String::from_utf8(alphabet.decode(cursor).ok()?).ok()?;
            let (id, times) = only_id(&text, if descending { &DOWN } else { &UP })?;
            let digits = id.to_string();
            let pieces: Vec<String> = text.split(&digits).map(str::to_owned).collect();
            let is_all = pieces.len() == times + 1 && !pieces.concat().bytes().any(|byte| byte.is_ascii_digit());
            let goes_on = if descending { id <= last } else { id >= last };
            let back = if descending { 1 } else { -1 };
            let form = Self { pieces, alphabet, step: if id == last { back } else { 0 } };
            (is_all && goes_on && form.write(id - form.step) == cursor).then_some(form)
        })
    }

    /// The cursor of a page that begins with that id, or with the first one behind it.
    pub(super) fn write(&self, begin: i64) -> String {
        self.alphabet.encode(self.pieces.join(&begin.saturating_add(self.step).to_string()))
    }
}

/// The id that an object is about, and how often it names it, if that and words of the order are all it has.
fn only_id(text: &str, words: &[&str]) -> Option<(i64, usize)> {
    let members: Map<String, Value> = serde_json::from_str(text).ok()?;
    let mut ids = Vec::new();
    for value in members.values() {
        match value {
            Value::Number(number) => ids.push(number.as_i64()?),
            Value::String(word) if words.contains(&word.to_lowercase().as_str()) => {}
            Value::String(digits) => ids.push(digits.parse().ok()?),
            _ => return None,
        }
    }
    let id = *ids.first()?;
    (id > 0 && ids.iter().all(|other| *other == id)).then_some((id, ids.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cursor that is written for 1234 after one for that text was seen behind row 6, or going down behind row 8.
    fn check_way(descending: bool, text: &str, expect: Option<&str>) {
        for alphabet in ALPHABETS {
            let last = if descending { 8 } else { 6 };
            let written = Form::read(&alphabet.encode(text), last, descending).map(|form| form.write(1234));
            assert_eq!(written, expect.map(|text| alphabet.encode(text)), "{text}");
        }
    }

    fn check(text: &str, expect: Option<&str>) {
        check_way(false, text, expect);
    }

    #[test]
    fn what_is_understood_is_written_for_any_id() {
        // The length of a text decides whether its alphabet can be told: these have padding, so that it can.
        check(
            r#"{"field":"id","fieldValue":7,"sortDirection":"asc","id":7}"#,
            Some(r#"{"field":"id","fieldValue":1234,"sortDirection":"asc","id":1234}"#),
        );
        check(r#"{"deals":7}"#, Some(r#"{"deals":1234}"#));
        check(r#"{ "after": "7" }"#, Some(r#"{ "after": "1234" }"#));
    }

    #[test]
    fn a_cursor_of_the_last_row_is_written_for_the_row_before() {
        check(r#"{"id":6,"d":"ASC"}"#, Some(r#"{"id":1233,"d":"ASC"}"#));
    }

    #[test]
    fn a_cursor_that_goes_down_is_written_to_go_down() {
        let published = r#"{"field":"id","fieldValue":7,"sortDirection":"desc","id":7}"#;
        check_way(true, published, Some(&published.replace('7', "1234")));
        check_way(true, r#"{ "after": "7" }"#, Some(r#"{ "after": "1234" }"#));
        check_way(true, r#"{"id":8,"d":"DESC"}"#, Some(r#"{"id":1235,"d":"DESC"}"#));
        check_way(true, r#"{"id":9}"#, None);
        check_way(true, r#"{"id":7,"sortDirection":"asc"}"#, None);
    }

    #[test]
    fn a_cursor_that_is_not_understood_as_a_whole_is_not_written() {
        for text in [
            "",
            "7",
            "[7]",
            "id:7",
            r#"{"field":"id"}"#,
            r#"{"id":5}"#,
            r#"{"id":7,"fieldValue":8}"#,
            r#"{"id":7,"fieldValue":"7.0"}"#,
            r#"{"id":7,"sortDirection":"desc"}"#,
            r#"{"id":7,"field":"update_time"}"#,
            r#"{"id":7,"key7":"id"}"#,
            r#"{"id":7,"id":7}"#,
            r#"{"id":7,"hash":"9e3779b9"}"#,
            r#"{"id":7,"at":null}"#,
            r#"{"id":7,"more":{"id":7}}"#,
            r#"{"id":7.0}"#,
            r#"{"id":-7}"#,
            r#"{"id":7} {"#,
        ] {
            check(text, None);
        }
        assert!(Form::read("deadbeef-0bad-cafe", 6, false).is_none());
        // Bits that mean nothing are set: the text would be written differently.
        assert!(Form::read("eyJpZCI6N30", 6, false).is_some());
        assert!(Form::read("eyJpZCI6N31", 6, false).is_none());
    }
}
