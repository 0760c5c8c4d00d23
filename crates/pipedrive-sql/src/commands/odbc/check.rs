//! `odbc check`: what somebody who helps with an installation would ask for, and whether a connection works.

use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Output, Stdio};

use pipedrive_connection::Sources;

use super::file::IniFile;
use super::places::{DRIVER, Places};
use crate::args::ConnectionArgs;
use crate::commands::test;
use crate::connection::Sessions;
use crate::console::Console;
use crate::failure::{Failure, Report};

/// Prints where driver and data sources stand, then connects: as the driver does, and through the driver manager where
/// its `isql` is there and a data source is named.
pub(super) async fn run(
    connection: &ConnectionArgs,
    console: &Console,
    sources: &Sources,
    sessions: &Sessions,
) -> Result<ExitCode, Failure> {
    let mut lines = vec![format!("pipedrive-sql: {}", env!("CARGO_PKG_VERSION"))];
    lines.push(format!("driver manager: {}", manager()));
    for (whose, system) in [("user", false), ("system", true)] {
        match Places::of_environment(system) {
            Ok(places) => lines.extend(installation(whose, places)?),
            Err(report) => lines.push(format!("{whose}: {}", report.message)),
        }
    }
    console.data(format!("{}\n", lines.join("\n")).as_bytes())?;
    let direct = test::run(connection, console, sources, sessions).await?;
    let managed = if let Some(name) = &connection.dsn {
        through_manager(name, console).await?
    } else {
        console.note("note: with `--dsn NAME` the driver manager is tried, too");
        ExitCode::SUCCESS
    };
    Ok(if direct == ExitCode::SUCCESS { managed } else { direct })
}

/// The driver manager and its version, from its own program.
fn manager() -> String {
    match Command::new("odbcinst").arg("--version").stdin(Stdio::null()).output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        Err(error) => format!("`odbcinst` cannot be run ({error}); Debian's package `unixodbc` has it"),
    }
}

/// What the files of one installation say.
fn installation(whose: &str, places: Places) -> Result<Vec<String>, Report> {
    let drivers = IniFile::read(places.odbcinst)?;
    let mut lines = Vec::new();
    let driver = drivers.ini.get(DRIVER, "Driver");
    lines.push(match driver {
        Some(file) => {
            let there = if Path::new(file).is_file() { "" } else { ", which is not there" };
            format!("{whose} driver: {DRIVER} in {}: {file}{there}", drivers.path.display())
        }
        None => format!("{whose} driver: not in {}", drivers.path.display()),
    });
    let sources = IniFile::read(places.odbc)?;
    let names: Vec<&str> = sources.ini.sections().into_iter().filter(|name| sources.is_ours(name)).collect();
    let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    lines.push(format!("{whose} data sources: {names} in {}", sources.path.display()));
    Ok(lines)
}

/// Connects and asks one question as any ODBC program would.
async fn through_manager(name: &str, console: &Console) -> Result<ExitCode, Failure> {
    let asked = name.to_owned();
    let output = match tokio::task::spawn_blocking(move || isql(&asked)).await {
        Ok(Ok(output)) => output,
        Ok(Err(error)) if error.kind() == ErrorKind::NotFound => {
            console.note("note: there is no `isql` to try the driver manager with");
            return Ok(ExitCode::SUCCESS);
        }
        Ok(Err(error)) => return Err(Report::new(format!("cannot run `isql`: {error}")).into()),
        Err(error) => return Err(Report::new(format!("`isql` was not awaited: {error}")).into()),
    };
    if output.status.success() {
        console.data(format!("isql {name}: connected\n").as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).trim().replace('\n', "\n  ");
    console.data(format!("isql {name}: not connected\n  {said}\n").as_bytes())?;
    Ok(ExitCode::from(1))
}

fn isql(name: &str) -> io::Result<Output> {
    let mut command = Command::new("isql");
    command.args(["-b", "-v", name]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut isql = command.spawn()?;
    if let Some(mut input) = isql.stdin.take() {
        // A program that ended before says why itself.
        let _ = input.write_all(b"SELECT 1 AS one\n");
    }
    isql.wait_with_output()
}
