//! `odbc`: makes the ODBC driver and data sources known to the driver manager, and looks whether they work.

mod check;
mod file;
mod ini;
mod install;
mod places;
mod uninstall;

use std::process::ExitCode;

use pipedrive_connection::Sources;

use crate::args::OdbcAction;
use crate::connection::Sessions;
use crate::console::Console;
use crate::failure::Failure;

/// The section of `odbc.ini` that lists the data sources.
const DATA_SOURCES: &str = "ODBC Data Sources";

/// Installs, uninstalls or checks.
pub(super) async fn run(
    action: &OdbcAction,
    console: &Console,
    sources: &Sources,
    sessions: &Sessions,
) -> Result<ExitCode, Failure> {
    match action {
        OdbcAction::Install(arguments) => install::run(arguments, console, sources).map(|()| ExitCode::SUCCESS),
        OdbcAction::Uninstall(arguments) => uninstall::run(arguments, console).map(|()| ExitCode::SUCCESS),
        OdbcAction::Check(connection) => check::run(connection, console, sources, sessions).await,
    }
}
