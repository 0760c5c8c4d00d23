//! Field definitions of the account: fetched when a table is first used, kept for `MetadataTTL`.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pipedrive_client::{ApiRequest, ErrorKind, PipedriveClient, QueryScope};
use pipedrive_schema::{FieldDefinition, FieldOption, Paging, RouteSpec};
use serde::Deserialize;

use crate::cache::{self, Dated, KeptField};
use crate::error::Error;

tokio::task_local! {
    /// The account book of the statement that is being planned, where its definitions count as its own.
    static PLANNING: Arc<QueryScope>;
}

/// Does `work`, with the definitions it fetches going to `scope`: they are refused where they cost more than it may spend.
pub(crate) async fn accounted<T>(scope: Arc<QueryScope>, work: impl Future<Output = T>) -> T {
    PLANNING.scope(scope, work).await
}

/// How the scopes of the one add-on with fields of its own begin.
const ADD_ON: &str = "projects:";

/// Field definitions as they were when fetched.
#[derive(Clone, Debug)]
pub(crate) struct Definitions {
    /// In the order the API lists them.
    pub(crate) fields: Arc<Vec<FieldDefinition>>,
    /// When, in milliseconds since 1970 (UTC).
    pub(crate) fetched: u64,
}

/// The cache, one entry a fields route.
#[derive(Debug)]
pub(crate) struct Metadata {
    ttl: Duration,
    /// By the path of the route.
    entries: Mutex<HashMap<String, Definitions>>,
    /// One fetch at a time, so that two tables planned at once do not both pay.
    fetching: tokio::sync::Mutex<()>,
}

/// Definitions that can be used.
pub(crate) enum Found {
    /// They were at hand.
    Known(Definitions),
    /// They were asked for.
    Fetched(Definitions),
}

#[derive(Deserialize)]
struct WireField {
    field_code: String,
    #[serde(default)]
    field_name: Option<String>,
    #[serde(default)]
    field_type: Option<String>,
    #[serde(default)]
    is_custom_field: Option<bool>,
    #[serde(default)]
    options: Option<Vec<WireOption>>,
}

#[derive(Deserialize)]
struct WireOption {
    /// An integer for custom fields, an integer or a text for built-in ones.
    id: serde_json::Value,
    #[serde(default)]
    label: Option<String>,
}

impl Metadata {
    pub(crate) fn new(ttl: Duration) -> Self {
        Self { ttl, entries: Mutex::default(), fetching: tokio::sync::Mutex::default() }
    }

    /// The definitions behind `route`, from the cache while they are fresh.
    ///
    /// An account that does not let this user see them (403, or a plan or add-on without the feature, which those of an
    /// add-on may also tell by 404) has none: its tables keep their built-in columns, and custom values stay readable
    /// in `_extra`.
    ///
    /// # Errors
    /// If Pipedrive cannot be reached or refuses the credentials.
    ///
    /// # API cost
    /// The price of the route a page, usually 10 tokens once, when the cache has no fresh entry.
    pub(crate) async fn definitions(&self, client: &PipedriveClient, route: RouteSpec) -> Result<Found, Error> {
        if let Some(known) = self.fresh(route, cache::now()) {
            return Ok(Found::Known(known));
        }
        let _turn = self.fetching.lock().await;
        if let Some(known) = self.fresh(route, cache::now()) {
            return Ok(Found::Known(known));
        }
        let fields = match fetch(client, route).await {
            Ok(fields) => fields,
            Err(error) if is_withheld(error.kind(), route) => {
                tracing::warn!(target: "pipedrive::metadata", route = route.path, %error, "custom fields are not visible");
                Vec::new()
            }
            Err(error) => return Err(error),
        };
        let definitions = Definitions { fields: Arc::new(fields), fetched: cache::now() };
        self.entries().insert(route.path.to_owned(), definitions.clone());
        Ok(Found::Fetched(definitions))
    }

    /// The definitions behind `route` that can be used at `now`. Those that a clock has dated later than that cannot:
    /// nobody knows how old they are.
    fn fresh(&self, route: RouteSpec, now: u64) -> Option<Definitions> {
        let is_fresh = |known: &&Definitions| {
            now.checked_sub(known.fetched).is_some_and(|age| Duration::from_millis(age) < self.ttl)
        };
        self.entries().get(route.path).filter(is_fresh).cloned()
    }

