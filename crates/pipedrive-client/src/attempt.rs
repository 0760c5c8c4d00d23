//! One attempt at a request: its turn, its price, the exchange, and what the answer means.

use std::sync::Arc;

use chrono::Utc;
use pipedrive_auth::Authorization;
use tokio::time::Instant;

use crate::budget::{LimitHeaders, Pledge};
use crate::burst::{Admission, Closed};
use crate::envelope::{self, BadEnvelope};
use crate::log::{exchange, redact};
use crate::refusal::excerpt;
use crate::retry::is_passing_failure;
use crate::server::Address;
use crate::transport::{Broken, Failure, Incoming, Outgoing};
use crate::{Answer, ApiRequest, Cause, ClientError, PipedriveClient, QueryScope, Refusal};

/// Why an attempt brought no answer.
#[derive(Debug)]
pub(crate) enum Setback {
    /// Another attempt may succeed; this one went to that address.
    Again(Box<Cause>, Arc<Address>),
    /// The credentials were refused.
    Unauthenticated { refusal: Box<Refusal>, used: Authorization },
    /// No further attempt can help.
    Final(ClientError),
}

impl From<ClientError> for Setback {
    fn from(error: ClientError) -> Self {
        Self::Final(error)
    }
}

impl PipedriveClient {
    /// Makes one attempt. `before` were made already, the first of them at `began`.
    pub(crate) async fn attempt(
        &self,
        request: &ApiRequest,
        position: Option<(&str, &str)>,
        scope: &QueryScope,
        before: u32,
        began: &mut Option<Instant>,
    ) -> Result<Answer, Setback> {
        let inner = &self.inner;
        let route = inner.usage.of(request);
        // Reserved before waiting, so that a query that may not spend more says so at once.
        let pledge = inner.limits.budget.pledge(request.cost());
        let reserved = scope.reserve(request.cost(), pledge.left_today())?;
        // The semaphore is never closed; if it were, sending without a slot would be the lesser evil.
        let _slot = inner.slots.acquire().await.ok();
        // Before the place in the window is taken, because renewing a token takes its time.
        let authorization = inner.auth.authorization().await.map_err(ClientError::from)?;
        redact::remember_authorization(&authorization);
        let waiting = Instant::now();
        let admission = inner
            .limits
            .burst
            .admit(scope, &inner.meter)
            .await
            .map_err(|closed| turned_away(request, before, closed))?;
        route.add_wait(waiting.elapsed());

        let address = inner.server.address(&authorization)?;
        let path = request.path_and_query(address.mount, position);
        let url = address.url(&path);
        let clock = Instant::now();
        began.get_or_insert(clock);
        if before > 0 {
            scope.meter().add_retry();
            inner.meter.add_retry();
            route.add_retry();
        }
        let _in_flight = (reserved.spend(), inner.meter.sent(request.cost()), route.sent(request.cost()));
        let outgoing = Outgoing {
            method: request.method(),
            url: &url,
            authorization: &authorization,
            body: request.body(),
            receiver: request.receiver(),
        };
        let result = inner.transport.execute(outgoing).await;
        let bytes = result.as_ref().map_or_else(|broken| broken.bytes, |incoming| incoming.body.len());
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        scope.meter().add_bytes(bytes);
        inner.meter.add_bytes(bytes);
        route.add_bytes(bytes);
        exchange::record(request, &path, authorization.header, before + 1, clock.elapsed(), &result);

        match result {
            Ok(incoming) => {
                let target = format!("{} {path}", request.method().as_str());
                inner.limits.latency.observe(clock.elapsed());
                self.judge(&target, &incoming, (clock, admission, &pledge), authorization, address)
            }
            Err(Broken { failure, .. }) => Err(misfortune(request, failure, address)),
        }
    }

