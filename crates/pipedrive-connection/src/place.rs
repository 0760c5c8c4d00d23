//! Where a setting was written, so that an error can point at it.

use std::fmt;
use std::path::PathBuf;

/// The place of a key or of a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Character of the connection string, counted from 1.
    Character(usize),
    /// Character of the environment variable `PIPEDRIVE_SQL_CONNECTION`, counted from 1.
    Variable(usize),
    /// Line of a data source's section in an `odbc.ini`.
    Dsn {
        /// Name of the data source.
        name: String,
        /// The file.
        file: PathBuf,
        /// Line, counted from 1.
        line: usize,
    },
    /// A table of the profiles file.
    Profile {
        /// Name of the profile.
        name: String,
        /// The file.
        file: PathBuf,
    },
    /// The default of the key.
    Default,
}

impl Place {
    /// Character position, counted from 1, if the place is in a connection string.
    pub fn character(&self) -> Option<usize> {
        match self {
            Self::Character(position) | Self::Variable(position) => Some(*position),
            Self::Dsn { .. } | Self::Profile { .. } | Self::Default => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(position) => write!(f, "at character {position}"),
            Self::Variable(position) => write!(f, "at character {position} of `PIPEDRIVE_SQL_CONNECTION`"),
            Self::Dsn { name, file, line } => {
                write!(f, "in the data source `{name}` (`{}`, line {line})", file.display())
            }
            Self::Profile { name, file } => write!(f, "in the profile `{name}` (`{}`)", file.display()),
            Self::Default => f.write_str("in its default"),
        }
    }
}
