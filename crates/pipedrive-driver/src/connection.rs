//! `Connection`: one open account.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use pipedrive_connection::ConnectionConfig;
use pipedrive_datafusion::{CurrentUser, PipedriveSession};

use crate::call::wait;
use crate::cancel::{CancelHandle, Stop};
use crate::catalogue::Catalogue;
use crate::error::Error;
use crate::open::Open;
use crate::process::Process;
use crate::runtime::runtime;
use crate::sqlstate::Phase;
use crate::statement::Statement;

/// Longest wait for tokens that are under way when a connection is closed.
const SETTLING: Duration = Duration::from_secs(5);

/// An open account. Clones are the same connection, and any number of statements may be used at the same time.
///
/// ```no_run
/// use pipedrive_driver::{Connection, Open, Outcome};
///
/// let connection = Connection::open("CompanyDomain=acme;APIToken=0123456789", &Open::default())?;
/// let mut outcomes = connection.statement().execute_text("SELECT id, title FROM deals", &[])?;
/// while let Some(outcome) = outcomes.next_outcome()? {
///     if let Outcome::Rows(mut rows) = outcome {
///         while let Some(batch) = rows.next_batch()? {
///             let _ = batch.num_rows();
///         }
///     }
/// }
/// connection.close()?;
/// # Ok::<(), pipedrive_driver::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Connection {
    shared: Arc<Shared>,
}

impl Connection {
    /// Opens the account that a connection string names.
    ///
    /// # Errors
    /// If the string is wrong, and where the credentials are checked, if Pipedrive refuses them or cannot be reached.
    ///
    /// # API cost
    /// 2 tokens where the credentials are checked, else none.
    pub fn open(connection: &str, options: &Open) -> Result<Self, Error> {
        let config = ConnectionConfig::parse(connection).map_err(pipedrive_datafusion::Error::from)?;
        Self::open_config(config, options)
    }

    /// Opens the account of a configuration that was parsed before.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    ///
    /// # API cost
    /// As [`open`](Self::open).
    pub fn open_config(config: ConnectionConfig, options: &Open) -> Result<Self, Error> {
        let prompt = Arc::clone(&options.prompt);
        let is_checked = options.check.unwrap_or(config.connect_on_open);
        let work = async move {
            let session = PipedriveSession::open_with(&config, prompt)?;
            let user = if is_checked { Some(session.current_user().await?) } else { None };
            let notes = config.notes.iter().cloned().chain(session.account().oauth().notes()).collect();
            let (process, is_closed) = (Process::current(), AtomicBool::new(false));
            Ok(Shared { session, user, config, notes, process, is_closed })
        };
        let shared = wait(&Stop::default(), options.login_timeout, work).map_err(|e| e.in_phase(Phase::Connect))?;
        Ok(Self { shared: Arc::new(shared) })
    }

    /// A statement of this connection.
    pub fn statement(&self) -> Statement {
        Statement::new(Arc::clone(&self.shared))
    }

    /// What there is to query.
    pub fn catalogue(&self) -> Catalogue {
        Catalogue::new(Arc::clone(&self.shared), CancelHandle::default(), None)
    }

    /// The user and company behind the credentials, where they were checked.
    pub fn user(&self) -> Option<&CurrentUser> {
        self.shared.user.as_ref()
    }

    /// What the connection was opened with.
    pub fn config(&self) -> &ConnectionConfig {
        &self.shared.config
    }

    /// First word of the account's Pipedrive address, where the connection string or the check told it.
    pub fn company_domain(&self) -> Option<&str> {
        let told = self.user().and_then(|user| user.company_domain.as_deref());
        told.or(self.shared.config.company_domain.as_deref())
    }

    /// Whether everything that would change the account is refused.
    pub fn is_read_only(&self) -> bool {
        self.shared.config.read_only
    }

    /// What the user should know although nothing is wrong, such as keys that have no effect.
    pub fn notes(&self) -> &[String] {
        &self.shared.notes
    }

    /// The engine's session underneath.
    pub fn session(&self) -> &PipedriveSession {
        &self.shared.session
    }

    /// Asks Pipedrive who the user is, and so whether the connection works.
    ///
    /// # Errors
    /// If Pipedrive cannot be reached or refuses the credentials, or the connection is closed.
    ///
    /// # API cost
    /// 2 tokens.
    pub fn check(&self, limit: Option<Duration>) -> Result<CurrentUser, Error> {
        let session = self.shared.open_session()?;
        wait(&Stop::default(), limit, async move { Ok(session.current_user().await?) })
    }

    /// Whether [`close`](Self::close) was called, or the connection belongs to the process that this one was forked from.
    pub fn is_closed(&self) -> bool {
        self.shared.is_closed.load(Ordering::Acquire) || !self.shared.process.is_current()
    }

    /// Ends the connection: filters that queries saved in the account are deleted, tokens that are under way are kept.
    /// Statements that come later are refused. Closing again does nothing, nor does closing what the process before a fork
    /// has opened: it goes on there.
    ///
    /// # Errors
    /// If the filters cannot be deleted; the connection is closed nevertheless.
    ///
    /// # API cost
    /// None, unless filters were saved: 6 tokens for one, 10 for more.
    pub fn close(&self) -> Result<(), Error> {
        if self.shared.is_closed.swap(true, Ordering::AcqRel) || !self.shared.process.is_current() {
            return Ok(());
        }
        wait(&Stop::default(), None, settle(self.shared.session.clone()))
    }
}

/// What statements need of their connection.
pub(crate) struct Shared {
    session: PipedriveSession,
    user: Option<CurrentUser>,
    config: ConnectionConfig,
    notes: Vec<String>,
    /// The process that has opened the connection.
    pub(crate) process: Process,
    is_closed: AtomicBool,
}

impl Shared {
    /// The session, unless the connection is closed.
    ///
    /// # Errors
    /// If it is, or belongs to the process that this one was forked from.
    pub(crate) fn open_session(&self) -> Result<PipedriveSession, Error> {
        if !self.process.is_current() {
            return Err(Error::of_another_process());
        }
        if self.is_closed.load(Ordering::Acquire) { Err(Error::not_open()) } else { Ok(self.session.clone()) }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if !self.process.is_current() {
            // Closing its sockets here would take them from the process that uses them.
            std::mem::forget(self.session.clone());
            return;
        }
        if *self.is_closed.get_mut() {
            return;
        }
        if let Ok(runtime) = runtime() {
            // Nobody waits for this, and whoever wants to know closes the connection.
            runtime.spawn(settle(self.session.clone()));
        }
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("config", &self.config)
            .field("is_closed", &self.is_closed)
            .finish_non_exhaustive()
    }
}

async fn settle(session: PipedriveSession) -> Result<(), Error> {
    let closed = session.close().await;
    session.account().oauth().settle(SETTLING).await;
    Ok(closed?)
}
