//! `pipedrive-sql`: SQL for Pipedrive in a terminal.

mod args;
mod ask;
mod commands;
mod connection;
mod consent;
mod console;
mod ending;
mod failure;
mod files;
mod help;
mod interrupt;
mod meta;
mod output;
mod profiles;
mod progress;
mod query;
mod repl;
mod replaced;
mod run;
mod script;
mod secrecy;
mod settings;
mod shell;
mod task;
mod tokens;
mod wording;
mod written;

use std::process::ExitCode;

fn main() -> ExitCode {
    run::main()
}
