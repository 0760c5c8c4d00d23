//! `PipedriveClient`: one logical request, from waiting for its turn to the answer.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use pipedrive_auth::{AuthSession, ConsentPrompt, OAuth};
use pipedrive_connection::ConnectionConfig;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::attempt::Setback;
use crate::backoff::Backoff;
use crate::counts::Meter;
use crate::envelope;
use crate::limits::Limits;
use crate::log::redact;
use crate::retry::Retry;
use crate::server::{Address, Server};
use crate::token_http::TokenHttp;
use crate::transport::{HttpTransport, Transport};
use crate::usage::{RouteUsage, Usage};
use crate::width::WIDEST;
use crate::{Answer, ApiRequest, Budget, Cause, ClientError, Counts, Method, Pages, PlanLimits, QueryScope, log};

/// A connection to one account's API. Cloning is cheap, and clones are the same connection.
///
/// At most `MaxConcurrentRequests` of it are on the wire at a time, 64 without that key. The burst window and the daily budget are
/// shared with every other client of this process that uses the same token.
#[derive(Clone)]
pub struct PipedriveClient {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) server: Server,
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) auth: Arc<dyn AuthSession>,
    pub(crate) limits: Arc<Limits>,
    /// Most requests in flight.
    pub(crate) most: usize,
    pub(crate) slots: Semaphore,
    pub(crate) meter: Meter,
    pub(crate) usage: Usage,
    retry: Retry,
}

impl PipedriveClient {
    /// Signs in as the configuration says, and prepares a client. Nothing is sent. A sign-in by a person, if one turns
    /// out to be needed, goes through `prompt`.
    ///
    /// # Errors
    /// [`ClientError::Configuration`] if an address, the proxy or the certificate cannot be used; [`ClientError::Auth`]
    /// if there is nothing to sign in with.
    pub fn open(config: &ConnectionConfig, prompt: Arc<dyn ConsentPrompt>) -> Result<(Self, Arc<OAuth>), ClientError> {
        let identity = pipedrive_auth::open(config, Arc::new(TokenHttp::new(config)?), prompt)?;
        Ok((Self::new(config, identity.session)?, identity.oauth))
    }

    /// Prepares a client. Nothing is sent.
    ///
    /// # Errors
    /// [`ClientError::Configuration`] if the address, the proxy or the certificate cannot be used.
    pub fn new(config: &ConnectionConfig, auth: Arc<dyn AuthSession>) -> Result<Self, ClientError> {
        let server = Server::new(config)?;
        let transport = Box::new(HttpTransport::new(config)?);
        redact::remember_config(config);
        let at = config.base_url.as_deref().unwrap_or_default();
        let limits = Limits::shared(at, auth.fingerprint(), auth.scheme());
        Ok(Self::assemble(server, transport, auth, limits, config.max_concurrent_requests, Backoff::new()))
    }

    pub(crate) fn assemble(
        server: Server,
        transport: Box<dyn Transport>,
        auth: Arc<dyn AuthSession>,
        limits: Arc<Limits>,
        most: Option<usize>,
        backoff: Backoff,
    ) -> Self {
        let most = most.unwrap_or(WIDEST).clamp(1, WIDEST);
        let slots = Semaphore::new(most);
        let retry = Retry::new(backoff);
        let (meter, usage) = (Meter::default(), Usage::default());
        Self { inner: Arc::new(Inner { server, transport, auth, limits, most, slots, meter, usage, retry }) }
    }

    /// Sends a request and waits for its answer, for its turn and for further attempts if need be.
    ///
    /// # Errors
    /// [`ClientError`]: the request was refused, all attempts failed, a limit on tokens forbids it, or the answer
    /// is not as documented.
    ///
    /// # Cancellation
    /// Dropping the future cancels the request and frees its place; tokens that were spent stay spent.
    ///
    /// # API cost
    /// [`ApiRequest::cost`] for each attempt; the scope counts them.
    pub async fn send(&self, request: &ApiRequest, scope: &QueryScope) -> Result<Answer, ClientError> {
        self.send_at(request, None, scope).await
    }

    /// A list as lazy pages. Nothing is sent before the first [`Pages::next`].
    pub fn pages(&self, request: ApiRequest, scope: Arc<QueryScope>) -> Pages {
        Pages::new(self.clone(), request, scope)
    }

    /// The limits as the headers of the last answers told them.
    pub fn budget(&self) -> Budget {
        self.inner.limits.budget.budget()
    }

    /// API tokens the company has left today, if an answer of the last five minutes said so: what is older may be of
    /// another day.
    pub fn tokens_left_today(&self) -> Option<u64> {
        self.inner.limits.budget.left_today()
    }

    /// The limits of the plan, as far as answers told them to this process.
    pub fn told_limits(&self) -> PlanLimits {
        self.inner.limits.budget.told_limits()
    }

    /// Takes over limits that an earlier session was told, until an answer tells them. They decide how wide a scan begins
    /// and are shown; the burst window keeps to the smallest plan's until then, because they may hold no more.
    pub fn recall_limits(&self, limits: PlanLimits) {
        self.inner.limits.budget.recall(limits);
    }

