//! Opening and closing connections.

use std::time::Duration;

use pipedrive_driver::{Connection as Session, Open};

use super::handles::drop_children;
use crate::abi::{Handle, Pointer, returns};
use crate::diag::{Record, Warnings, state};
use crate::handle::{Connection, ConnectionState, enter, lock};
use crate::memory;
use crate::text::{self, Encoding, put_text};

/// `SQL_DRIVER_COMPLETE_REQUIRED`, the last way of completing a connection string.
const MOST_COMPLETION: u16 = 3;

/// Opens an account and says what the user should know of it.
fn open(state: &mut ConnectionState, string: &str, warnings: &mut Warnings) -> Result<(), Record> {
    if state.session.is_some() {
        return Err(Record::new(state::NAME_IN_USE));
    }
    let seconds = u64::try_from(state.login_timeout).unwrap_or(u64::MAX);
    let login_timeout = Some(Duration::from_secs(seconds)).filter(|timeout| !timeout.is_zero());
    let session = Session::open(string, &Open { login_timeout, ..Open::default() })?;
    warnings.extend(session.notes().iter().map(|note| Record::with("01000", note.clone())));
    state.session = Some(session);
    state.browsed = None;
    Ok(())
}

/// The pairs of a connection string as they are written; what stands in braces may hold `;`.
fn pairs(string: &str) -> Vec<&str> {
    let mut pairs = Vec::new();
    let (mut begin, mut is_braced) = (0, false);
    for (at, character) in string.char_indices() {
        match character {
            // A doubled brace closes and opens again.
            '{' if !is_braced => is_braced = string[begin..at].trim_end().ends_with('='),
            '}' if is_braced => is_braced = false,
            '}' if string[begin..at].ends_with('}') => is_braced = true,
            ';' if !is_braced => {
                pairs.push(&string[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    pairs.push(&string[begin..]);
    pairs
}

/// The value of a key of a connection string as it is written.
fn value_of<'a>(string: &'a str, key: &str) -> Option<&'a str> {
    let named = |pair: &'a str| pair.split_once('=').filter(|(name, _)| name.trim().eq_ignore_ascii_case(key));
    pairs(string).into_iter().find_map(named).map(|(_, value)| value.trim())
}

/// The connection string in the driver's words: `UID` means nothing here, and `PWD` is what the token is to programs that
/// know only users and passwords.
fn understood(string: &str) -> String {
    let token_is_given = ["APIToken", "OAuthAccessToken", "Token"].iter().any(|key| value_of(string, key).is_some());
    let mut kept = Vec::new();
    for pair in pairs(string) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let is = |name: &str| key.trim().eq_ignore_ascii_case(name);
        if is("PWD") && !token_is_given && !value.trim().is_empty() {
            kept.push(format!("APIToken={}", value.trim()));
        } else if !is("UID") && !is("PWD") {
            kept.push(pair.to_owned());
        }
    }
    kept.join(";")
}

pub(super) unsafe fn by_name(
    encoding: Encoding,
    connection: Handle,
    name: Pointer,
    name_length: i16,
    user: Pointer,
    user_length: i16,
    password: Pointer,
    password_length: i16,
) -> i16 {
    enter::<Connection>(connection, |connection, warnings| {
        let read = |pointer: Pointer, length: i16| {
            // SAFETY: the program's text of that length.
            unsafe { text::read(encoding, pointer, length.into()) }
        };
        let name = read(name, name_length)?.unwrap_or_default();
        let _ = read(user, user_length)?;
        let password = read(password, password_length)?.filter(|password| !password.is_empty());
        let mut string = format!("DSN={}", pipedrive_connection::quoted(&name));
        if let Some(password) = password {
            string.push_str(";APIToken=");
            string.push_str(&pipedrive_connection::quoted(&password));
        }
        let mut state = lock(&connection.state);
        open(&mut state, &string, warnings)?;
        state.data_source = name;
        Ok(returns::SUCCESS)
    })
}

pub(super) unsafe fn by_string(
    encoding: Encoding,
    connection: Handle,
    _window: Pointer,
    input: Pointer,
    input_length: i16,
    output: Pointer,
    capacity: i16,
    output_length: *mut i16,
    completion: u16,
) -> i16 {
    enter::<Connection>(connection, |connection, warnings| {
        if completion > MOST_COMPLETION {
            return Err(Record::new(state::INVALID_DRIVER_COMPLETION));
        }
        // SAFETY: the program's text of that length.
        let string = unsafe { text::read(encoding, input, input_length.into())? }.unwrap_or_default();
        let mut state = lock(&connection.state);
        open(&mut state, &understood(&string), warnings)?;
        value_of(&string, "DSN").unwrap_or_default().clone_into(&mut state.data_source);
        let shown = pipedrive_connection::redact(&string);
        // SAFETY: the program's buffer of that many units.
        let units = unsafe { put_text(encoding, &shown, output, capacity.into(), warnings)? };
        // SAFETY: the program's pointer.
        unsafe { memory::put(output_length, i16::try_from(units).unwrap_or(i16::MAX)) };
        Ok(returns::SUCCESS)
    })
}

/// What is asked for when a connection string lacks a credential: keys, what they are, and `*` for those that may be left out.
const ASKED: &str = "CompanyDomain:Company domain=?;APIToken:API token=?";

pub(super) unsafe fn browse(
    encoding: Encoding,
    connection: Handle,
    input: Pointer,
    input_length: i16,
    output: Pointer,
    capacity: i16,
    output_length: *mut i16,
) -> i16 {
    enter::<Connection>(connection, |connection, warnings| {
        // SAFETY: the program's text of that length.
        let added = unsafe { text::read(encoding, input, input_length.into())? }.unwrap_or_default();
        let mut state = lock(&connection.state);
        let string = match state.browsed.take() {
            Some(before) => format!("{before};{added}"),
            None => added,
        };
        let understood = understood(&string);
        let is_complete = pipedrive_driver::ConnectionConfig::parse(&understood).is_ok();
        let lacks_credential = ["APIToken", "Token", "AuthScheme", "DSN", "Profile"]
            .iter()
            .all(|key| value_of(&understood, key).is_none());
        let (shown, code) = if !is_complete && lacks_credential {
            state.browsed = Some(string);
            (ASKED.to_owned(), returns::NEED_DATA)
        } else {
            open(&mut state, &understood, warnings)?;
            value_of(&string, "DSN").unwrap_or_default().clone_into(&mut state.data_source);
            (pipedrive_connection::redact(&string), returns::SUCCESS)
        };
        // SAFETY: the program's buffer of that many units.
        let units = unsafe { put_text(encoding, &shown, output, capacity.into(), warnings)? };
        // SAFETY: the program's pointer.
        unsafe { memory::put(output_length, i16::try_from(units).unwrap_or(i16::MAX)) };
        Ok(code)
    })
}

pub(super) unsafe fn disconnect(connection: Handle) -> i16 {
    enter::<Connection>(connection, |connection, warnings| {
        let session = lock(&connection.state).session.take();
        let was_browsing = lock(&connection.state).browsed.take().is_some();
        let Some(session) = session else {
            return if was_browsing { Ok(returns::SUCCESS) } else { Err(Record::new(state::NOT_OPEN)) };
        };
        drop_children(connection);
        if let Err(error) = session.close() {
            let record = crate::fault::record(&error);
            warnings.push(Record { state: "01002", ..record });
        }
        lock(&connection.state).data_source.clear();
        Ok(returns::SUCCESS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_and_passwords_become_what_they_mean_here() {
        let check = |string: &str, expect: &str| assert_eq!(understood(string), expect);
        check("DSN=p;UID=me;PWD=s3", "DSN=p;APIToken=s3");
        check("Driver={Pipedrive};APIToken=t;PWD=s3", "Driver={Pipedrive};APIToken=t");
        check("DSN=p;UID=;PWD=", "DSN=p");
        check("CompanyDomain=acme", "CompanyDomain=acme");
        check("APIToken={a;UID=b}}c;PWD=d};UID=x", "APIToken={a;UID=b}}c;PWD=d}");
    }
}
