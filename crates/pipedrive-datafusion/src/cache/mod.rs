//! The cache on disk: what one session found out about an account, for the next one.
//!
//! One file for each user of each account, named by a fingerprint of the credentials that reveals nothing
//! (`file.rs`, `content.rs`). It only saves requests: a session that cannot read or write it is as right as any other.

mod content;
mod file;

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pipedrive_client::{PipedriveClient, PlanLimits};
use pipedrive_connection::ConnectionConfig;
use tokio::runtime::Handle;

use crate::knowledge::Knowledge;
use crate::metadata::{Definitions, Metadata};
use crate::saved_filter::NumberCache;
use content::KeptLimits;
pub(crate) use content::{Content, Dated, Facts, KeptField};
use file::CacheFile;

/// How long a thread that may wait does so for another process.
const OFF_THREAD: Duration = Duration::from_secs(5);

/// A fact that is confirmed within this time, in milliseconds, is no news: a day.
pub(crate) const CONFIRMED: u64 = 24 * 60 * 60 * 1000;

/// The cache of one session.
#[derive(Debug)]
pub(crate) struct AccountCache {
    /// `None` keeps nothing.
    directory: Option<PathBuf>,
    /// Whether field definitions are worth keeping: they are not where they are never reused.
    keeps_fields: bool,
    /// Whose facts the session has at hand, by the fingerprint of their credentials.
    user: Mutex<Option<String>>,
    /// The limits of the plan as they were last kept.
    limits: Mutex<Option<Dated<KeptLimits>>>,
}

/// Whom the cache is about, and what a session has at hand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AtHand<'a> {
    pub(crate) client: &'a PipedriveClient,
    pub(crate) metadata: &'a Metadata,
    pub(crate) knowledge: &'a Knowledge,
    pub(crate) numbers: &'a NumberCache,
}

impl AccountCache {
    pub(crate) fn new(config: &ConnectionConfig) -> Self {
        let keeps_fields = !config.metadata_ttl.is_zero();
        Self {
            directory: config.metadata_cache.clone(),
            keeps_fields,
            user: Mutex::default(),
            limits: Mutex::default(),
        }
    }

    /// Takes up what is kept about the user the session has become, if it is not done yet. Somebody else's facts are
    /// forgotten: another user may see other fields and other rows.
    pub(crate) fn follow(&self, at_hand: AtHand<'_>) {
        let AtHand { client, metadata, knowledge, numbers } = at_hand;
        // Nobody any more is nobody else yet: a session whose tokens were revoked asks for new ones first.
        let Some(user) = client.lasting_fingerprint() else { return };
        let mut known = self.user();
        if known.as_ref() == Some(&user) {
            return;
        }
        if known.is_some() {
            metadata.forget();
            knowledge.forget();
            numbers.forget();
            client.recall_limits(PlanLimits::default());
            *self.limits() = None;
        }
        let file = self.file(&user);
        *known = Some(user.clone());
        let Some(mut content) = file.map(|file| file.read(now())) else { return };
        if self.keeps_fields {
            metadata.adopt(std::mem::take(&mut content.fields));
            numbers.adopt(std::mem::take(&mut content.numbers), &user);
        }
        if let Some(limits) = content.limits.take() {
            client.recall_limits(limits.value.into());
            *self.limits() = Some(limits);
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
        let _ = tokio::task::spawn_blocking(move || file.add(content, now)).await;
    }

    /// Keeps what was learnt since the last time. A few kilobytes, and only if there is news.
    pub(crate) async fn keep_learnt(&self, at_hand: AtHand<'_>) {
        let Some((file, news)) = self.news(at_hand) else { return };
        let file = file.patient(OFF_THREAD);
        // As with field definitions.
        let _ = tokio::task::spawn_blocking(move || file.add(news, now)).await;
    }

    /// The same where nobody can wait for it: if another process has the file, another thread waits.
    pub(crate) fn keep_learnt_at_once(&self, at_hand: AtHand<'_>) {
        let Some((file, news)) = self.news(at_hand) else { return };
        let Some(news) = file.add_at_once(news, now) else { return };
        let add = move || file.patient(OFF_THREAD).add(news, now);
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(add)),
            Err(_) => add(),
        }
    }

    /// What was learnt since the last time, and where it belongs.
    fn news(&self, AtHand { client, knowledge, numbers, .. }: AtHand<'_>) -> Option<(CacheFile, Content)> {
        let user = self.user().clone()?;
        let file = self.file(&user)?;
        let mut news = knowledge.take_news();
        if self.keeps_fields {
            news.numbers = numbers.take_news(&user);
        }
        let told = client.told_limits();
        if told != PlanLimits::default() {
            let told = Dated { at: now(), value: KeptLimits::from(told) };
            let mut kept = self.limits();
            let is_known =
                kept.as_ref().is_some_and(|kept| kept.value == told.value && told.at.abs_diff(kept.at) < CONFIRMED);
            // Whoever has something to write anyway confirms them, too.
            if !is_known || !news.is_empty() {
                news.limits = Some(told.clone());
                *kept = Some(told);
            }
        }
        (!news.is_empty()).then_some((file, news))
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

    fn limits(&self) -> MutexGuard<'_, Option<Dated<KeptLimits>>> {
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
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
