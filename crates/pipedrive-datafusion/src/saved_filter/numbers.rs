//! The numbers of fields, by which conditions name them: fetched when a filter first needs them, kept for `MetadataTTL`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use pipedrive_client::{ApiRequest, ErrorKind, PipedriveClient, QueryScope};
use pipedrive_schema::{Paging, RouteSpec};
use serde::Deserialize;

use super::condition::FieldNumbers;
use crate::error::Error;

/// What is known, one entry a route of definitions.
#[derive(Debug)]
pub(crate) struct NumberCache {
    ttl: Duration,
    entries: Mutex<HashMap<&'static str, Entry>>,
}

#[derive(Debug)]
struct Entry {
    numbers: Arc<FieldNumbers>,
    fetched: Instant,
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
            let entry = Entry { numbers: Arc::clone(&numbers), fetched: Instant::now(), user };
            self.entries.lock().unwrap_or_else(PoisonError::into_inner).insert(route.path, entry);
        }
        Ok(numbers)
    }

    /// Forgets everything, so that fields that were added meanwhile can be named.
    pub(crate) fn forget(&self) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn known(&self, client: &PipedriveClient, route: RouteSpec) -> Option<Arc<FieldNumbers>> {
        let user = client.lasting_fingerprint();
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get(route.path)?;
        (entry.fetched.elapsed() < self.ttl && entry.user == user).then(|| Arc::clone(&entry.numbers))
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
