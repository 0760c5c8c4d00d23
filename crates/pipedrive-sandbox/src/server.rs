//! Starting, asking and stopping a sandbox.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, State as Shared};
use axum::routing::any;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::http::{Connection, SeverableListener, State, Target, Version, control_routes, serve};
use crate::oauth::Endpoint;
use crate::{Account, Churn, FaultPlan, IssuedTokens, RequestRecord, SandboxConfig, SandboxError, v1, v2, write};

/// An emulated Pipedrive account that listens on 127.0.0.1 until it is shut down or dropped.
pub struct Sandbox {
    state: Arc<State>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
}

impl Sandbox {
    /// Generates the account and starts to serve it, on the Tokio runtime this is called in.
    ///
    /// # Errors
    /// When the port is taken, the account would not fit, or a callback address is none.
    pub async fn start(config: SandboxConfig) -> Result<Self, SandboxError> {
        config.oauth.validate()?;
        let account = Account::new(&config)?;
        let port = config.port;
        let listen = |source| SandboxError::Listen { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(listen)?;
        let address: SocketAddr = listener.local_addr().map_err(listen)?;

        let (stop, closing) = watch::channel(false);
        let state = Arc::new(State::new(config, account, format!("http://{address}"), closing.clone()));
        let app = router(Arc::clone(&state)).into_make_service_with_connect_info::<Connection>();
        let serving = axum::serve(SeverableListener(listener), app).with_graceful_shutdown(State::closed(closing));
        let server = tokio::spawn(async move {
            // Serving ends without an error: the listener retries and connections fail on their own.
            drop(serving.await);
        });
        Ok(Self { state, stop, server })
    }

    /// Scheme, host and port: `http://127.0.0.1:8787`.
    pub fn base_url(&self) -> String {
        self.state.base_url.clone()
    }

    /// A connection string for the account, its (made-up) API token included.
    pub fn connection_string(&self) -> String {
        format!(
            "AuthScheme=Basic;CompanyDomain={};APIToken={};BaseURL={}",
            Account::DOMAIN,
            self.state.config.api_token,
            self.base_url()
        )
    }

    /// A connection string for the app and its first callback address, (made-up) client secret included; a key such
    /// as `InitiateOAuth` can be appended.
    pub fn oauth_connection_string(&self) -> String {
        let app = &self.state.config.oauth;
        let base = &self.state.base_url;
        let mut text = format!(
            "AuthScheme=OAuth;BaseURL={base};OAuthURL={base};OAuthClientId={};OAuthClientSecret={}",
            app.client_id, app.client_secret
        );
        if let Some(callback) = app.callback_urls.first() {
            text.push_str(";CallbackURL=");
            text.push_str(callback);
        }
        text
    }

    /// An authorization code, as if a person had clicked Allow for that callback address.
    pub fn issue_code(&self, redirect_uri: &str) -> String {
        self.state.authority.issue_code(redirect_uri)
    }

    /// Tokens of a new grant, as if a code had been exchanged; those of the grant before it end.
    pub fn issue_tokens(&self) -> IssuedTokens {
        self.state.authority.issue_tokens()
    }

    /// Ends every access token issued so far, while the refresh token stays good; the fixed
    /// [`access_token`](SandboxConfig::access_token) stays good too.
    pub fn expire_access_tokens(&self) {
        self.state.authority.expire_access_tokens();
    }

    /// The settings in force.
    pub fn config(&self) -> &SandboxConfig {
        &self.state.config
    }

    /// The account's records, for computing expected answers and for changing them.
    pub fn account(&self) -> &Account {
        &self.state.account
    }

    /// The latest 100,000 requests, oldest first.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.state.log.all()
    }

    /// Waits until a request to that path, such as `/oauth/token`, has been received and its answer decided.
    pub async fn wait_for_request(&self, path: &str) {
        self.state.log.wait_for(path).await;
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.state.log.clear();
    }

    /// Replaces the fault plan; its counts start anew.
    pub fn set_faults(&self, plan: FaultPlan) {
        self.state.set_faults(plan);
    }

    /// Replaces what changes while lists are read; its count starts anew.
    pub fn set_churn(&self, churn: Option<Churn>) {
        self.state.churning.set(churn);
    }

    /// Stops accepting, closes idle connections and waits for the answers under way.
    pub async fn shutdown(self) {
        self.stop.send_replace(true);
        // Waiting can only fail when the runtime itself is going away.
        drop(self.server.await);
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.state.base_url)
            .field("config", &self.state.config)
            .finish_non_exhaustive()
    }
}

/// Every operation under every prefix of its version, the OAuth server, the control routes, and the answer to all other
/// paths.
fn router(state: Arc<State>) -> Router {
    let to = |target: Target| {
        move |Shared(state), ConnectInfo(connection), request| serve(state, connection, target, request)
    };
    let mut router = control_routes();
    let read = || v2::OPERATIONS.iter().chain(v1::OPERATIONS).copied().flatten();
    for operation in read() {
        for prefix in operation.version.prefixes() {
            router = router.route(&format!("{prefix}{}", operation.path), any(to(Target::Operation(operation))));
        }
    }
    let mut known: BTreeSet<(bool, &str)> =
        read().map(|operation| (operation.version == Version::V2, operation.path)).collect();
    for operation in write::writes().map(|write| &write.operation) {
        if known.insert((operation.version == Version::V2, operation.path)) {
            for prefix in operation.version.prefixes() {
                router = router.route(&format!("{prefix}{}", operation.path), any(to(Target::Operation(operation))));
            }
        }
    }
    for endpoint in Endpoint::ALL {
        router = router.route(endpoint.path(), any(to(Target::OAuth(endpoint))));
    }
    router.fallback(to(Target::Unknown)).with_state(state)
}
