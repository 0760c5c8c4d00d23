//! `sandbox`: serves an emulated account until Ctrl-C.

use pipedrive_sandbox::{Sandbox, SandboxConfig};

use crate::args::SandboxArgs;
use crate::console::Console;
use crate::failure::{Failure, Report};
use crate::wording::{count, counted, grouped};

/// Prints the connection string to standard output and serves.
pub(super) async fn run(arguments: SandboxArgs, console: &Console) -> Result<(), Failure> {
    let config = SandboxConfig {
        deals: arguments.deals,
        seed: arguments.seed,
        latency: arguments.latency,
        jitter: arguments.jitter,
        plan: arguments.plan,
        daily_budget: arguments.daily_budget,
        unlimited: arguments.unlimited,
        port: arguments.port,
        faults: arguments.faults,
        ..SandboxConfig::default()
    };
    let sandbox = Sandbox::start(config).await?;
    let config = sandbox.config();
    console.note(&format!(
        "sandbox account on {}: {}, plan {} ({} requests / 2 s, {} API tokens a day); Ctrl-C stops it",
        sandbox.base_url(),
        counted(count(config.deals), "deal"),
        config.plan,
        config.burst(),
        grouped(config.budget()),
    ));
    console.data(format!("{}\n", sandbox.connection_string()).as_bytes())?;
    tokio::signal::ctrl_c().await.map_err(|error| Report::new(format!("cannot listen for Ctrl-C: {error}")))?;
    sandbox.shutdown().await;
    console.note("stopped");
    Ok(())
}