    /// Learns from an answer and decides what it means.
    fn judge(
        &self,
        target: &str,
        incoming: &Incoming,
        (sent, admission, pledge): (Instant, Admission, &Pledge<'_>),
        authorization: Authorization,
        address: Arc<Address>,
    ) -> Result<Answer, Setback> {
        let limits = &self.inner.limits;
        let headers = LimitHeaders::read(&incoming.headers, Utc::now());
        pledge.observe(&headers.budget, sent);
        limits.burst.observe(admission, incoming.began, &headers);
        let status = incoming.status;
        if status != 429 {
            limits.burst.passed(admission);
        }
        let secret = authorization.token();
        let refusal = |status| {
            let correlation_id = incoming.header("x-correlation-id");
            Refusal::read(status, target, &incoming.body, correlation_id, secret)
        };
        let content_type = || incoming.header("content-type").map(|text| excerpt(text.as_bytes(), secret));
        match status {
            200..=299 if incoming.body.is_empty() && status != 200 => {
                Ok(Answer { server_time: headers.server_time, status, ..envelope::empty() })
            }
            200..=299 => match envelope::open(&incoming.body) {
                Ok(answer) => {
                    let body = incoming.body.clone();
                    Ok(Answer { server_time: headers.server_time, status, body, ..answer })
                }
                Err(BadEnvelope::Truncated) => {
                    let excerpt = excerpt(&incoming.body, secret);
                    Err(again(Cause::Truncated { status, content_type: content_type(), excerpt }, address))
                }
                Err(BadEnvelope::Unsuccessful(code)) => {
                    let status = code.filter(|code| (400..=599).contains(code)).unwrap_or(status);
                    Err(Setback::Final(ClientError::Refused(Box::new(refusal(status)))))
                }
                Err(BadEnvelope::Malformed(detail)) => Err(Setback::Final(ClientError::Protocol {
                    target: target.to_owned(),
                    status,
                    content_type: content_type(),
                    detail,
                    excerpt: excerpt(&incoming.body, secret),
                })),
            },
            300..=399 => Err(Setback::Final(ClientError::Redirected {
                host: address.host.clone(),
                status,
                location: incoming.header("location").map(|location| {
                    // A query may carry anything, and where to is clear without it.
                    let end = location.find(['?', '#']).unwrap_or(location.len());
                    excerpt(&location.as_bytes()[..end], secret)
                }),
            })),
            401 => {
                let refusal = Box::new(refusal(status));
                Err(Setback::Unauthenticated { refusal, used: authorization })
            }
            403 if !is_json(&incoming.body) => {
                Err(Setback::Final(ClientError::Blocked { paused_for: limits.burst.block() }))
            }
            429 if headers.budget.daily_remaining == Some(0) => Err(Setback::Final(ClientError::BudgetSpent {
                daily_limit: limits.budget.budget().daily_limit,
                retry_after: headers.retry_after,
            })),
            429 => {
                let retry_after = limits.burst.pause(admission, headers.wait());
                Err(again(Cause::RateLimited { retry_after }, address))
            }
            status if is_passing_failure(status) => {
                let cause = Cause::Server { refusal: refusal(status), retry_after: headers.retry_after };
                Err(again(cause, address))
            }
            status => Err(Setback::Final(ClientError::Refused(Box::new(refusal(status))))),
        }
    }
}

fn again(cause: Cause, address: Arc<Address>) -> Setback {
    Setback::Again(Box::new(cause), address)
}

/// What a failed exchange means.
fn misfortune(request: &ApiRequest, failure: Failure, address: Arc<Address>) -> Setback {
    let cause = match failure {
        Failure::UnknownHost(host) => Cause::UnknownHost { host },
        Failure::Connect(reason) => Cause::Connect { reason },
        Failure::Timeout(after) => Cause::Timeout { after },
        Failure::Dropped(reason) => Cause::Dropped { reason },
        Failure::Tls(reason) => return Setback::Final(ClientError::Tls { host: address.host.clone(), reason }),
        Failure::TooLarge(most) => {
            return Setback::Final(ClientError::Protocol {
                target: request.target(),
                status: 200,
                content_type: None,
                detail: format!("the body has more than {most} bytes"),
                excerpt: String::new(),
            });
        }
        Failure::Unsendable(detail) => {
            return Setback::Final(ClientError::Malformed { target: request.target(), detail });
        }
    };
    again(cause, address)
}

/// The error of a request that was not sent because the limiter does not let it through.
fn turned_away(request: &ApiRequest, attempts: u32, closed: Closed) -> Setback {
    Setback::Final(match closed {
        Closed::Blocked(paused_for) => ClientError::Blocked { paused_for },
        Closed::Paused(wait) => ClientError::RateLimited { target: request.target(), attempts, retry_after: wait },
    })
}

fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok()
}
