//! What the product knows about one connection key, and how a key is found by what a user typed.

use std::time::Duration;

use crate::KEYS;

/// One key of the connection string, as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeySpec {
    /// The spelling used in messages and documentation.
    pub name: &'static str,
    /// Other names that mean the same key.
    pub aliases: &'static [&'static str],
    /// Heading under which the key is documented.
    pub group: KeyGroup,
    /// What values it takes.
    pub kind: KeyKind,
    /// What holds when the key is absent or empty.
    pub default: KeyDefault,
    /// One sentence for users.
    pub comment: &'static str,
}

/// Headings of the key reference, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyGroup {
    /// Which account, as whom.
    Account,
    /// OAuth 2.0.
    OAuth,
    /// Addresses, proxy, TLS, limits of the transport.
    Network,
    /// What queries see and may spend.
    Queries,
    /// Log files.
    Logging,
    /// Where further keys are stored.
    Sources,
}

impl KeyGroup {
    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Account => "Account",
            Self::OAuth => "OAuth",
            Self::Network => "Network",
            Self::Queries => "Queries",
            Self::Logging => "Logging",
            Self::Sources => "Stored settings",
        }
    }
}

/// What values a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Any text; a rule of its own is in the comment.
    Text,
    /// A text that is never shown.
    Secret,
    /// `true` or `false`.
    Flag,
    /// A whole number in an inclusive range.
    Integer {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
    },
    /// `auto`, or a whole number in an inclusive range.
    Automatic {
        /// Smallest number.
        min: i64,
        /// Largest number.
        max: i64,
    },
    /// A length of time: seconds, or a number with a unit (`250ms`, `30s`, `5m`, `2h`, `1d`).
    Seconds {
        /// Shortest value.
        min: Duration,
        /// Longest value.
        max: Duration,
    },
    /// A number of bytes, plain or with a unit (`100MB`, `1GiB`).
    Size {
        /// Smallest value, in bytes.
        min: u64,
    },
    /// One of a few names, in any case.
    Choice(&'static [ChoiceSpec]),
    /// A file; `~/` is the home directory.
    Path,
    /// An address.
    Url,
    /// Names separated by commas.
    List,
}

/// One allowed value of a [`KeyKind::Choice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChoiceSpec {
    /// The spelling used in messages and documentation.
    pub name: &'static str,
    /// Other spellings of the same choice.
    pub aliases: &'static [&'static str],
}

/// What holds when a key is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyDefault {
    /// Nothing.
    None,
    /// The value a user could have written.
    Value(&'static str),
    /// Something that depends on other keys or on the machine, in words.
    Computed(&'static str),
}

impl KeySpec {
    /// The key with that name or alias; case, spaces and underscores do not matter.
    pub fn find(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.names().any(|known| is_same(known, name)))
    }

    /// The known key a misspelt name most likely means, if one is close enough to say so.
    pub fn nearest(name: &str) -> Option<&'static Self> {
        // Longer texts are no misspelt keys, and comparing them would cost time without bound.
        if name.chars().count() > 64 {
            return None;
        }
        let wanted = normalize(name);
        let tolerated = (wanted.chars().count() / 3).clamp(1, 4);
        KEYS.iter()
            .flat_map(|key| key.names().map(move |known| (key, known)))
            .map(|(key, known)| (key, strsim::damerau_levenshtein(&wanted, &normalize(known))))
            .filter(|(_, distance)| *distance <= tolerated)
            .min_by_key(|(_, distance)| *distance)
            .map(|(key, _)| key)
    }

    /// Whether values of the key must never be shown.
    pub fn is_sensitive(&self) -> bool {
        matches!(self.kind, KeyKind::Secret)
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }
}

impl KeyKind {
    /// The allowed values in words, as messages and documentation put them after “expected”.
    pub fn allowed(&self) -> String {
        match self {
            Self::Text => "a text".to_owned(),
            Self::Secret => "a secret text".to_owned(),
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Integer { min, max: i64::MAX } => format!("a whole number from {min}"),
            Self::Integer { min, max } => format!("a whole number from {min} to {max}"),
            Self::Automatic { min, max } => format!("`auto` or a whole number from {min} to {max}"),
            Self::Seconds { min, max } => {
                format!(
                    "seconds from {} to {}, or with a unit as in `90s`, `5m`, `2h`",
                    min.as_secs_f64(),
                    max.as_secs()
                )
            }
            Self::Size { min } => format!("a size of {min} bytes or more, as in `100MB`"),
            Self::Choice(choices) => alternatives(choices.iter().map(|choice| choice.name)),
            Self::Path => "a path".to_owned(),
            Self::Url => "an address".to_owned(),
            Self::List => "names separated by commas".to_owned(),
        }
    }
}

fn alternatives<'a>(names: impl Iterator<Item = &'a str>) -> String {
    crate::wording::join(names, "or")
}

/// Whether two names differ only in case, spaces and underscores.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    normalized(one).eq(normalized(other))
}

/// Lower case without spaces and underscores, the form in which names are compared.
pub(crate) fn normalize(name: &str) -> String {
    normalized(name).collect()
}

fn normalized(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !c.is_whitespace() && *c != '_').flat_map(char::to_lowercase)
}
