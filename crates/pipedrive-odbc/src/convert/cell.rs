//! One value of a result, out of its array.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::moment;
use super::number::{Exact, float_text, real_text};

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    /// With the digits of 32 bits: as text it is 0.1, not the 64-bit number next to it.
    Real(f32),
    Float(f64),
    Decimal(Exact),
    Text(&'a str),
    Bytes(&'a [u8]),
    Date(NaiveDate),
    Time(NaiveTime),
    /// In UTC, with as many digits of the second as its column has.
    Timestamp(NaiveDateTime, usize),
}

/// A value as text, and how many of its characters must fit for the text to mean anything.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rendered<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Whole digits and sign of a number, all but the fraction of a time; 0 for a text, which may be cut anywhere.
    pub(crate) needed: usize,
}

impl<'a> Cell<'a> {
    /// The value as text, or nothing for NULL and for bytes, which are written as hexadecimal digits elsewhere.
    pub(crate) fn render(&self) -> Option<Rendered<'a>> {
        let whole = |text: String| Rendered { needed: text.len(), text: Cow::Owned(text) };
        Some(match self {
            Self::Null | Self::Bytes(_) => return None,
            Self::Text(text) => Rendered { text: Cow::Borrowed(text), needed: 0 },
            Self::Bool(flag) => whole(u8::from(*flag).to_string()),
            Self::Int(number) => whole(number.to_string()),
            Self::UInt(number) => whole(number.to_string()),
            Self::Real(number) => before(&['.'], real_text(*number)),
            Self::Float(number) => before(&['.'], float_text(*number)),
            Self::Decimal(number) => before(&['.'], number.to_string()),
            Self::Date(date) => whole(moment::date_text(*date)),
            Self::Time(time) => before(&['.'], moment::time_text(*time)),
            Self::Timestamp(at, digits) => before(&['.'], moment::timestamp_text(*at, *digits)),
        })
    }
}

/// A text of which all before `marks` must fit, or all if it has none of them or a power of ten behind.
fn before(marks: &[char], text: String) -> Rendered<'static> {
    let needed = if text.contains('e') { text.len() } else { text.find(marks).unwrap_or(text.len()) };
    Rendered { text: Cow::Owned(text), needed }
}