    /// The definitions behind `route` as they were last fetched, however long ago. Nothing is sent.
    pub(crate) fn last(&self, route: RouteSpec) -> Option<Definitions> {
        self.entries().get(route.path).cloned()
    }

    /// Takes up definitions that an earlier session fetched, unless this one has later ones.
    pub(crate) fn adopt(&self, kept: BTreeMap<String, Dated<Vec<KeptField>>>) {
        let mut entries = self.entries();
        for (path, Dated { at, value }) in kept {
            if entries.get(&path).is_none_or(|known| known.fetched < at) {
                let fields = Arc::new(value.into_iter().map(FieldDefinition::from).collect());
                entries.insert(path, Definitions { fields, fetched: at });
            }
        }
    }

    /// Forgets everything, so that the next query sees fields that were added meanwhile.
    pub(crate) fn forget(&self) {
        self.entries().clear();
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<String, Definitions>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_withheld(kind: ErrorKind, route: RouteSpec) -> bool {
    match kind {
        ErrorKind::PermissionDenied | ErrorKind::PlanLimit => true,
        // Every account has the other routes: one that does not know them is the wrong host.
        ErrorKind::NotFound => route.scopes.iter().any(|scope| scope.starts_with(ADD_ON)),
        _ => false,
    }
}

async fn fetch(client: &PipedriveClient, route: RouteSpec) -> Result<Vec<FieldDefinition>, Error> {
    let mut request = ApiRequest::new(route);
    if let Paging::Cursor { max_limit } | Paging::Offset { max_limit } = route.paging {
        request = request.limit(max_limit);
    }
    let scope = PLANNING.try_with(Arc::clone).unwrap_or_default();
    let mut pages = client.pages(request, scope);
    let mut fields = Vec::new();
    while let Some(page) = pages.next().await? {
        let wire: Vec<WireField> = serde_json::from_slice(&page.data).map_err(|error| {
            Error::new(ErrorKind::Protocol, format!("cannot read the field definitions of `{}`: {error}", route.path))
        })?;
        fields.extend(wire.into_iter().map(FieldDefinition::from));
    }
    Ok(fields)
}

impl From<WireField> for FieldDefinition {
    fn from(wire: WireField) -> Self {
        let options = wire.options.unwrap_or_default().into_iter().map(|option| FieldOption {
            id: option.id.as_str().map_or_else(|| option.id.to_string(), str::to_owned),
            label: option.label.unwrap_or_default(),
        });
        Self {
            label: wire.field_name.unwrap_or_else(|| wire.field_code.clone()),
            code: wire.field_code,
            field_type: wire.field_type.unwrap_or_default(),
            is_custom: wire.is_custom_field.unwrap_or_default(),
            options: options.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ttl: Duration, fetched: u64, now: u64, expect: bool) {
        let metadata = Metadata::new(ttl);
        let table = pipedrive_schema::table("deals").unwrap();
        let route = table.custom_fields.unwrap().fields;
        metadata.adopt([(route.path.to_owned(), Dated { at: fetched, value: Vec::new() })].into());
        assert_eq!(metadata.fresh(route, now).is_some(), expect, "{ttl:?}, {fetched}, {now}");
        assert!(metadata.last(route).is_some());
    }

    #[test]
    fn definitions_are_used_until_they_are_too_old_by_the_clock() {
        let ttl = Duration::from_mins(15);
        check(ttl, 1_000_000, 1_000_000, true);
        check(ttl, 1_000_000, 1_899_999, true);
        check(ttl, 1_000_000, 1_900_000, false);
        check(ttl, 1_000_001, 1_000_000, false);
        check(ttl, 0, u64::MAX, false);
        check(Duration::ZERO, 1_000_000, 1_000_000, false);
    }

    #[test]
    fn later_definitions_replace_earlier_ones() {
        let metadata = Metadata::new(Duration::from_mins(15));
        let route = pipedrive_schema::table("deals").unwrap().custom_fields.unwrap().fields;
        for (at, expect) in [(5, 5), (7, 7), (6, 7)] {
            metadata.adopt([(route.path.to_owned(), Dated { at, value: Vec::new() })].into());
            assert_eq!(metadata.last(route).unwrap().fetched, expect);
        }
        metadata.forget();
        assert!(metadata.last(route).is_none());
    }
}
