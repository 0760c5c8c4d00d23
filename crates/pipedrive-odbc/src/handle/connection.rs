//! The connection: an account that is open or will be.

use std::sync::{Arc, Mutex};

use super::environment::Environment;
use super::registry::{Object, Registered};
use crate::diag::{Diagnostics, Record, state};

/// A connection.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) environment: Arc<Environment>,
    diagnostics: Mutex<Diagnostics>,
    pub(crate) state: Mutex<ConnectionState>,
    /// Tokens of statements and descriptors that are allocated on it, as numbers.
    pub(crate) statements: Mutex<Vec<usize>>,
    pub(crate) descriptors: Mutex<Vec<usize>>,
}

/// What may change of a connection.
#[derive(Debug)]
pub(crate) struct ConnectionState {
    /// The open account.
    pub(crate) session: Option<pipedrive_driver::Connection>,
    /// The name of the data source, empty without one.
    pub(crate) data_source: String,
    /// The connection string so far, while `SQLBrowseConnect` asks for more.
    pub(crate) browsed: Option<String>,
    /// Seconds that opening may take, 0 for no limit.
    pub(crate) login_timeout: usize,
    /// Seconds that any call may take, 0 for no limit.
    pub(crate) connection_timeout: usize,
    /// `SQL_MODE_READ_ONLY` (1) or not; a hint of the program.
    pub(crate) access_mode: usize,
    pub(crate) autocommit: usize,
    /// The number of the last statement or call that wrote.
    written: u64,
    /// Whether something was written since the last commit, without committing by itself.
    pub(crate) is_uncommitted: bool,
    pub(crate) metadata_id: usize,
    pub(crate) quiet_mode: usize,
}

impl Connection {
    /// A connection of an environment, not open yet.
    pub(crate) fn new(environment: Arc<Environment>) -> Self {
        let state = ConnectionState {
            session: None,
            data_source: String::new(),
            browsed: None,
            login_timeout: 0,
            connection_timeout: 0,
            access_mode: 0,
            autocommit: 1,
            written: 0,
            is_uncommitted: false,
            metadata_id: 0,
            quiet_mode: 0,
        };
        Self {
            environment,
            diagnostics: Mutex::default(),
            state: Mutex::new(state),
            statements: Mutex::default(),
            descriptors: Mutex::default(),
        }
    }
}

impl ConnectionState {
    /// Takes an account that was opened, of which nothing is written yet.
    pub(crate) fn opened(&mut self, session: pipedrive_driver::Connection) {
        self.session = Some(session);
        self.browsed = None;
        self.written = 0;
        self.is_uncommitted = false;
    }

    /// Notes whether the last statement wrote, which a rollback could not undo.
    pub(crate) fn note_writes(&mut self) {
        let progress = self.session.as_ref().and_then(|session| session.session().write_progress());
        if let Some(progress) = progress.filter(|progress| progress.number > self.written) {
            self.written = progress.number;
            // Of a row whose answer got lost nobody knows; of one that was refused nothing is left to undo.
            let has_written = progress.written > 0 || progress.unknown > 0;
            self.is_uncommitted |= has_written && self.autocommit == 0;
        }
    }

    /// The open account.
    ///
    /// # Errors
    /// 08003 if it is not open.
    pub(crate) fn session(&self) -> Result<&pipedrive_driver::Connection, Record> {
        self.session.as_ref().ok_or_else(|| Record::new(state::NOT_OPEN))
    }
}

impl Registered for Connection {
    fn of(object: Object) -> Option<Arc<Self>> {
        if let Object::Connection(connection) = object { Some(connection) } else { None }
    }

    fn diagnostics(&self) -> &Mutex<Diagnostics> {
        &self.diagnostics
    }
}
