//! From a connection string to a configuration.

use crate::{ConnectionConfig, ConnectionError, Sources};

/// Parses, merges, checks and completes.
pub(crate) fn resolve(_connection_string: &str, _sources: &Sources) -> Result<ConnectionConfig, ConnectionError> {
    Err(ConnectionError::MissingKeys { missing: Vec::new(), advice: Vec::new() })
}
