//! The subcommands.

mod login;
mod logout;
mod odbc;
mod profile;
mod sandbox;
mod test;

use std::process::ExitCode;

use pipedrive_connection::Sources;

use crate::args::Command;
use crate::connection::Sessions;
use crate::console::Console;
use crate::failure::Failure;

/// Runs a subcommand.
///
/// # Errors
/// If it fails; `test` says so itself and returns the exit code 1.
pub(crate) async fn run(
    command: Command,
    console: &Console,
    sources: &Sources,
    sessions: &Sessions,
) -> Result<ExitCode, Failure> {
    match command {
        Command::Test(connection) => test::run(&connection, console, sources, sessions).await,
        Command::Sandbox(arguments) => sandbox::run(arguments, console).await.map(|()| ExitCode::SUCCESS),
        Command::Profile(arguments) => {
            profile::run(&arguments.action, console, sources, sessions).await.map(|()| ExitCode::SUCCESS)
        }
        Command::Login(arguments) => {
            login::run(&arguments, console, sources, sessions).await.map(|()| ExitCode::SUCCESS)
        }
        Command::Logout(arguments) => {
            logout::run(&arguments, console, sources, sessions).await.map(|()| ExitCode::SUCCESS)
        }
        Command::Odbc(arguments) => odbc::run(&arguments.action, console, sources, sessions).await,
    }
}
