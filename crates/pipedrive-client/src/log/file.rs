//! `LogFile`: the properties `LogFile` and `Verbosity` as a `tracing` layer.
//!
//! Only events of this product are written: those of libraries may hold what nobody has checked for secrets.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::Utc;
use pipedrive_connection::ConnectionConfig;
use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

use crate::ClientError;
use crate::log::rotate::RotatingFile;
use crate::log::{BODY, HEADERS, REQUEST, STATEMENT, line, redact};

/// A log file, open for appending.
#[derive(Clone)]
pub struct LogFile {
    verbosity: u8,
    path: PathBuf,
    file: Arc<Mutex<RotatingFile>>,
}

impl LogFile {
    /// Opens the log file of a configuration; `None` if it names none.
    ///
    /// The file and its predecessors can be read by their owner only. The secrets of the configuration are kept
    /// out of it at every verbosity.
    ///
    /// # Errors
    /// [`ClientError::LogFile`] if the file cannot be opened for writing.
    pub fn open(config: &ConnectionConfig) -> Result<Option<Self>, ClientError> {
        redact::remember_config(config);
        let Some(path) = &config.log_file else { return Ok(None) };
        let file = RotatingFile::open(path, config.max_log_file_size, config.max_log_file_count)
            .map_err(|error| ClientError::LogFile { path: path.clone(), reason: error.to_string() })?;
        Ok(Some(Self { verbosity: config.verbosity, path: path.clone(), file: Arc::new(Mutex::new(file)) }))
    }

    /// Makes this the log of the whole process, which can be done once.
    ///
    /// Returns `false`, and changes nothing, if the process has a `tracing` subscriber already: an earlier
    /// connection's log file, or that of a program around this library, which can add [`LogFile::layer`] to it.
    pub fn install(&self) -> bool {
        tracing::subscriber::set_global_default(Registry::default().with(self.layer())).is_ok()
    }

    /// A layer that writes to this file, for a subscriber of one's own.
    pub fn layer<S>(&self) -> impl Layer<S> + Send + Sync + 'static + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let verbosity = self.verbosity;
        let most = match verbosity {
            0 | 1 => LevelFilter::INFO,
            2 => LevelFilter::DEBUG,
            3.. => LevelFilter::TRACE,
        };
        Writer { file: Arc::clone(&self.file) }.with_filter(
            filter_fn(move |metadata| verbosity_of(metadata).is_some_and(|least| least <= verbosity))
                .with_max_level_hint(most),
        )
    }
}

impl fmt::Debug for LogFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogFile").field("path", &self.path).field("verbosity", &self.verbosity).finish_non_exhaustive()
    }
}

/// The least verbosity at which an event is written; `None` for events of others.
fn verbosity_of(metadata: &Metadata<'_>) -> Option<u8> {
    let target = metadata.target();
    if !target.starts_with("pipedrive") {
        return None;
    }
    Some(match *metadata.level() {
        Level::ERROR | Level::WARN => 1,
        Level::INFO | Level::DEBUG | Level::TRACE => match target {
            STATEMENT => 1,
            REQUEST => 2,
            HEADERS => 3,
            BODY => 4,
            _ => 5,
        },
    })
}

/// The layer itself.
struct Writer {
    file: Arc<Mutex<RotatingFile>>,
}

impl<S: Subscriber> Layer<S> for Writer {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let text = redact::scrub_known(&line::of(event, Utc::now()));
        // A full disk must not fail a query, and there is no other place to say so.
        let _ = self.file.lock().unwrap_or_else(PoisonError::into_inner).append(&text);
    }
}
