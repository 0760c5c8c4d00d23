//! The filters a session has added to the account: each is there once, whoever needs it, and goes with the session.
//!
//! A filter outlives the scan it was made for, so that the next one with the same conditions need not pay for it again,
//! and goes when the session is closed, or when so many others were made since that it is unlikely to be needed. A
//! session that is dropped without being closed has no way to wait, so its filters are deleted by a task of the runtime
//! they were made in; if that is gone too they stay, as after a crash, until `CALL DropTemporaryFilters()`.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use pipedrive_client::{ApiRequest, DataShape, ErrorKind, Method, PipedriveClient, QueryScope};
use pipedrive_schema::{ADD_FILTER, DELETE_FILTER, DELETE_FILTERS};
use serde::Deserialize;
use serde_json::json;
use tokio::runtime::Handle;

use super::condition::Conditions;
use super::leftovers::ids_of;
use super::name::name;
use super::numbers::NumberCache;
use crate::error::Error;

/// Filters kept although no scan uses them.
const MAX_IDLE: usize = 8;

/// Most filters one request deletes.
const MAX_IDS: usize = 100;

/// A filter that is used as long as this lives.
#[derive(Clone, Debug)]
pub(crate) struct Lease(Arc<u64>);

impl Lease {
    /// The filter's id.
    pub(super) fn id(&self) -> u64 {
        *self.0
    }
}

/// The filters of one session.
pub(crate) struct Leases {
    client: PipedriveClient,
    state: Mutex<State>,
    /// One at a time is added, so that scans that want the same one share it.
    adding: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    /// In the order of their last use.
    held: Vec<(Conditions, Lease)>,
    /// Ids that nobody uses any more and that are still to be deleted.
    owed: Vec<u64>,
    /// Names of filters that may have been added, although no answer told so.
    doubtful: Vec<String>,
    /// None are added any more.
    closed: bool,
    /// Where to delete them if nobody waits for it.
    runtime: Option<Handle>,
    /// Whose filters these are, by the lasting fingerprint of the credentials; `None` if that is not known.
    user: Option<String>,
}

#[derive(Deserialize)]
struct Added {
    id: u64,
}

impl Leases {
    /// None yet; a session that may only read is never to have any.
    pub(crate) fn new(client: PipedriveClient, read_only: bool) -> Self {
        let state = State { closed: read_only, ..State::default() };
        Self { client, state: Mutex::new(state), adding: tokio::sync::Mutex::default() }
    }

    /// Whether filters are out of the question.
    pub(super) fn is_closed(&self) -> bool {
        self.with(|state| state.closed)
    }

    /// Whether there is a filter with these conditions.
    pub(super) fn holds(&self, conditions: &Conditions) -> bool {
        self.with(|state| state.held.iter().any(|(known, _)| known == conditions))
    }

    /// The ids of all filters the session has in the account.
    pub(super) fn ids(&self) -> Vec<u64> {
        self.with(|state| state.held.iter().map(|(_, lease)| lease.id()).chain(state.owed.iter().copied()).collect())
    }

    /// The filter with these conditions, which is added if there is none.
    ///
    /// # Errors
    /// If it cannot be added.
    ///
    /// # Cancellation
    /// A filter that is being added when nobody waits for it any more is added all the same, and known, so that it will
    /// be deleted.
    ///
    /// # API cost
    /// 10 tokens for a new one, and 20 where the numbers of its fields are not known; deleting it will take another 6.
    pub(super) async fn lease(
        self: &Arc<Self>,
        conditions: &Conditions,
        numbers: &Arc<NumberCache>,
        scope: &Arc<QueryScope>,
    ) -> Result<Lease, Error> {
        let (leases, numbers, scope) = (Arc::clone(self), Arc::clone(numbers), Arc::clone(scope));
        let conditions = conditions.clone();
        let adding = tokio::spawn(async move { leases.find_or_add(conditions, &numbers, &scope).await });
        adding.await.map_err(|error| {
            Error::new(ErrorKind::Internal, "adding a temporary filter came to no end").with_source(error)
        })?
    }

