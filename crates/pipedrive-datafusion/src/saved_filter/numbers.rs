//! The numbers of fields, by which conditions name them: fetched when a filter first needs them, kept for `MetadataTTL`.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pipedrive_client::{ApiRequest, ErrorKind, PipedriveClient, QueryScope};
use pipedrive_schema::{Paging, RouteSpec};
use serde::Deserialize;

use super::condition::FieldNumbers;
use crate::cache::{self, Dated};
use crate::error::Error;

/// What is known, one entry a route of definitions.
#[derive(Debug)]
pub(crate) struct NumberCache {
    ttl: Duration,
    /// By the path of the route.
    entries: Mutex<HashMap<String, Entry>>,
}

#[derive(Debug)]
struct Entry {
    numbers: Arc<FieldNumbers>,
    /// When, in milliseconds since 1970 (UTC).
    fetched: u64,
    /// Whether they were fetched since [`NumberCache::take_news`] was last asked.
    is_news: bool,
    /// Who was told so, by the lasting fingerprint of the credentials: other companies have other numbers.
    user: Option<String>,
}

#[derive(Deserialize)]
struct WireField {
    /// Parts of a field have none.
    #[serde(default)]
    id: Option<u64>,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    filtering_allowed: Option<bool>,
}

impl NumberCache {
    pub(crate) fn new(ttl: Duration) -> Self {
        Self { ttl, entries: Mutex::default() }
    }

    /// Whether they need not be fetched.
    pub(super) fn are_known(&self, client: &PipedriveClient, route: RouteSpec) -> bool {
        self.known(client, route).is_some()
    }

    /// The numbers of the fields behind `route` that can be filtered by.
    ///
    /// # Errors
    /// If the definitions cannot be fetched.
    ///
    /// # API cost
    /// The price of the route a page, 20 tokens for up to 500 fields, when there is no fresh entry.
    pub(super) async fn get(
        &self,
        client: &PipedriveClient,
        route: RouteSpec,
        scope: &Arc<QueryScope>,
    ) -> Result<Arc<FieldNumbers>, Error> {
        if let Some(known) = self.known(client, route) {
            return Ok(known);
        }
        let before = client.lasting_fingerprint();
        let numbers = Arc::new(fetch(client, route, scope).await?);
        // Somebody may have had to sign in first.
        let user = client.lasting_fingerprint();
        if before.is_none() || before == user {
            let entry = Entry { numbers: Arc::clone(&numbers), fetched: cache::now(), is_news: true, user };
            self.entries().insert(route.path.to_owned(), entry);
        }
        Ok(numbers)
    }

    /// Takes up numbers that an earlier session of that user fetched, unless this one has later ones.
    pub(crate) fn adopt(&self, kept: BTreeMap<String, Dated<FieldNumbers>>, user: &str) {
        let mut entries = self.entries();
        for (path, Dated { at, value }) in kept {
            if entries.get(&path).is_none_or(|known| known.fetched < at) {
                let entry =
                    Entry { numbers: Arc::new(value), fetched: at, is_news: false, user: Some(user.to_owned()) };
                entries.insert(path, entry);
            }
        }
    }

    /// What that user was told since this was last asked.
    pub(crate) fn take_news(&self, user: &str) -> BTreeMap<String, Dated<FieldNumbers>> {
        let mut entries = self.entries();
        let news = entries.iter_mut().filter(|(_, entry)| entry.user.as_deref() == Some(user));
        let news = news.filter_map(|(path, entry)| {
            let dated = || Dated { at: entry.fetched, value: entry.numbers.as_ref().clone() };
            std::mem::take(&mut entry.is_news).then(|| (path.clone(), dated()))
        });
        news.collect()
    }

    /// Forgets everything, so that fields that were added meanwhile can be named.
    pub(crate) fn forget(&self) {
        self.entries().clear();
    }

    /// The numbers that can be used. Those that a clock has dated later than now cannot: nobody knows how old they are.
    fn known(&self, client: &PipedriveClient, route: RouteSpec) -> Option<Arc<FieldNumbers>> {
        let user = client.lasting_fingerprint();
        let entries = self.entries();
        let entry = entries.get(route.path)?;
        let age = Duration::from_millis(cache::now().checked_sub(entry.fetched)?);
        (age < self.ttl && entry.user == user).then(|| Arc::clone(&entry.numbers))
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn fetch(client: &PipedriveClient, route: RouteSpec, scope: &Arc<QueryScope>) -> Result<FieldNumbers, Error> {
    let mut request = ApiRequest::new(route);
    if let Paging::Cursor { max_limit } | Paging::Offset { max_limit } = route.paging {
        request = request.limit(max_limit);
    }
    let mut pages = client.pages(request, Arc::clone(scope));
    let mut numbers = FieldNumbers::new();
    while let Some(page) = pages.next().await? {
        let fields: Vec<WireField> = serde_json::from_slice(&page.data).map_err(|error| {
            Error::new(ErrorKind::Protocol, format!("cannot read the numbers of fields of `{}`: {error}", route.path))
        })?;
        let allowed = fields.into_iter().filter(|field| field.filtering_allowed != Some(false));
        numbers.extend(allowed.filter_map(|field| field.key.zip(field.id)));
    }
    Ok(numbers)
}
