//! What all requests to one sandbox share.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::churning::Churning;
use super::issued::Issued;
use super::limits::Limits;
use super::log::RequestLog;
use crate::faults::FaultState;
use crate::oauth::Authority;
use crate::{Account, FaultPlan, SandboxConfig};

/// A running sandbox's insides.
pub(crate) struct State {
    pub(crate) config: SandboxConfig,
    pub(crate) account: Arc<Account>,
    /// Scheme, host and port under which the sandbox is reached.
    pub(crate) base_url: String,
    pub(crate) limits: Limits,
    pub(crate) churning: Churning,
    pub(crate) authority: Authority,
    pub(crate) log: RequestLog,
    pub(crate) issued: Issued,
    pub(crate) served: AtomicU64,
    /// Turns true, or loses its sender, when the sandbox stops.
    pub(crate) closing: watch::Receiver<bool>,
    faults: Mutex<FaultState>,
}

impl State {
    pub(crate) fn new(
        config: SandboxConfig,
        account: Account,
        base_url: String,
        closing: watch::Receiver<bool>,
    ) -> Self {
        Self {
            limits: Limits::new(&config),
            churning: Churning::new(config.churn.clone()),
            authority: Authority::new(&config),
            base_url,
            faults: Mutex::new(FaultState::new(config.faults.clone())),
            account: Arc::new(account),
            log: RequestLog::default(),
            issued: Issued::default(),
            served: AtomicU64::new(0),
            closing,
            config,
        }
    }

    /// Replaces the fault plan; its counts start anew.
    pub(crate) fn set_faults(&self, plan: FaultPlan) {
        *self.faults.lock().unwrap_or_else(PoisonError::into_inner) = FaultState::new(plan);
    }

    /// Counts a request for the fault plan and tells what to do to it.
    pub(crate) fn strike(&self, method: &str, path: &str) -> Option<crate::Fault> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).strike(method, path)
    }

    /// Resolves once the sandbox stops.
    pub(crate) async fn closed(mut closing: watch::Receiver<bool>) {
        // An error means that the sender is gone, and with it the sandbox.
        drop(closing.wait_for(|closing| *closing).await);
    }
}
