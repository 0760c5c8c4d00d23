//! The statement: what is prepared, bound, executed and being fetched.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use pipedrive_driver::{Call, CancelHandle, Outcomes};

use super::connection::Connection;
use super::descriptor::{Descriptor, DescriptorKind};
use super::enter::lock;
use super::registry::{Object, Registered};
use crate::convert::Value;
use crate::cursor::Cursor;
use crate::diag::{Diagnostics, Record, state};

/// A statement.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) connection: Arc<Connection>,
    diagnostics: Mutex<Diagnostics>,
    /// Outside of the lock, because it is for other threads.
    pub(crate) cancel: CancelHandle,
    pub(crate) state: Mutex<StatementState>,
    /// Descriptors that the driver made: of rows and of parameters, the program's and its own.
    pub(crate) own: [Arc<Descriptor>; 4],
    /// Their tokens, as numbers.
    pub(crate) own_tokens: Mutex<[usize; 4]>,
}

/// What may change of a statement.
#[derive(Debug)]
pub(crate) struct StatementState {
    pub(crate) engine: pipedrive_driver::Statement,
    pub(crate) attributes: Attributes,
    /// Descriptors of the program that take the place of the driver's, with their tokens.
    pub(crate) rows: Option<(Arc<Descriptor>, usize)>,
    pub(crate) parameters: Option<(Arc<Descriptor>, usize)>,
    /// Whether something is prepared, and not only executed.
    pub(crate) is_prepared: bool,
    /// Whether something was executed, and its result is not closed.
    pub(crate) is_executed: bool,
    /// What is left of a batch.
    pub(crate) outcomes: Option<Outcomes>,
    pub(crate) cursor: Option<Cursor>,
    /// Rows that were written, −1 where that is not known.
    pub(crate) row_count: isize,
    pub(crate) cursor_name: String,
    /// Parameters that are being sent in pieces.
    pub(crate) sending: Option<DataAtExecution>,
}

/// Attributes of a statement that are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attributes {
    /// Seconds, 0 for no limit.
    pub(crate) query_timeout: usize,
    pub(crate) max_rows: usize,
    /// `SQL_NOSCAN_ON` (1): escapes are not translated.
    pub(crate) noscan: usize,
    pub(crate) metadata_id: usize,
    /// `SQL_RD_OFF` (0): columns are not written when rows are fetched.
    pub(crate) retrieve_data: usize,
    /// Rows of a rowset of `SQLExtendedFetch`, which alone reads this.
    pub(crate) rowset_size: usize,
}

impl Default for Attributes {
    fn default() -> Self {
        Self { query_timeout: 0, max_rows: 0, noscan: 0, metadata_id: 0, retrieve_data: 1, rowset_size: 1 }
    }
}

/// Parameters that a program sends with `SQLPutData`.
#[derive(Debug, Default)]
pub(crate) struct DataAtExecution {
    /// Which are wanted, by number from 1, the next one first.
    pub(crate) wanted: Vec<u16>,
    /// The one that is being sent.
    pub(crate) current: Option<Sent>,
    /// Those that are complete.
    pub(crate) values: Vec<(u16, Value)>,
}

/// A parameter that is being sent.
#[derive(Debug)]
pub(crate) struct Sent {
    /// From 1.
    pub(crate) number: u16,
    /// What was sent so far.
    pub(crate) bytes: Vec<u8>,
    /// Whether that is NULL.
    pub(crate) is_null: bool,
    /// Whether anything came.
    pub(crate) is_begun: bool,
}

impl Statement {
    /// A statement of an open connection.
    pub(crate) fn new(connection: Arc<Connection>, engine: pipedrive_driver::Statement, metadata_id: usize) -> Self {
        let descriptor = |kind| Arc::new(Descriptor::new(Arc::clone(&connection), kind, true));
        let own = [
            descriptor(DescriptorKind::Application),
            descriptor(DescriptorKind::Application),
            descriptor(DescriptorKind::Row),
            descriptor(DescriptorKind::Parameter),
        ];
        let cancel = engine.cancel_handle();
        let state = StatementState {
            engine,
            attributes: Attributes { metadata_id, ..Attributes::default() },
            rows: None,
            parameters: None,
            is_prepared: false,
            is_executed: false,
            outcomes: None,
            cursor: None,
            row_count: -1,
            cursor_name: String::new(),
            sending: None,
        };
        let (diagnostics, own_tokens) = (Mutex::default(), Mutex::default());
        Self { connection, diagnostics, cancel, state: Mutex::new(state), own, own_tokens }
    }

