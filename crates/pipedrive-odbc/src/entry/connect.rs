//! Opening and closing connections.

use std::time::Duration;

use pipedrive_connection::{KeySpec, quoted, redact, written_pairs};
use pipedrive_driver::{Connection as Session, Open};

use super::handles::drop_children;
use crate::abi::{Handle, Pointer, returns};
use crate::diag::{Record, Warnings, state};
use crate::handle::{Connection, ConnectionState, enter, lock};
use crate::memory;
use crate::text::{self, Encoding, put_text, room};

/// `SQL_DRIVER_COMPLETE_REQUIRED`, the last way of completing a connection string.
const MOST_COMPLETION: u16 = 3;

/// What stands for a secret in the completed connection string.
const MASK: &str = "***";

/// Opens an account and says what the user should know of it.
fn open(state: &mut ConnectionState, string: &str, warnings: &mut Warnings) -> Result<(), Record> {
    if state.session.is_some() {
        return Err(Record::new(state::NAME_IN_USE));
    }
    let seconds = u64::try_from(state.login_timeout).unwrap_or(u64::MAX);
    let login_timeout = Some(Duration::from_secs(seconds)).filter(|timeout| !timeout.is_zero());
    let session = Session::open(string, &Open { login_timeout, ..Open::default() })?;
    warnings.extend(session.notes().iter().map(|note| Record::with("01000", note.clone())));
    state.opened(session);
    Ok(())
}

/// The value of a key of a connection string.
fn value_of(string: &str, key: &str) -> Option<String> {
    let (pairs, _) = written_pairs(string);
    pairs.iter().find(|pair| pair.key.eq_ignore_ascii_case(key)).map(|pair| pair.value.expose().to_owned())
}

/// Whether a connection string has one of these properties, by any of their names.
fn has_any(string: &str, names: &[&str]) -> bool {
    let (pairs, _) = written_pairs(string);
    pairs.iter().any(|pair| KeySpec::find(pair.key).is_some_and(|spec| names.contains(&spec.name)))
}

/// The connection string in the driver's words: `UID` means nothing here, and `PWD` is what the token is to programs that
/// know only users and passwords.
///
/// # Errors
/// 28000 for a string that this driver has completed, and that holds `***` in place of a secret.
fn understood(string: &str) -> Result<String, Record> {
    let token_is_given = has_any(string, &["APIToken", "OAuthAccessToken"]);
    let (pairs, rest) = written_pairs(string);
    let mut kept = Vec::new();
    for pair in &pairs {
        let is = |name: &str| pair.key.eq_ignore_ascii_case(name);
        let is_secret = is("PWD") || KeySpec::find(pair.key).is_some_and(KeySpec::is_sensitive);
        if is_secret && pair.value.expose() == MASK {
            return Err(Record::with(
                "28000",
                format!(
                    "`{}` is `{MASK}`, which stands for a secret that is not shown; hint: keep it in the data source or in \
                     a profile, so that programs need not store it",
                    pair.key
                ),
            ));
        }
        if is("PWD") && !token_is_given && !pair.value.expose().is_empty() {
            kept.push(format!("APIToken={}", quoted(pair.value.expose())));
        } else if !is("UID") && !is("PWD") {
            kept.push(pair.text.to_owned());
        }
    }
    // What cannot be read is for the parser to refuse.
    kept.extend(Some(rest.to_owned()).filter(|rest| !rest.is_empty()));
    Ok(kept.join(";"))
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
        let mut string = format!("DSN={}", quoted(&name));
        if let Some(password) = password {
            string.push_str(";APIToken=");
            string.push_str(&quoted(&password));
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
        // What is wrong with the call is said before anything is opened.
        room(output, capacity.into())?;
        // SAFETY: the program's text of that length.
        let string = unsafe { text::read(encoding, input, input_length.into())? }.unwrap_or_default();
        let mut state = lock(&connection.state);
        open(&mut state, &understood(&string)?, warnings)?;
        state.data_source = value_of(&string, "DSN").unwrap_or_default();
        let shown = redact(&string);
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
        room(output, capacity.into())?;
        // SAFETY: the program's text of that length.
        let added = unsafe { text::read(encoding, input, input_length.into())? }.unwrap_or_default();
        let mut state = lock(&connection.state);
        let string = match state.browsed.take() {
            Some(before) => format!("{before};{added}"),
            None => added,
        };
        let understood = understood(&string)?;
        let is_complete = pipedrive_driver::ConnectionConfig::parse(&understood).is_ok();
        let (shown, code) = if !is_complete && !has_any(&understood, &["APIToken", "AuthScheme", "DSN", "Profile"]) {
            state.browsed = Some(string);
            (ASKED.to_owned(), returns::NEED_DATA)
        } else {
            open(&mut state, &understood, warnings)?;
            state.data_source = value_of(&string, "DSN").unwrap_or_default();
            (redact(&string), returns::SUCCESS)
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
        let check = |string: &str, expect: &str| assert_eq!(understood(string).unwrap(), expect);
        check("DSN=p;UID=me;PWD=s3", "DSN=p;APIToken={s3}");
        check("Driver={Pipedrive};APIToken=t;PWD=s3", "Driver={Pipedrive};APIToken=t");
        check("DSN=p;UID=;PWD=", "DSN=p");
        check("CompanyDomain=acme", "CompanyDomain=acme");
        check("APIToken={a;UID=b}}c;PWD=d};UID=x", "APIToken={a;UID=b}}c;PWD=d}");
    }

    #[test]
    fn values_may_stand_in_quotes_of_every_kind() {
        let check = |string: &str, expect: &str| assert_eq!(understood(string).unwrap(), expect);
        check("DSN='p;UID=x';PWD='it''s;'", "DSN='p;UID=x';APIToken={it's;}");
        check("PWD=\"a;b\"; UID={m;e}", "APIToken={a;b}");
        check("DSN=p;PWD={open", "DSN=p;PWD={open");
        assert_eq!(value_of("dsn = 'p;q' ;UID=x", "DSN").as_deref(), Some("p;q"));
    }

    #[test]
    fn a_masked_secret_is_told_from_a_wrong_one() {
        let check = |string: &str| {
            let error = understood(string).unwrap_err();
            assert!(error.state == "28000" && error.message.contains("data source"), "{error:?}");
        };
        check("CompanyDomain=acme;APIToken=***");
        check("CompanyDomain=acme;PWD=***");
    }
}
