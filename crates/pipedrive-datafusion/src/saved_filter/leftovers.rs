//! What sessions left behind that could not clean up after themselves.

use std::time::Duration;

use pipedrive_client::{ApiRequest, ErrorKind, PipedriveClient, QueryScope};
use pipedrive_schema::table;
use serde::Deserialize;

use super::lease::{Leases, delete};
use super::name::age;
use crate::error::Error;

#[derive(Deserialize)]
struct WireFilter {
    id: u64,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    is_editable: Option<bool>,
}

/// Deletes temporary filters of other sessions that are at least so old; how many there were.
///
/// # Errors
/// If the filters cannot be listed or deleted.
///
/// # API cost
/// 20 tokens, and 10 for up to a hundred filters that are deleted; 6 if it is one.
pub(crate) async fn drop_leftovers(
    client: &PipedriveClient,
    leases: &Leases,
    older_than: Duration,
    scope: &QueryScope,
) -> Result<usize, Error> {
    let filters = list(client, scope).await?;
    let own = leases.ids();
    let is_left = |filter: &WireFilter| {
        let age = filter.name.as_deref().and_then(age);
        age.is_some_and(|age| age >= older_than) && filter.is_editable != Some(false) && !own.contains(&filter.id)
    };
    let ids: Vec<u64> = filters.iter().filter(|f| is_left(f)).map(|filter| filter.id).collect();
    delete(client, &ids).await?;
    Ok(ids.len())
}

/// The ids of the filters with these names.
///
/// # Errors
/// If the filters cannot be listed.
///
/// # API cost
/// 20 tokens.
pub(super) async fn ids_of(client: &PipedriveClient, names: &[String]) -> Result<Vec<u64>, Error> {
    // A query that is over cannot refuse to clean up after itself.
    let filters = list(client, &QueryScope::new(None, None)).await?;
    let is_named = |filter: &&WireFilter| filter.name.as_ref().is_some_and(|name| names.contains(name));
    Ok(filters.iter().filter(is_named).map(|filter| filter.id).collect())
}

async fn list(client: &PipedriveClient, scope: &QueryScope) -> Result<Vec<WireFilter>, Error> {
    let walk = table("filters").and_then(|spec| spec.walks.first());
    let route = walk.ok_or_else(|| Error::new(ErrorKind::Internal, "filters have no list"))?.route;
    let answer = client.send(&ApiRequest::new(route), scope).await?;
    let filters: Option<Vec<WireFilter>> = serde_json::from_slice(&answer.data)
        .map_err(|error| Error::new(ErrorKind::Protocol, format!("cannot read the list of filters: {error}")))?;
    Ok(filters.unwrap_or_default())
}