    async fn find_or_add(
        &self,
        conditions: Conditions,
        numbers: &NumberCache,
        scope: &Arc<QueryScope>,
    ) -> Result<Lease, Error> {
        // Held to the end, so that closing waits for what is deleted here, too.
        let _turn = self.adding.lock().await;
        if let Some(lease) = self.with(|state| state.find(&conditions)) {
            return Ok(lease);
        }
        if self.is_closed() {
            return Err(Error::new(ErrorKind::Unsupported, "the session is closed"));
        }
        let numbers = numbers.get(&self.client, conditions.spec.fields, scope).await?;
        let user = self.client.lasting_fingerprint();
        let groups = conditions.groups(&numbers).ok_or_else(|| {
            Error::new(ErrorKind::Unsupported, "no condition is about a field that can be filtered by")
        })?;
        let name = name(conditions.digest());
        let body = json!({"name": name, "type": conditions.spec.kind, "conditions": groups});
        let request = ApiRequest::new(ADD_FILTER)
            .with_method(Method::Post)
            .with_json(body.to_string())
            .expecting(&[DataShape::Object]);
        let added = self.add(&request, scope).await.inspect_err(|error| {
            if leaves_doubt(error) {
                self.with(|state| state.doubtful.push(name));
            }
        })?;
        tracing::debug!(target: "pipedrive::filters", id = added.id, %conditions, "added a temporary filter");
        let lease = Lease(Arc::new(added.id));
        if user.is_some() && user != self.client.lasting_fingerprint() {
            let message = "the session has become another user's while a temporary filter was added";
            return Err(Error::new(ErrorKind::Unsupported, message));
        }
        let is_late = self.with(|state| state.keep(conditions, lease.clone()));
        if is_late {
            self.settle().await?;
        } else if let Err(error) = self.settle_surplus().await {
            // They are still owed, and the rows asked for do not depend on it.
            tracing::warn!(target: "pipedrive::filters", %error, "temporary filters could not be deleted yet");
        }
        Ok(lease)
    }

    async fn add(&self, request: &ApiRequest, scope: &Arc<QueryScope>) -> Result<Added, Error> {
        let answer = self.client.send(request, scope).await?;
        serde_json::from_slice(&answer.data)
            .map_err(|error| Error::new(ErrorKind::Protocol, format!("the answer to a new filter has no id: {error}")))
    }

    /// Forgets a filter that turned out to be of no use; it is deleted with the others.
    pub(super) fn give_up(&self, lease: &Lease) {
        self.with(|state| {
            // It is not held if it was made by another user, or given up by another scan.
            if let Some(place) = state.held.iter().position(|(_, held)| held.id() == lease.id()) {
                state.held.remove(place);
                state.owed.push(lease.id());
            }
        });
    }

    /// Deletes every filter of the session, which can add no more.
    ///
    /// # Errors
    /// If they cannot be deleted; calling it again tries again.
    ///
    /// # API cost
    /// 6 tokens for one filter, 10 for more; none where there is none. 20 to look for those of which no answer told
    /// whether they were added.
    pub(crate) async fn close(&self) -> Result<(), Error> {
        self.with(|state| state.closed = true);
        self.clear().await
    }

    /// Deletes every filter the session has by now, which can add others.
    ///
    /// # Errors
    /// If they cannot be deleted; calling it again tries again.
    ///
    /// # API cost
    /// As [`close`](Self::close).
    pub(crate) async fn clear(&self) -> Result<(), Error> {
        // One that is being added now is known once its turn is over.
        let _turn = self.adding.lock().await;
        self.with(|state| {
            let held = std::mem::take(&mut state.held);
            state.owed.extend(held.iter().map(|(_, lease)| lease.id()));
        });
        self.settle().await?;
        self.clear_doubts().await
    }

    /// Looks for the filters that may have been added, and deletes those.
    async fn clear_doubts(&self) -> Result<(), Error> {
        let doubtful = self.with(|state| state.doubtful.clone());
        if doubtful.is_empty() {
            return Ok(());
        }
        let found = ids_of(&self.client, &doubtful).await?;
        self.with(|state| {
            state.owed.extend(found);
            state.doubtful.clear();
        });
        self.settle().await
    }

    /// Deletes idle filters once there are more than are worth keeping.
    async fn settle_surplus(&self) -> Result<(), Error> {
        self.with(State::dismiss_surplus);
        self.settle().await
    }

    /// Deletes what is owed; it stays owed until that is done, should nobody wait for the end.
    async fn settle(&self) -> Result<(), Error> {
        let owed = self.with(|state| state.owed.clone());
        delete(&self.client, &owed).await?;
        self.with(|state| state.owed.retain(|id| !owed.contains(id)));
        Ok(())
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let user = self.client.lasting_fingerprint();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.follow(user);
        change(&mut state)
    }
}

