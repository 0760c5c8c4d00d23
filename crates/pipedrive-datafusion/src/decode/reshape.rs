//! Rows that stand elsewhere than in a list: an answer's `data` brought to the list the decoder reads.
//!
//! A list or a single record stays the slice of the body it is. The other shapes are small answers, and are written
//! anew from the unparsed text of their members, so that no number loses a digit on the way.

use std::fmt;

use bytes::Bytes;
use pipedrive_client::{DataShape, Page};
use pipedrive_schema::RowShape;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Misfit;

/// What `data` may be where rows stand like that, beside `null`.
pub(crate) const fn shapes_of(rows: RowShape) -> &'static [DataShape] {
    match rows {
        RowShape::List | RowShape::Values(_) => &[DataShape::List],
        RowShape::Record | RowShape::Member(_) | RowShape::OptionalMember(_) | RowShape::Grouped { .. } => {
            &[DataShape::Object]
        }
        RowShape::Records | RowShape::Entries(_) => &[DataShape::Object, DataShape::List],
    }
}

/// The page with its rows as a list, or as the one record it holds.
///
/// # Errors
/// If `data` is not what rows of that shape stand in.
pub(crate) fn reshape(rows: RowShape, page: Page) -> Result<Page, Misfit> {
    if page.shape == DataShape::Null {
        return Ok(page);
    }
    let broken = |expected: &str| Misfit::page(expected, &page.data);
    match rows {
        // So the API spells that there is no record.
        RowShape::Record | RowShape::Records if is_empty_object(&page.data) => Ok(nothing(&page)),
        RowShape::List if page.shape == DataShape::List => Ok(page),
        RowShape::Record if page.shape == DataShape::Object => Ok(page),
        RowShape::Records if matches!(page.shape, DataShape::List | DataShape::Object) => Ok(page),
        RowShape::Records => Err(broken("a list of rows or one object")),
        RowShape::List => Err(broken("a list of rows")),
        RowShape::Record => Err(broken("one object")),
        RowShape::Member(name) => member(name, false, &page),
        RowShape::OptionalMember(name) => member(name, true, &page),
        RowShape::Values(name) => {
            let values: Vec<&RawValue> =
                serde_json::from_slice(&page.data).map_err(|_| broken("a list of plain values"))?;
            let plain = |value: &&RawValue| !value.get().starts_with(['{', '[']);
            if !values.iter().all(plain) {
                return Err(broken("a list of plain values"));
            }
            let row = |value: &RawValue| object([(name, value.get())].into_iter());
            Ok(list(values.into_iter().map(row), &page))
        }
        RowShape::Entries(name) => {
            let expected = "an object whose members are the rows";
            let objects: Vec<Object<'_>> = if page.shape == DataShape::List {
                serde_json::from_slice(&page.data).map_err(|_| broken(expected))?
            } else {
                vec![serde_json::from_slice(&page.data).map_err(|_| broken(expected))?]
            };
            let entries: Option<Vec<String>> = objects.iter().flat_map(|o| &o.0).map(|e| entry(name, e)).collect();
            Ok(list(entries.ok_or_else(|| broken(expected))?.into_iter(), &page))
        }
        RowShape::Grouped { name, maps } => grouped(name, maps, &page),
    }
}

/// The list that stands in that member.
fn member(name: &str, optional: bool, page: &Page) -> Result<Page, Misfit> {
    let broken = || Misfit::page(&format!("an object with the list `{name}`"), &page.data);
    let whole: Object<'_> = serde_json::from_slice(&page.data).map_err(|_| broken())?;
    let Some(text) = whole.get(name).map(RawValue::get) else {
        return if optional { Ok(nothing(page)) } else { Err(broken()) };
    };
    let shape = match text.as_bytes().first() {
        Some(b'[') => DataShape::List,
        Some(b'n') => DataShape::Null,
        _ => return Err(broken()),
    };
    Ok(Page { data: page.data.slice_ref(text.as_bytes()), shape, number: page.number, server_time: page.server_time })
}