    /// Identity of the user and account behind the credentials, as
    /// [`AuthSession::lasting_fingerprint`](pipedrive_auth::AuthSession::lasting_fingerprint) tells it.
    pub fn lasting_fingerprint(&self) -> Option<String> {
        self.inner.auth.lasting_fingerprint()
    }

    /// How many requests in flight keep the token's burst window full, at most `MaxConcurrentRequests`.
    ///
    /// That is the rate Pipedrive allows the token, less what others were seen to use of it, times the mean time an
    /// answer takes: from 2 to 64, and 8 while the limit is neither told nor [recalled](Self::recall_limits). It changes
    /// with every answer, so ask again before each step; asking costs nothing and sends nothing.
    pub fn width(&self) -> usize {
        let limits = &self.inner.limits;
        let share = match limits.burst.share() {
            (share, true) => Some(share),
            (_, false) => limits.budget.budget().burst_limit.and_then(|limit| usize::try_from(limit).ok()),
        };
        limits.latency.width(share).min(self.inner.most)
    }

    /// What this client has spent in its life, over all queries.
    pub fn totals(&self) -> Counts {
        self.inner.meter.counts()
    }

    /// The same by route, in the order of their paths. Rows and requests on the wire are not told apart.
    pub fn usage(&self) -> Vec<RouteUsage> {
        self.inner.usage.counts()
    }

    pub(crate) fn meter(&self) -> &Meter {
        &self.inner.meter
    }

    /// Sends a request for the part of a list that begins at `position`.
    pub(crate) async fn send_at(
        &self,
        request: &ApiRequest,
        position: Option<(&str, &str)>,
        scope: &QueryScope,
    ) -> Result<Answer, ClientError> {
        let result = self.attempts(request, position, scope).await;
        if let Err(error) = &result {
            tracing::warn!(target: log::REQUEST, request = %request.target(), %error, "request failed");
        }
        result
    }

    async fn attempts(
        &self,
        request: &ApiRequest,
        position: Option<(&str, &str)>,
        scope: &QueryScope,
    ) -> Result<Answer, ClientError> {
        if let Some(placeholder) = request.open_placeholder() {
            let detail = format!("nothing was given for `{placeholder}`");
            return Err(ClientError::Malformed { target: request.target(), detail });
        }
        // What is sent once is retried as if it made something new.
        let method = if request.is_sent_once() { Method::Post } else { request.method() };
        let mut attempts = 0;
        let mut began = None;
        let mut authenticated_again = false;
        let mut in_doubt = false;
        loop {
            let setback = match self.attempt(request, position, scope, attempts, &mut began).await {
                Ok(answer) => return Ok(answer),
                Err(setback) => setback,
            };
            attempts += 1;
            match setback {
                // An attempt before this one has removed it, and its answer got lost.
                Setback::Final(ClientError::Refused(refusal))
                    if in_doubt && request.method() == Method::Delete && matches!(refusal.status, 404 | 410) =>
                {
                    return Ok(envelope::empty());
                }
                Setback::Final(error) => return Err(error),
                Setback::Unauthenticated { refusal, used } => {
                    if authenticated_again || !self.inner.auth.rejected(&used).await? {
                        let scheme = self.inner.auth.scheme();
                        return Err(ClientError::Unauthenticated { scheme, refusal });
                    }
                    authenticated_again = true;
                }
                Setback::Again(cause, address) => {
                    in_doubt |= cause.leaves_doubt();
                    let elapsed = began.map_or(Duration::ZERO, |began: Instant| began.elapsed());
                    match self.inner.retry.wait(method, attempts, elapsed, &cause) {
                        Some(wait) => {
                            self.pause(wait, scope).await;
                            self.inner.usage.of(request).add_wait(wait);
                        }
                        None => return Err(self.give_up(request, attempts, *cause, &address)),
                    }
                }
            }
        }
    }

    /// Waits before another attempt.
    async fn pause(&self, wait: Duration, scope: &QueryScope) {
        if !wait.is_zero() {
            tracing::debug!(target: log::REQUEST, ?wait, "waiting before another attempt");
            let guard = scope.begin_wait(&self.inner.meter);
            tokio::time::sleep(wait).await;
            drop(guard);
        }
    }

    fn give_up(&self, request: &ApiRequest, attempts: u32, cause: Cause, address: &Address) -> ClientError {
        let target = request.target();
        match cause {
            Cause::UnknownHost { host } => ClientError::UnknownHost { key: self.inner.server.key_of(&host), host },
            Cause::RateLimited { retry_after } => ClientError::RateLimited { target, attempts, retry_after },
            Cause::Truncated { status, content_type, excerpt } => ClientError::Protocol {
                target,
                status,
                content_type,
                detail: format!("the body ends too early, {attempts} times in a row"),
                excerpt,
            },
            cause @ (Cause::Connect { .. } | Cause::Timeout { .. } | Cause::Dropped { .. } | Cause::Server { .. }) => {
                let host = address.host.clone();
                ClientError::GaveUp { host, target, attempts, cause: Box::new(cause) }
            }
        }
    }
}

impl fmt::Debug for PipedriveClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PipedriveClient").field("server", &self.inner.server).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
