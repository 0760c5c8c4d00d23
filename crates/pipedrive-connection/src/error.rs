//! What can be wrong with a connection string. No message ever holds a value.

use std::io;
use std::path::PathBuf;

use crate::wording::join;
use crate::{KeySpec, Place};

/// Why a connection string was refused.
///
/// Messages name keys, places and allowed values, never the value that was written: a misplaced quote can
/// make a secret part of any value. Advice is in [`ConnectionError::hints`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectionError {
    /// The text is not a list of `Key=Value` pairs.
    #[error("{problem} {place}")]
    Syntax {
        /// What is wrong.
        problem: SyntaxProblem,
        /// Where.
        place: Place,
    },
    /// No key has that name.
    #[error("unknown connection key{} {place}", name.as_ref().map(|name| format!(" `{name}`")).unwrap_or_default())]
    UnknownKey {
        /// The name, unless it might be a piece of a secret.
        name: Option<String>,
        /// The key that was probably meant.
        nearest: Option<&'static str>,
        /// Where it stands.
        place: Place,
    },
    /// A key is given twice with different values.
    #[error("`{key}` is given twice with different values, {} and {}", places[0], places[1])]
    RepeatedKey {
        /// The key.
        key: &'static str,
        /// Where it stands first, and where again.
        places: Box<[Place; 2]>,
    },
    /// A value is not among the allowed ones.
    #[error("bad value for `{key}` {place}: expected {expected}")]
    BadValue {
        /// The key.
        key: &'static str,
        /// What is allowed, in words.
        expected: String,
        /// Advice, if there is more to say.
        advice: Option<String>,
        /// Where the key stands.
        place: Place,
    },
    /// A login with e-mail and password, which Pipedrive no longer offers.
    #[error("Pipedrive retired signing in with e-mail and password, which `{key}` asks for {place}")]
    RetiredLogin {
        /// The key that asks for it, such as `AuthScheme`.
        key: &'static str,
        /// Where the key stands.
        place: Place,
    },
    /// Keys without which no connection is possible, all of them.
    #[error("the connection string lacks {}", missing_keys(missing))]
    MissingKeys {
        /// The keys, by what needs them.
        missing: Vec<MissingKeys>,
        /// What to do about it.
        advice: Vec<String>,
    },
    /// No data source has the name that `DSN` gives.
    #[error("no data source `{name}` in {}", files(looked_at))]
    UnknownDsn {
        /// The name.
        name: String,
        /// Names of the data sources there are.
        known: Vec<String>,
        /// Files that were looked at.
        looked_at: Vec<PathBuf>,
    },
    /// No profile has the name that `Profile` gives.
    #[error("no profile `{name}` in {}", files(looked_at))]
    UnknownProfile {
        /// The name.
        name: String,
        /// Names of the profiles there are.
        known: Vec<String>,
        /// Files that were looked at.
        looked_at: Vec<PathBuf>,
    },
    /// A file of data sources or profiles exists and cannot be read.
    #[error("cannot read `{}`", path.display())]
    UnreadableFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file of data sources or profiles is not what it should be.
    #[error("`{}` {problem}{}", path.display(), line.map(|line| format!(" (line {line})")).unwrap_or_default())]
    MalformedFile {
        /// The file.
        path: PathBuf,
        /// Line of the mistake, counted from 1.
        line: Option<usize>,
        /// What is wrong.
        problem: &'static str,
    },
}

/// What is wrong with the shape of a connection string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxProblem {
    /// A pair has no `=`.
    #[error("expected `Key=Value`, found a text without `=`")]
    MissingEquals,
    /// A pair has no key.
    #[error("expected a key, found `=`")]
    MissingKey,
    /// A quoted value does not end.
    #[error("the value opened by {} is never closed, opened", quoted(*opening))]
    Unclosed {
        /// The opening character.
        opening: char,
    },
    /// Something follows a quoted value before the next `;`.
    #[error("expected `;` after the closing {}, found more text", quoted(*closing))]
    TextAfterValue {
        /// The closing character.
        closing: char,
    },
    /// The text holds a NUL character.
    #[error("found a NUL character")]
    Nul,
}

