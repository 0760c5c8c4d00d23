//! An event as one line of text: time, level, target, message, fields.

use std::fmt::{Debug, Write};

use chrono::{DateTime, SecondsFormat, Utc};
use tracing::Event;
use tracing::field::{Field, Visit};

/// The line of an event, with its line feed.
///
/// Whatever an event holds, it stays one line: a server's words must not be able to forge another event.
pub(crate) fn of(event: &Event<'_>, now: DateTime<Utc>) -> String {
    let mut fields = Fields::default();
    event.record(&mut fields);
    let metadata = event.metadata();
    let time = now.to_rfc3339_opts(SecondsFormat::Millis, true);
    let head = format!("{time} {} {:5} {}", std::process::id(), metadata.level(), metadata.target());
    let mut line = String::new();
    for c in format!("{head} {}{}", fields.message, fields.others).trim_end().chars() {
        if c.is_control() {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line.push('\n');
    line
}

/// The message and the other fields of an event.
#[derive(Default)]
struct Fields {
    message: String,
    others: String,
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Writing into a `String` cannot fail.
        let _ = if field.name() == "message" {
            write!(self.message, "{value:?}")
        } else {
            write!(self.others, " {}={value:?}", field.name())
        };
    }
}
