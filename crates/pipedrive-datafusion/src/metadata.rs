//! Field definitions of the account: fetched when a table is first used, kept for `MetadataTTL`.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pipedrive_client::{ApiRequest, ErrorKind, PipedriveClient, QueryScope};
use pipedrive_schema::{FieldDefinition, FieldOption, Paging, RouteSpec};
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::error::Error;

/// How the scopes of the one add-on with fields of its own begin.
const ADD_ON: &str = "projects:";

/// Field definitions as they were when fetched.
#[derive(Clone, Debug)]
pub(crate) struct Definitions {
    /// In the order the API lists them.
    pub(crate) fields: Arc<Vec<FieldDefinition>>,
    fetched: Instant,
}

/// The cache, one entry a fields route.
#[derive(Debug)]
pub(crate) struct Metadata {
    ttl: Duration,
    entries: Mutex<HashMap<&'static str, Definitions>>,
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
        Self { ttl, entries: Mutex::default() }
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
    pub(crate) async fn definitions(&self, client: &PipedriveClient, route: RouteSpec) -> Result<Definitions, Error> {
        // The lock is held while fetching, so that two tables planned at once do not both pay.
        let mut entries = self.entries.lock().await;
        if let Some(known) = entries.get(route.path).filter(|d| d.fetched.elapsed() < self.ttl) {
            return Ok(known.clone());
        }
        let fields = match fetch(client, route).await {
            Ok(fields) => fields,
            Err(error) if is_withheld(error.kind(), route) => {
                tracing::warn!(target: "pipedrive::metadata", route = route.path, %error, "custom fields are not visible");
                Vec::new()
            }
            Err(error) => return Err(error),
        };
        let definitions = Definitions { fields: Arc::new(fields), fetched: Instant::now() };
        entries.insert(route.path, definitions.clone());
        Ok(definitions)
    }

    /// The definitions behind `route` as they were last fetched, however long ago; `None` also while they are being
    /// fetched. Nothing is sent.
    pub(crate) fn last(&self, route: RouteSpec) -> Option<Definitions> {
        self.entries.try_lock().ok()?.get(route.path).cloned()
    }

    /// Forgets everything, so that the next query sees fields that were added meanwhile.
    pub(crate) async fn forget(&self) {
        self.entries.lock().await.clear();
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
    let mut pages = client.pages(request, Arc::new(QueryScope::new(None, None)));
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
