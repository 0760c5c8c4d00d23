//! The run of the program: what the command line asks for, in order.

use std::io::{BufRead, IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use pipedrive_connection::Sources;

use crate::args::{self, Cli, ColorChoice, ConnectionArgs, Refused, ShellArgs, Source};
use crate::connection::Sessions;
use crate::console::Console;
use crate::failure::{Failure, Report};
use crate::interrupt::Interrupts;
use crate::script::{Item, is_complete, items};
use crate::settings::Settings;
use crate::shell::{Flow, Shell};
use crate::{commands, connection, files, repl};

const STANDARD_INPUT: &str = "standard input";

/// The program.
pub(crate) fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let cli = match args::parse(&arguments) {
        Ok(cli) => cli,
        Err(refused) => return show(&refused),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            Console::new(ColorChoice::Auto, false).report(&Report::new(format!("cannot start threads: {error}")));
            return ExitCode::from(1);
        }
    };
    let code = runtime.block_on(run(cli));
    // Requests that are still under way have nobody to answer to.
    runtime.shutdown_background();
    code
}

fn show(refused: &Refused) -> ExitCode {
    // When the stream is gone, there is nobody left to tell.
    if refused.wanted {
        let _ = std::io::stdout().lock().write_all(refused.text.as_bytes());
        return ExitCode::SUCCESS;
    }
    let _ = std::io::stderr().lock().write_all(refused.text.as_bytes());
    ExitCode::from(2)
}

async fn run(cli: Cli) -> ExitCode {
    let sources = Sources::from_environment();
    let console = Console::new(cli.shell.color, cli.shell.quiet);
    if let Some(command) = cli.command {
        let sessions = Sessions::default();
        let code = commands::run(command, &console, &sources, &sessions).await.unwrap_or_else(|failure| {
            console.failure(&failure);
            failure.exit_code()
        });
        // By now Ctrl-C ends the program.
        sessions.settle(&console).await;
        return code;
    }
    let scripts = match scripts(&cli.shell, &sources) {
        Ok(scripts) => scripts,
        Err(report) => {
            console.report(&report);
            return ExitCode::from(2);
        }
    };
    shell(&cli.connection, &cli.shell, &sources, scripts, console).await
}

/// A text to run.
struct Script {
    text: String,
    /// Its name in messages, where there is more than one statement to tell apart.
    name: Option<String>,
    /// Nothing is said about its statements.
    is_quiet: bool,
}

/// What to run.
struct Scripts {
    first: Vec<Script>,
    then: Then,
}

/// What follows the scripts.
enum Then {
    Leave,
    ReadStandardInput,
    Interact,
}

/// Reads all files before anything runs, so that a missing one leaves nothing half done.
fn scripts(arguments: &ShellArgs, sources: &Sources) -> Result<Scripts, Report> {
    let then = match (arguments.sources.is_empty(), std::io::stdin().is_terminal()) {
        (false, _) => Then::Leave,
        (true, true) => Then::Interact,
        (true, false) => Then::ReadStandardInput,
    };
    let mut first = Vec::new();
    let default_rc = matches!(then, Then::Interact).then(|| files::rc(sources)).flatten();
    let rc = if arguments.rc.is_empty() { default_rc.as_slice() } else { arguments.rc.as_slice() };
    for path in rc {
        first.push(Script { is_quiet: true, ..file(path)? });
    }
    let commands = arguments.sources.iter().filter(|source| matches!(source, Source::Command(_))).count();
    let mut number = 0;
    for source in &arguments.sources {
        first.push(match source {
            Source::File(path) => file(path)?,
            Source::Command(text) => {
                number += 1;
                let name = (commands > 1 || arguments.sources.len() > 1).then(|| format!("command {number}"));
                Script { text: text.clone(), name, is_quiet: false }
            }
        });
    }
    Ok(Scripts { first, then })
}

