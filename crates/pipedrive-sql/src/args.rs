//! The command line.

mod emulated;
mod subcommands;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, ValueEnum};

use crate::help;
use crate::secrecy::{may_hold_secret, without_secrets};
use crate::settings::{Format, MaxRows};

pub(crate) use emulated::EmulatedArgs;
pub(crate) use subcommands::{
    Command, LoginArgs, LogoutArgs, OdbcAction, OdbcInstallArgs, OdbcUninstallArgs, ProfileAction, SandboxArgs,
};

/// SQL for Pipedrive.
///
/// Runs the statements of -c, -f or standard input; without any of them it is interactive.
#[derive(Debug, Parser)]
#[command(
    name = "pipedrive-sql",
    version,
    args_conflicts_with_subcommands = true,
    after_help = help::short(),
    after_long_help = help::long()
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    #[command(flatten)]
    pub(crate) shell: ShellArgs,
}

/// Which account.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ConnectionArgs {
    /// `Key=Value;` pairs that name the account; default: the variable `PIPEDRIVE_SQL_CONNECTION`.
    #[arg(value_name = "CONNECTION_STRING")]
    pub(crate) string: Option<String>,
    /// Take further connection keys from this data source of odbc.ini.
    #[arg(long, value_name = "NAME")]
    pub(crate) dsn: Option<String>,
    /// Take further connection keys from this profile of profiles.toml.
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Start an embedded account with made-up data and connect to it; no Pipedrive needed.
    #[arg(long, value_name = "DEALS", num_args = 0..=1, require_equals = true, default_missing_value = "400")]
    pub(crate) sandbox: Option<usize>,
    #[command(flatten)]
    pub(crate) emulated: EmulatedArgs,
}

/// What to run and how to show it.
#[derive(Debug, Args)]
pub(crate) struct ShellArgs {
    /// Run these statements and leave; may be given several times.
    #[arg(short = 'c', long = "command", value_name = "SQL")]
    pub(crate) commands: Vec<String>,
    /// Run the statements of this file and leave; may be given several times; `-` is standard input.
    #[arg(short = 'f', long = "file", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Run this file first; default: `rc.sql` in the configuration directory, when interactive.
    #[arg(short = 'r', long, value_name = "FILE")]
    pub(crate) rc: Vec<PathBuf>,
    /// How rows are written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Only rows and errors.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Most rows that the format `table` shows: a number or `inf`.
    #[arg(long, value_name = "ROWS", default_value_t)]
    pub(crate) maxrows: MaxRows,
    /// Colours while typing and in messages; `auto` respects `NO_COLOR`.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) color: ColorChoice,
    /// What to run, in the order of the command line.
    #[arg(skip)]
    pub(crate) sources: Vec<Source>,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Something to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The text of a `-c`.
    Command(String),
    /// The path of an `-f`.
    File(PathBuf),
}

/// Why there is no command line to follow: help was asked for, or it is wrong.
#[derive(Debug)]
pub(crate) struct Refused {
    /// What to show.
    pub(crate) text: String,
    /// Whether it was asked for, so that it belongs on standard output.
    pub(crate) wanted: bool,
}

/// Reads the command line.
///
/// # Errors
/// [`Refused`] with the text to show; it repeats no argument that may hold a secret.
pub(crate) fn parse(arguments: &[OsString]) -> Result<Cli, Refused> {
    let refuse = |error: clap::Error| refused(&error, arguments);
    let matches = Cli::command().try_get_matches_from(arguments).map_err(refuse)?;
    let mut cli = Cli::from_arg_matches(&matches).map_err(refuse)?;
    cli.shell.sources = in_order(&matches, &cli.shell);
    Ok(cli)
}

/// The `-c` and `-f` in the order in which they were given.
fn in_order(matches: &ArgMatches, shell: &ShellArgs) -> Vec<Source> {
    let indices = |id| matches.indices_of(id).into_iter().flatten();
    let commands = indices("commands").zip(shell.commands.iter().cloned().map(Source::Command));
    let files = indices("files").zip(shell.files.iter().cloned().map(Source::File));
    let mut sources: Vec<(usize, Source)> = commands.chain(files).collect();
    sources.sort_by_key(|(index, _)| *index);
    sources.into_iter().map(|(_, source)| source).collect()
}

fn refused(error: &clap::Error, arguments: &[OsString]) -> Refused {
    let wanted = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let mut text = error.render().to_string();
    // A connection string without quotes falls apart at each `;` or blank, and its pieces end up in the message.
    for argument in arguments.iter().filter_map(|argument| argument.to_str()) {
        if !wanted && may_hold_secret(argument) {
            text = text.replace(argument, &without_secrets(argument));
        }
    }
    let pieces = arguments.iter().skip(1).filter_map(|argument| argument.to_str());
    let pieces = pieces.filter(|argument| !argument.starts_with('-') && argument.contains('='));
    if !wanted && pieces.count() > 1 {
        text.push_str("hint: a connection string is one argument: put quotes around it\n");
    }
    Refused { text, wanted }
}

#[cfg(test)]
mod tests;
