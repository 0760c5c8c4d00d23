//! The environment: which version of ODBC the program speaks.

use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::registry::{Object, Registered};
use crate::diag::Diagnostics;

/// `SQL_OV_ODBC2`, `SQL_OV_ODBC3` and `SQL_OV_ODBC3_80`.
pub(crate) const VERSIONS: &[i32] = &[2, 3, 380];

/// An environment.
#[derive(Debug)]
pub(crate) struct Environment {
    diagnostics: Mutex<Diagnostics>,
    version: AtomicI32,
    /// Connections that are allocated.
    pub(crate) connections: AtomicUsize,
}

impl Default for Environment {
    fn default() -> Self {
        Self { diagnostics: Mutex::default(), version: AtomicI32::new(3), connections: AtomicUsize::new(0) }
    }
}

impl Environment {
    /// The version of ODBC that the program speaks, one of [`VERSIONS`].
    pub(crate) fn version(&self) -> i32 {
        self.version.load(Ordering::Relaxed)
    }

    /// Takes a version; says whether there is such a one.
    pub(crate) fn set_version(&self, version: i32) -> bool {
        let is_known = VERSIONS.contains(&version);
        if is_known {
            self.version.store(version, Ordering::Relaxed);
        }
        is_known
    }

    /// Whether the program speaks ODBC 2, whose SQLSTATEs and types of dates have other numbers.
    pub(crate) fn is_odbc2(&self) -> bool {
        self.version() == 2
    }
}

impl Registered for Environment {
    fn of(object: Object) -> Option<Arc<Self>> {
        if let Object::Environment(environment) = object { Some(environment) } else { None }
    }

    fn diagnostics(&self) -> &Mutex<Diagnostics> {
        &self.diagnostics
    }
}