/// Keys that one other setting needs and that are absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingKeys {
    /// The absent keys.
    pub keys: Vec<&'static str>,
    /// The setting that needs them, such as `AuthScheme=OAuth`.
    pub needed_by: &'static str,
}

impl ConnectionError {
    /// Advice, one sentence each, to be shown below the message.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Syntax { problem, .. } => problem.hint().map(str::to_owned).into_iter().collect(),
            Self::UnknownKey { nearest: Some(nearest), .. } => vec![format!("did you mean `{nearest}`?")],
            Self::UnknownKey { nearest: None, .. } => {
                vec!["quote a value that holds `;`: `Key='a;b'`; the keys are listed by `--help`".to_owned()]
            }
            Self::RepeatedKey { .. } => vec!["keep the one you mean".to_owned()],
            Self::BadValue { key, advice, .. } => {
                advice.clone().or_else(|| KeySpec::find(key).map(|spec| as_advice(spec.comment))).into_iter().collect()
            }
            Self::RetiredLogin { .. } => {
                vec!["use an API token (`AuthScheme=Basic;APIToken=…`) or OAuth (`AuthScheme=OAuth`)".to_owned()]
            }
            Self::MissingKeys { advice, .. } => advice.clone(),
            Self::UnknownDsn { known, .. } => vec![known_names("data sources", known)],
            Self::UnknownProfile { known, .. } => vec![known_names("profiles", known)],
            Self::UnreadableFile { .. } => vec!["check that the file may be read by you".to_owned()],
            Self::MalformedFile { .. } => Vec::new(),
        }
    }

    /// Character of the connection string, counted from 1, at which the mistake stands.
    pub fn position(&self) -> Option<usize> {
        match self {
            Self::Syntax { place, .. }
            | Self::UnknownKey { place, .. }
            | Self::BadValue { place, .. }
            | Self::RetiredLogin { place, .. } => place.character(),
            Self::RepeatedKey { places, .. } => places[1].character(),
            Self::MissingKeys { .. }
            | Self::UnknownDsn { .. }
            | Self::UnknownProfile { .. }
            | Self::UnreadableFile { .. }
            | Self::MalformedFile { .. } => None,
        }
    }
}

impl SyntaxProblem {
    fn hint(self) -> Option<&'static str> {
        match self {
            Self::MissingEquals => Some("a value that holds `;` must be quoted: `Key='a;b'`"),
            Self::MissingKey => None,
            Self::Unclosed { opening: '{' } => Some("close it with `}`; a `}` inside the value is written `}}`"),
            Self::Unclosed { .. } => Some(
                "close it with the same quote; a quote inside the value is written twice, or the value put in `{…}`",
            ),
            Self::TextAfterValue { .. } => Some("a closing character inside the value is written twice"),
            Self::Nul => Some("remove it; texts that come from C end there"),
        }
    }
}

fn missing_keys(missing: &[MissingKeys]) -> String {
    let parts: Vec<String> = missing
        .iter()
        .map(|part| format!("{}, which `{}` needs", join(part.keys.iter().copied(), "and"), part.needed_by))
        .collect();
    parts.join(", and ")
}

/// A comment in the form of a hint: it begins in lower case, unless with an acronym, and has no final dot.
fn as_advice(comment: &str) -> String {
    let comment = comment.trim_end_matches('.');
    let mut chars = comment.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            format!("{}{}", first.to_lowercase(), &comment[first.len_utf8()..])
        }
        _ => comment.to_owned(),
    }
}

fn files(paths: &[PathBuf]) -> String {
    if paths.is_empty() {
        return "any file: this machine names no place to look at".to_owned();
    }
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    join(paths.iter().map(String::as_str), "or")
}

fn known_names(what: &str, known: &[String]) -> String {
    if known.is_empty() {
        return format!("there are no {what} yet");
    }
    format!("the {what} are {}", join(known.iter().map(String::as_str), "and"))
}

fn quoted(c: char) -> String {
    format!("`{c}`")
}