impl State {
    /// Forgets the filters of another user: their ids may be those of a stranger's filters where this user is at home.
    fn follow(&mut self, user: Option<String>) {
        // Nobody any more is nobody else yet: a session whose tokens were revoked asks for new ones first.
        if user.is_none() || user == self.user {
            return;
        }
        let left = self.held.len() + self.owed.len();
        if left > 0 {
            tracing::warn!(target: "pipedrive::filters", left, "temporary filters of another user were left behind");
        }
        self.held.clear();
        self.owed.clear();
        self.doubtful.clear();
        self.user = user;
    }

    /// The filter with these conditions, which counts as used last.
    fn find(&mut self, conditions: &Conditions) -> Option<Lease> {
        let place = self.held.iter().position(|(known, _)| known == conditions)?;
        let (known, lease) = self.held.remove(place);
        self.held.push((known, lease.clone()));
        Some(lease)
    }

    /// Keeps a new filter; tells whether the session was closed meanwhile, so that it has to go at once.
    fn keep(&mut self, conditions: Conditions, lease: Lease) -> bool {
        self.runtime = Handle::try_current().ok();
        if self.closed {
            self.owed.push(lease.id());
        } else {
            self.held.push((conditions, lease));
        }
        self.closed
    }

    fn dismiss_surplus(&mut self) {
        let is_idle = |(_, lease): &(Conditions, Lease)| Arc::strong_count(&lease.0) == 1;
        let mut surplus = self.held.iter().filter(|held| is_idle(held)).count().saturating_sub(MAX_IDLE);
        let (owed, held) = std::mem::take(&mut self.held).into_iter().partition(|held| {
            let goes = surplus > 0 && is_idle(held);
            surplus -= usize::from(goes);
            goes
        });
        self.held = held;
        let owed: Vec<(Conditions, Lease)> = owed;
        self.owed.extend(owed.iter().map(|(_, lease)| lease.id()));
    }
}

/// Deletes filters; one that is gone already is no error.
///
/// # API cost
/// 6 tokens for one filter, 10 for up to a hundred.
pub(super) async fn delete(client: &PipedriveClient, ids: &[u64]) -> Result<(), Error> {
    // A query that is over cannot refuse to clean up after itself: no limit of one query counts here.
    let scope = QueryScope::new(None, None);
    for ids in ids.chunks(MAX_IDS) {
        let request = match ids {
            [id] => ApiRequest::new(DELETE_FILTER).with_key(id),
            ids => {
                let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
                ApiRequest::new(DELETE_FILTERS).param("ids", texts.join(","))
            }
        };
        match client.send(&request.with_method(Method::Delete), &scope).await.map_err(Error::from) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.with_hint("`CALL DropTemporaryFilters()` deletes what is left behind")),
        }
    }
    Ok(())
}

/// Whether a filter may have been added all the same.
fn leaves_doubt(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Unavailable | ErrorKind::Timeout | ErrorKind::Protocol)
}

impl Drop for Leases {
    fn drop(&mut self) {
        let state = self.with(std::mem::take);
        let ids: Vec<u64> = state.held.iter().map(|(_, lease)| lease.id()).chain(state.owed).collect();
        let Some(runtime) = state.runtime.filter(|_| !ids.is_empty()) else { return };
        let client = self.client.clone();
        runtime.spawn(async move {
            if let Err(error) = delete(&client, &ids).await {
                tracing::warn!(target: "pipedrive::filters", %error, "temporary filters were left behind");
            }
        });
    }
}

impl fmt::Debug for Leases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Leases").field("ids", &self.ids()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filters_of_another_user_are_forgotten() {
        let check = |before: Option<&str>, now: Option<&str>, expect: &[u64]| {
            let mut state = State { owed: vec![7], user: before.map(str::to_owned), ..State::default() };
            state.follow(now.map(str::to_owned));
            assert_eq!(state.owed, expect, "{before:?} {now:?}");
        };
        check(Some("anna"), Some("anna"), &[7]);
        check(Some("anna"), Some("ben"), &[]);
        // A token that nothing is known about was replaced.
        check(None, Some("anna"), &[]);
        // Somebody is about to sign in again.
        check(Some("anna"), None, &[7]);
    }
}
