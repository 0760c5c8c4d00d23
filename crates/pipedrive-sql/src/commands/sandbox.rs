//! `sandbox`: serves an emulated account until Ctrl-C.

use std::time::Duration;

use pipedrive_sandbox::{OAuthApp, Sandbox, SandboxConfig};

use crate::args::SandboxArgs;
use crate::console::Console;
use crate::failure::{Failure, Report};
use crate::wording::{count, counted, grouped};

/// Prints the connection strings to standard output and serves.
pub(super) async fn run(arguments: SandboxArgs, console: &Console) -> Result<(), Failure> {
    let mut config = SandboxConfig {
        deals: arguments.deals,
        seed: arguments.seed,
        latency: arguments.latency,
        jitter: arguments.jitter,
        plan: arguments.plan,
        daily_budget: arguments.daily_budget,
        unlimited: arguments.unlimited,
        port: arguments.port,
        faults: arguments.faults,
        oauth: OAuthApp {
            token_lifetime: Duration::from_secs(arguments.token_lifetime),
            rotate_refresh_tokens: arguments.rotate_refresh_tokens,
            ..OAuthApp::default()
        },
        ..SandboxConfig::default()
    };
    if !arguments.scopes.is_empty() {
        config.scopes = arguments.scopes;
    }
    if !arguments.callback_urls.is_empty() {
        config.oauth.callback_urls = arguments.callback_urls;
    }
    let sandbox = Sandbox::start(arguments.emulated.applied_to(config)).await?;
    let config = sandbox.config();
    console.note(&format!(
        "sandbox account on {}: {}, plan {} ({} requests / 2 s, {} API tokens a day); Ctrl-C stops it",
        sandbox.base_url(),
        counted(count(config.deals), "deal"),
        config.plan,
        config.burst(),
        grouped(config.budget()),
    ));
    console.note(&format!(
        "the first line is for its API token, the second one for its OAuth app (callback {}), to which \
         `;InitiateOAuth=GETANDREFRESH` can be appended",
        config.oauth.callback_urls.join(", "),
    ));
    console.data(format!("{}\n{}\n", sandbox.connection_string(), sandbox.oauth_connection_string()).as_bytes())?;
    tokio::signal::ctrl_c().await.map_err(|error| Report::new(format!("cannot listen for Ctrl-C: {error}")))?;
    sandbox.shutdown().await;
    console.note("stopped");
    Ok(())
}