    /// The state for a call that prepares, executes or asks the catalogue, which other threads may cancel.
    ///
    /// # Errors
    /// Those of `check`, which says whether the call may be made now. One that may not leaves what was executed as it is.
    pub(crate) fn work(
        &self,
        check: impl FnOnce(&StatementState) -> Result<(), Record>,
    ) -> Result<Working<'_>, Record> {
        // Announced before the lock is taken, so that there is no moment in which it is held and cannot be cancelled.
        let mut call = self.cancel.announce();
        let mut state = lock(&self.state);
        check(&state)?;
        call.begin_anew();
        // The connection's limit may have been set after the statement was allocated.
        let connection_timeout = lock(&self.connection.state).connection_timeout;
        let limit = limit(state.attributes.query_timeout, connection_timeout);
        state.engine.set_query_timeout(limit);
        Ok(Working { _call: call, state })
    }

    /// The state for a call that goes on with what was executed, which other threads may cancel.
    pub(crate) fn go_on(&self) -> Working<'_> {
        Working { _call: self.cancel.announce(), state: lock(&self.state) }
    }

    /// The descriptor of bound columns.
    pub(crate) fn ard(&self, state: &StatementState) -> Arc<Descriptor> {
        current(state.rows.as_ref(), &self.own[0])
    }

    /// The descriptor of bound parameters.
    pub(crate) fn apd(&self, state: &StatementState) -> Arc<Descriptor> {
        current(state.parameters.as_ref(), &self.own[1])
    }

    /// The descriptor of the columns of the result.
    pub(crate) fn ird(&self) -> &Descriptor {
        &self.own[2]
    }

    /// The descriptor of the parameters of the statement.
    pub(crate) fn ipd(&self) -> &Descriptor {
        &self.own[3]
    }
}

/// The shorter one of two limits in seconds, of which 0 is none.
fn limit(query: usize, connection: usize) -> Option<Duration> {
    let seconds = [query, connection].into_iter().filter(|seconds| *seconds > 0).min()?;
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(u64::MAX)))
}

/// The state of a statement during a call that may take long.
pub(crate) struct Working<'a> {
    /// Ends before the state is unlocked.
    _call: Call,
    state: MutexGuard<'a, StatementState>,
}

impl Deref for Working<'_> {
    type Target = StatementState;

    fn deref(&self) -> &StatementState {
        &self.state
    }
}

impl DerefMut for Working<'_> {
    fn deref_mut(&mut self) -> &mut StatementState {
        &mut self.state
    }
}

fn current(chosen: Option<&(Arc<Descriptor>, usize)>, own: &Arc<Descriptor>) -> Arc<Descriptor> {
    let live = chosen.map(|(descriptor, _)| descriptor).filter(|descriptor| !descriptor.is_freed());
    Arc::clone(live.unwrap_or(own))
}

impl StatementState {
    /// Makes sure that there is a statement that may have columns.
    ///
    /// # Errors
    /// HY010 if nothing is prepared or executed.
    pub(crate) fn check_present(&self) -> Result<(), Record> {
        if self.is_prepared || self.is_executed || self.cursor.is_some() {
            return Ok(());
        }
        Err(Record::with(state::SEQUENCE, "no statement is prepared or executed"))
    }

    /// Forgets the result and what is left of a batch.
    pub(crate) fn close(&mut self) {
        self.cursor = None;
        self.outcomes = None;
        self.sending = None;
        self.is_executed = false;
    }
}

impl Registered for Statement {
    fn of(object: Object) -> Option<Arc<Self>> {
        if let Object::Statement(statement) = object { Some(statement) } else { None }
    }

    fn diagnostics(&self) -> &Mutex<Diagnostics> {
        &self.diagnostics
    }
}
