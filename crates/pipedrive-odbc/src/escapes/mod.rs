//! The escapes of ODBC, `{d '…'}` and its like, in the words of the engine.
//!
//! Specification: ODBC 3.8, appendix C, "ODBC Escape Sequences".

mod functions;
mod scan;
#[cfg(test)]
mod tests;

use crate::diag::{Record, state};
use scan::skip_quoted;

#[cfg(test)]
pub(crate) use functions::FUNCTIONS;
pub(crate) use functions::{Family, bits};

/// Escapes that may stand in each other.
const DEEPEST: usize = 64;

/// The statement without escapes. What stands in quotes or in comments stays, and so do braces that are no escape: the
/// engine has literals of structs that begin with one.
///
/// # Errors
/// 42000 if an escape is not closed, or a function is called with too few or too many arguments; HYC00 for
/// parameters where they cannot stand.
pub(crate) fn translate(sql: &str) -> Result<String, Record> {
    if !sql.contains('{') {
        return Ok(sql.to_owned());
    }
    let (text, _) = until(sql, None, 0)?;
    Ok(text)
}

/// Translates up to `end` or to the end of the text; says where that was. `depth` is how many escapes are around it.
fn until(sql: &str, end: Option<char>, depth: usize) -> Result<(String, usize), Record> {
    if depth > DEEPEST {
        return Err(Record::with(state::SYNTAX, format!("more than {DEEPEST} escapes stand in each other")));
    }
    let mut text = String::with_capacity(sql.len());
    let mut at = 0;
    while let Some(next) = sql[at..].chars().next() {
        let quoted = skip_quoted(&sql[at..]);
        if quoted > 0 {
            text.push_str(&sql[at..at + quoted]);
            at += quoted;
        } else if Some(next) == end {
            return Ok((text, at + next.len_utf8()));
        } else if next == '{' {
            let (inner, length) = until(&sql[at + 1..], Some('}'), depth + 1)?;
            if let Some(translated) = escape(&inner)? {
                text.push_str(&translated);
            } else {
                text.push('{');
                text.push_str(&inner);
                text.push('}');
            }
            at += 1 + length;
        } else {
            text.push(next);
            at += next.len_utf8();
        }
    }
    match end {
        Some(_) => Err(Record::with(state::SYNTAX, "an escape that begins with `{` is not closed with `}`")),
        None => Ok((text, at)),
    }
}

/// The translation of what stands between braces, if it is an escape.
fn escape(inner: &str) -> Result<Option<String>, Record> {
    let trimmed = inner.trim();
    let length = trimmed.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(trimmed.len());
    let (word, rest) = trimmed.split_at(length);
    let rest = rest.trim();
    let is_literal = rest.starts_with('\'') && rest.ends_with('\'') && rest.len() > 1;
    Ok(match word.to_ascii_lowercase().as_str() {
        "d" if is_literal => Some(format!("DATE {rest}")),
        "t" if is_literal => Some(format!("TIME {rest}")),
        "ts" if is_literal => Some(format!("TIMESTAMP {rest}")),
        "escape" if is_literal => Some(format!("ESCAPE {rest}")),
        "oj" if !rest.starts_with(':') => Some(rest.to_owned()),
        "fn" if !rest.starts_with(':') => Some(function(rest)?),
        "call" if !rest.starts_with(':') => Some(call(rest)),
        // The value that a procedure returns; what it answers comes as rows.
        "" if rest.starts_with('?') => {
            let after = rest[1..].trim_start().strip_prefix('=').map(str::trim_start);
            let is_call = |after: &&str| after.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("call"));
            after.filter(is_call).map(|after| call(after[4..].trim()))
        }
        _ => None,
    })
}

fn call(procedure: &str) -> String {
    if procedure.contains('(') { format!("CALL {procedure}") } else { format!("CALL {procedure}()") }
}

/// A scalar function in the engine's words.
fn function(call: &str) -> Result<String, Record> {
    let Some((name, arguments)) = call.split_once('(') else {
        // `{fn CURRENT_DATE}` has no arguments.
        return functions::find(call).map_or_else(|| Ok(call.to_owned()), |function| functions::fill(function, ""));
    };
    let (name, Some(arguments)) = (name.trim(), arguments.trim_end().strip_suffix(')')) else {
        return Err(Record::with(state::SYNTAX, format!("`{call}` is no call of a function")));
    };
    let Some(function) = functions::find(name) else { return Ok(call.to_owned()) };
    functions::fill(function, arguments)
}