/// The row of one member, which takes the member's name in under `name`; `None` if it is no object.
fn entry(name: &str, (key, value): &(String, &RawValue)) -> Option<String> {
    let row: Object<'_> = serde_json::from_str(value.get()).ok()?;
    let key = serde_json::Value::from(key.as_str()).to_string();
    let others =
        row.0.iter().filter(|(member, _)| member != name).map(|(member, value)| (member.as_str(), value.get()));
    Some(object(std::iter::once((name, key.as_str())).chain(others)))
}

fn grouped(name: &str, maps: &[&str], page: &Page) -> Result<Page, Misfit> {
    let broken = || Misfit::page(&format!("an object with the maps `{}`", maps.join("`, `")), &page.data);
    let whole: Object<'_> = serde_json::from_slice(&page.data).map_err(|_| broken())?;
    let mut groups: Vec<(&str, Object<'_>)> = Vec::new();
    for &map in maps {
        // A map without entries may be an empty list, as PHP writes it, or null.
        let text = whole.get(map).map_or("null", RawValue::get);
        let entries = match text {
            "null" | "[]" => Object(Vec::new()),
            text => serde_json::from_str(text).map_err(|_| broken())?,
        };
        groups.push((map, entries));
    }
    let mut keys: Vec<&str> = Vec::new();
    for (key, _) in groups.iter().flat_map(|(_, map)| &map.0) {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    let rows = keys.iter().map(|key| {
        let text = serde_json::Value::from(*key).to_string();
        let of_group = groups.iter().map(|(map, entries)| (*map, entries.get(key).map_or("null", RawValue::get)));
        let rest = whole.0.iter().filter(|(member, _)| member != name && !maps.contains(&member.as_str()));
        let rest = rest.map(|(member, value)| (member.as_str(), value.get()));
        object(std::iter::once((name, text.as_str())).chain(of_group).chain(rest))
    });
    Ok(list(rows, page))
}

/// The page without rows.
fn nothing(page: &Page) -> Page {
    Page {
        data: Bytes::from_static(b"null"),
        shape: DataShape::Null,
        number: page.number,
        server_time: page.server_time,
    }
}

fn is_empty_object(data: &[u8]) -> bool {
    let inside = data.strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}"));
    inside.is_some_and(|inside| inside.trim_ascii().is_empty())
}

fn list(rows: impl Iterator<Item = String>, page: &Page) -> Page {
    let rows: Vec<String> = rows.collect();
    Page {
        data: Bytes::from(format!("[{}]", rows.join(","))),
        shape: DataShape::List,
        number: page.number,
        server_time: page.server_time,
    }
}

fn object<'a>(members: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let members: Vec<String> =
        members.map(|(name, value)| format!("{}:{value}", serde_json::Value::from(name))).collect();
    format!("{{{}}}", members.join(","))
}

