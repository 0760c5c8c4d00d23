//! The login with e-mail and password, which Pipedrive no longer offers: the keys that ask for it, and their answer.

use crate::key::is_same;
use crate::{ConnectionError, Place};

/// A key of that login. Its value is not kept: it is a secret nobody needs.
#[derive(Clone, Debug)]
pub(crate) struct RetiredKey {
    name: &'static str,
    part: Part,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    User,
    Password,
}

/// The names under which other products asked for the login.
const NAMES: [(&str, Part); 6] = [
    ("Email", Part::User),
    ("Username", Part::User),
    ("User", Part::User),
    ("pipedrive.email", Part::User),
    ("Password", Part::Password),
    ("pipedrive.password", Part::Password),
];

impl RetiredKey {
    /// The key of the login with that name.
    pub(crate) fn find(name: &str, place: &Place) -> Option<Self> {
        let (name, part) = NAMES.into_iter().find(|(known, _)| is_same(known, name))?;
        Some(Self { name, part, place: place.clone() })
    }
}

/// Refuses keys that together are a login.
pub(crate) fn refuse_login(keys: &[RetiredKey]) -> Result<(), ConnectionError> {
    match (first(keys, Part::User), first(keys, Part::Password)) {
        (Some(_), Some(password)) => {
            Err(ConnectionError::RetiredLogin { key: password.name, place: password.place.clone() })
        }
        _ => Ok(()),
    }
}

/// Refuses whatever of those keys there is: without the others, one is a key like any other unknown one.
pub(crate) fn refuse_any(keys: &[RetiredKey]) -> Result<(), ConnectionError> {
    refuse_login(keys)?;
    match keys.first() {
        Some(RetiredKey { name, place, .. }) => {
            Err(ConnectionError::UnknownKey { name: Some((*name).to_owned()), nearest: None, place: place.clone() })
        }
        None => Ok(()),
    }
}

fn first(keys: &[RetiredKey], part: Part) -> Option<&RetiredKey> {
    keys.iter().find(|key| key.part == part)
}
