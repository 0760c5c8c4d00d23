//! The cache on disk: what one session found out about an account, for the next one.
//!
//! One file for each user of each account, named by a fingerprint of the credentials that reveals nothing
//! (`file.rs`, `content.rs`). It only saves requests: a session that cannot read or write it is as right as any other.

mod content;
mod file;

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pipedrive_client::PipedriveClient;
use pipedrive_connection::ConnectionConfig;

use crate::knowledge::Knowledge;
use crate::metadata::{Definitions, Metadata};
pub(crate) use content::{Content, Dated, Facts, KeptField};
use file::CacheFile;

/// How long a thread that may wait does so for another process.
const OFF_THREAD: Duration = Duration::from_secs(5);

/// The cache of one session.
#[derive(Debug)]
pub(crate) struct AccountCache {
    /// `None` keeps nothing.
    directory: Option<PathBuf>,
    /// Whether field definitions are worth keeping: they are not where they are never reused.
    keeps_fields: bool,
    /// Whose facts the session has at hand, by the fingerprint of their credentials.
    user: Mutex<Option<String>>,
}

impl AccountCache {
    pub(crate) fn new(config: &ConnectionConfig) -> Self {
        let keeps_fields = !config.metadata_ttl.is_zero();
        Self { directory: config.metadata_cache.clone(), keeps_fields, user: Mutex::default() }
    }

    /// Takes up what is kept about the user the session has become, if it is not done yet. Somebody else's facts are
    /// forgotten: another user may see other fields and other rows.
    pub(crate) fn follow(&self, client: &PipedriveClient, metadata: &Metadata, knowledge: &Knowledge) {
        // Nobody any more is nobody else yet: a session whose tokens were revoked asks for new ones first.
        let Some(user) = client.lasting_fingerprint() else { return };
        let mut known = self.user();
        if known.as_ref() == Some(&user) {
            return;
        }
        if known.is_some() {
            metadata.forget();
            knowledge.forget();
        }
        let file = self.file(&user);
        *known = Some(user);
        let Some(mut content) = file.map(|file| file.read(now())) else { return };
        if self.keeps_fields {
            metadata.adopt(std::mem::take(&mut content.fields));
        }
        knowledge.adopt(content);
    }

    /// Keeps field definitions that were just fetched.
    pub(crate) async fn keep_fields(&self, path: &str, definitions: &Definitions) {
        let Some(file) = self.current().filter(|_| self.keeps_fields) else { return };
        let fields = definitions.fields.iter().map(KeptField::from).collect();
        let news = Dated { at: definitions.fetched, value: fields };
        let content = Content { fields: [(path.to_owned(), news)].into(), ..Content::default() };
        let file = file.patient(OFF_THREAD);
        // A cache that could not be written is no failure of the query, whatever the reason.
        let _ = tokio::task::spawn_blocking(move || file.add(content, now())).await;
    }

    /// Keeps what was learnt since the last time. A few kilobytes, and only if there is news.
    pub(crate) fn keep_learnt(&self, knowledge: &Knowledge) {
        let Some(file) = self.current() else { return };
        let news = knowledge.take_news();
        if !news.is_empty() {
            file.add(news, now());
        }
    }

    /// Forgets what is kept about the user.
    pub(crate) fn forget(&self) {
        if let Some(file) = self.current() {
            file.remove();
        }
    }

    /// The file of the user the session is.
    fn current(&self) -> Option<CacheFile> {
        self.user().as_ref().and_then(|user| self.file(user))
    }

    fn file(&self, user: &str) -> Option<CacheFile> {
        self.directory.as_ref().map(|directory| CacheFile::new(directory, user))
    }

    fn user(&self) -> MutexGuard<'_, Option<String>> {
        self.user.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Now, in milliseconds since 1970 (UTC).
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