/// An object's members in the order they came, their values unparsed.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Object<'a> {
    fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(member, _)| member == name).map(|(_, value)| *value)
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }

        json.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reshaped(rows: RowShape, data: &str) -> Result<String, String> {
        let shape = match data.as_bytes().first() {
            Some(b'[') => DataShape::List,
            Some(b'{') => DataShape::Object,
            Some(b'n') => DataShape::Null,
            _ => DataShape::Scalar,
        };
        let page = Page { data: Bytes::copy_from_slice(data.as_bytes()), shape, number: 3, server_time: None };
        let spec = pipedrive_schema::table("deals").expect("the table exists");
        let page = reshape(rows, page).map_err(|misfit| misfit.into_error(spec, data.as_bytes()).to_string())?;
        assert_eq!(page.number, 3, "a page keeps its place in the walk");
        Ok(String::from_utf8(page.data.to_vec()).expect("JSON is UTF-8"))
    }

    fn check(rows: RowShape, data: &str, expect: &str) {
        assert_eq!(reshaped(rows, data).as_deref(), Ok(expect), "{rows:?} {data}");
    }

    fn check_refused(rows: RowShape, data: &str, expect: &str) {
        let message = reshaped(rows, data).expect_err(data);
        let whole = format!("cannot read `deals`.`data` of the whole page: expected {expect}, found ");
        assert!(message.starts_with(&whole), "{rows:?} {data}: {message}");
    }

    #[test]
    fn a_list_and_a_record_stay_what_they_are() {
        check(RowShape::List, r#"[{"id":1.50}]"#, r#"[{"id":1.50}]"#);
        check(RowShape::Record, r#"{"id":1}"#, r#"{"id":1}"#);
        check(RowShape::Records, r#"[{"id":1.50}]"#, r#"[{"id":1.50}]"#);
        check(RowShape::Records, r#"{"id":1}"#, r#"{"id":1}"#);
        check_refused(RowShape::Records, "7", "a list of rows or one object");
        check_refused(RowShape::List, r#"{"id":1}"#, "a list of rows");
        check_refused(RowShape::Record, r#"[{"id":1}]"#, "one object");
    }

    #[test]
    fn null_is_no_rows_in_every_shape() {
        let grouped = RowShape::Grouped { name: "currency", maps: &["totals"] };
        for rows in [
            RowShape::List,
            RowShape::Record,
            RowShape::Records,
            RowShape::Member("items"),
            RowShape::OptionalMember("items"),
            RowShape::Values("id"),
            RowShape::Entries("id"),
            grouped,
        ] {
            check(rows, "null", "null");
        }
    }

    #[test]
    fn a_member_holds_the_rows() {
        let rows = RowShape::Member("items");
        check(rows, r#"{"more":{},"items": [{"id":1}]}"#, r#"[{"id":1}]"#);
        check(rows, r#"{"items":null}"#, "null");
        check_refused(rows, r#"{"item":[]}"#, "an object with the list `items`");
        check_refused(rows, r#"{"items":{}}"#, "an object with the list `items`");
    }

    #[test]
    fn a_member_that_may_be_absent_is_no_rows_then() {
        let rows = RowShape::OptionalMember("related_items");
        check(rows, r#"{"items":[{"id":1}]}"#, "null");
        check(rows, r#"{"related_items":[{"id":1}]}"#, r#"[{"id":1}]"#);
        check_refused(rows, r#"{"related_items":{}}"#, "an object with the list `related_items`");
    }

    #[test]
    fn an_empty_object_is_no_record() {
        check(RowShape::Record, "{}", "null");
        check(RowShape::Records, "{ }", "null");
        check(RowShape::Records, "[]", "[]");
    }

    #[test]
    fn plain_values_become_rows_of_one_member() {
        let rows = RowShape::Values("user_id");
        check(rows, r#"[1, 20,"x",null]"#, r#"[{"user_id":1},{"user_id":20},{"user_id":"x"},{"user_id":null}]"#);
        check(rows, "[]", "[]");
        check_refused(rows, r#"[{"id":1}]"#, "a list of plain values");
        check_refused(rows, "{}", "a list of plain values");
    }

    #[test]
    fn the_members_of_an_object_become_rows_that_know_their_name() {
        let rows = RowShape::Entries("deal_id");
        check(rows, r#"{"10":{"a":1.50},"9":{}}"#, r#"[{"deal_id":"10","a":1.50},{"deal_id":"9"}]"#);
        check(rows, r#"[{"10":{"a":1}},{"9":{"a":2}}]"#, r#"[{"deal_id":"10","a":1},{"deal_id":"9","a":2}]"#);
        check(rows, r#"{"a\"b":{"deal_id":7,"c":1}}"#, r#"[{"deal_id":"a\"b","c":1}]"#);
        check(rows, "{}", "[]");
        check_refused(rows, r#"{"10":5}"#, "an object whose members are the rows");
        check_refused(rows, "[1]", "an object whose members are the rows");
    }

    #[test]
    fn each_key_of_the_maps_becomes_a_row() {
        let rows = RowShape::Grouped { name: "currency", maps: &["values", "weighted"] };
        check(
            rows,
            r#"{"values":{"EUR":{"v":1},"USD":{"v":2}},"weighted":{"USD":{"w":3},"GBP":{"w":4}},"count":5}"#,
            concat!(
                r#"[{"currency":"EUR","values":{"v":1},"weighted":null,"count":5},"#,
                r#"{"currency":"USD","values":{"v":2},"weighted":{"w":3},"count":5},"#,
                r#"{"currency":"GBP","values":null,"weighted":{"w":4},"count":5}]"#
            ),
        );
        check(rows, r#"{"values":[],"weighted":null,"count":0}"#, "[]");
        check_refused(rows, r#"{"values":[1]}"#, "an object with the maps `values`, `weighted`");
        check_refused(rows, "[]", "an object with the maps `values`, `weighted`");
    }
}