fn file(path: &Path) -> Result<Script, Report> {
    let (read, name) = if path.as_os_str() == "-" {
        let mut text = String::new();
        (std::io::stdin().lock().read_to_string(&mut text).map(|_| text), STANDARD_INPUT.to_owned())
    } else {
        (std::fs::read_to_string(path), path.display().to_string())
    };
    let text = read.map_err(|error| {
        let report = Report::usage(format!("cannot read `{name}`: {}", reason(&error)));
        if error.kind() == std::io::ErrorKind::InvalidData {
            report.with_hint("SQL files are UTF-8 text")
        } else {
            report
        }
    })?;
    Ok(Script { text, name: Some(name), is_quiet: false })
}

/// What the system says, without its number.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

async fn shell(
    connection: &ConnectionArgs,
    arguments: &ShellArgs,
    sources: &Sources,
    scripts: Scripts,
    console: Console,
) -> ExitCode {
    let sessions = Sessions::default();
    let (opened, color, is_quiet) = (sessions.clone(), arguments.color, console.quiet());
    // Whatever ends the program, filters that queries saved in the account are deleted.
    let leave = move || async move { opened.settle(&Console::new(color, is_quiet)).await };
    let interrupts = Interrupts::listen_to_all(matches!(scripts.then, Then::Interact), leave);
    let target = match connection::resolve(connection, sources).await {
        Ok(target) => target,
        Err(failure) => return fail(&console, &failure),
    };
    let session = match sessions.open(&target.config, &console) {
        Ok(session) => session,
        Err(failure) => return fail(&console, &failure),
    };
    let settings = Settings { format: arguments.format, max_rows: arguments.maxrows, timing: true, cost: true };
    let mut shell = Shell { session, console, settings, interrupts, last: None };
    let outcome = run_scripts(&mut shell, scripts, target.sandbox.is_some()).await;
    let code = match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => fail(&shell.console, &failure),
    };
    // Whoever does not want to wait presses Ctrl-C again.
    let _ = shell.interrupts.cancellable(sessions.settle(&shell.console)).await;
    shell.interrupts.ending().unwrap_or(code)
}

fn fail(console: &Console, failure: &Failure) -> ExitCode {
    console.failure(failure);
    failure.exit_code()
}

async fn run_scripts(shell: &mut Shell, scripts: Scripts, is_sandbox: bool) -> Result<(), Failure> {
    for script in scripts.first {
        let quiet = shell.console.quiet();
        shell.console.set_quiet(quiet || script.is_quiet);
        let is_batch = items(&script.text, 1).len() > 1;
        let place = |number, item: &Item<'_>| match &script.name {
            Some(name) => Some(format!("{name}, line {}, statement {number}", item.line)),
            None => is_batch.then(|| format!("statement {number}")),
        };
        let outcome = shell.run_text(&script.text, 1, place).await;
        // A script may have asked for quiet itself; then it stays.
        if script.is_quiet && !quiet {
            shell.console.set_quiet(false);
        }
        if outcome? == Flow::Quit {
            return Ok(());
        }
    }
    match scripts.then {
        Then::Leave => Ok(()),
        Then::ReadStandardInput => run_standard_input(shell).await,
        Then::Interact => repl::run(shell, is_sandbox).await,
    }
}

/// Runs each statement as soon as it is complete, so that another program can wait for the answer.
async fn run_standard_input(shell: &mut Shell) -> Result<(), Failure> {
    let mut pending = String::new();
    let mut first_line = 1;
    loop {
        let read = std::io::stdin().lock().read_line(&mut pending);
        let read = read.map_err(|error| Report::usage(format!("cannot read {STANDARD_INPUT}: {}", reason(&error))))?;
        if read > 0 && !is_complete(&pending) {
            continue;
        }
        let place = |_, item: &Item<'_>| Some(format!("{STANDARD_INPUT}, line {}", item.line));
        if shell.run_text(&pending, first_line, place).await? == Flow::Quit || read == 0 {
            return Ok(());
        }
        first_line += pending.matches('\n').count();
        pending.clear();
    }
}
