//! Cursors: the sort key of the first row of the next page, as base64url of JSON.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// What rows are ordered by; the id breaks ties in the same direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) field: &'static str,
    pub(crate) descending: bool,
}

#[cfg(test)]
impl Order {
    pub(crate) const BY_ID: Self = Self { field: "id", descending: false };
}

/// A row's value of the sort field; rows without one come first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum SortKey {
    Null,
    Number(i64),
    Text(String),
}

impl From<Option<i64>> for SortKey {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Null, Self::Number)
    }
}

impl SortKey {
    /// The same key, where rows without a value come last instead.
    pub(crate) fn nulls_last(self) -> Self {
        // No name or date begins with the last of all characters.
        if self == Self::Null { Self::Text(char::MAX.to_string()) } else { self }
    }
}

/// The opaque form of a cursor's text.
pub(crate) fn opaque(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// The text behind a cursor, unless that is damaged.
pub(crate) fn transparent(cursor: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()
}

/// A cursor that says nothing, in place of a readable one.
pub(crate) fn disguised(cursor: &str) -> String {
    let mask = |byte: u8| byte ^ 0xa5;
    URL_SAFE_NO_PAD.encode(cursor.bytes().rev().map(mask).collect::<Vec<u8>>())
}

/// The readable cursor behind a text that says nothing, unless that is damaged.
pub(crate) fn undisguised(text: &str) -> Option<String> {
    let mask = |byte: u8| byte ^ 0xa5;
    String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?.into_iter().rev().map(mask).collect()).ok()
}

/// The place in a walk at which a page starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Marker {
    pub(crate) field: String,
    pub(crate) field_value: SortKey,
    pub(crate) sort_direction: Direction,
    pub(crate) id: u32,
}

/// A sort direction as parameters and cursors spell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Direction {
    Asc,
    Desc,
}

impl Marker {
    /// The place of a row in an order.
    pub(crate) fn at(order: Order, field_value: SortKey, id: u32) -> Self {
        let sort_direction = if order.descending { Direction::Desc } else { Direction::Asc };
        Self { field: order.field.to_owned(), field_value, sort_direction, id }
    }

    /// Whether the marker was made by a walk in that order.
    pub(crate) fn fits(&self, order: Order) -> bool {
        self.field == order.field && (self.sort_direction == Direction::Desc) == order.descending
    }

    /// The opaque text clients send back.
    pub(crate) fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_string(self).expect("a marker has no maps and so always has a JSON form"))
    }

    /// The marker behind a client's text, unless that is damaged.
    pub(crate) fn decode(text: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_look_like_the_published_ones() {
        let text = Marker::at(Order::BY_ID, SortKey::Number(7), 7).encode();
        let json = String::from_utf8(URL_SAFE_NO_PAD.decode(&text).unwrap()).unwrap();
        assert_eq!(json, r#"{"field":"id","fieldValue":7,"sortDirection":"asc","id":7}"#);
    }

    #[test]
    fn a_cursor_decodes_to_what_was_encoded() {
        for key in [SortKey::Null, SortKey::Number(-5), SortKey::Text("Ärger, \"quoted\"".to_owned())] {
            let marker = Marker::at(Order { field: "name", descending: true }, key, 9);
            assert_eq!(Marker::decode(&marker.encode()), Some(marker));
        }
    }

    #[test]
    fn a_disguised_cursor_says_nothing_and_comes_back() {
        let cursor = Marker::at(Order::BY_ID, SortKey::Number(7), 7).encode();
        let text = disguised(&cursor);
        assert_eq!(undisguised(&text), Some(cursor));
        assert_eq!(Marker::decode(&text), None);
        assert_eq!(undisguised("not one"), None);
    }

    #[test]
    fn a_damaged_cursor_is_refused() {
        for text in ["", "x", "eyJ9", "bm90IGpzb24", "eyJmaWVsZCI6ImlkIn0"] {
            assert_eq!(Marker::decode(text), None, "{text}");
        }
    }
}
