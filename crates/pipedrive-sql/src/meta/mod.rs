//! The shell's own commands, which begin with `\`: one table that parser, help and completion read.

mod calls;
mod functions;
mod pattern;
mod relations;
mod rows;
mod run;
mod statements;
mod tables;

pub(crate) use functions::names as function_names;
pub(crate) use run::run;

use clap::ValueEnum;
use pattern::is_pattern;
use relations::Kind;

use crate::failure::Report;
use crate::settings::{Format, MaxRows};
use crate::wording::{nearest, wrapped};

/// One command, as data.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MetaSpec {
    /// With the backslash.
    pub(crate) name: &'static str,
    /// What may follow, as the help shows it.
    pub(crate) arguments: &'static str,
    /// One line for people.
    pub(crate) comment: &'static str,
    /// Reads the arguments.
    parse: fn(&[&str]) -> Option<MetaCommand>,
}

/// A command that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MetaCommand {
    /// Lists tables and views.
    Relations(Wanted),
    /// Shows the columns of a table or view.
    Relation(String),
    /// Lists the table functions and procedures, those that are like the pattern.
    Calls(Option<String>),
    /// Lists all functions and procedures.
    Functions,
    /// Explains one of them.
    Function(String),
    /// Lists the commands.
    Help,
    /// Leaves.
    Quit,
    /// Shows whether the shell is quiet, or says whether it should be.
    Quiet(Option<bool>),
    /// Shows the settings of the output.
    Settings,
    /// Sets the format.
    Format(Format),
    /// Sets how many rows a table shows.
    MaxRows(MaxRows),
    /// Turns the time after each statement on or off.
    Timing(Option<bool>),
    /// Shows the cost now, or turns it on or off after each statement.
    Cost(Option<bool>),
}

/// Which tables and views to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    kinds: &'static [Kind],
    /// Only names like this.
    pattern: Option<String>,
}

/// All commands, in the order of the help.
pub(crate) const COMMANDS: &[MetaSpec] = &[
    MetaSpec {
        name: "\\d",
        arguments: "[NAME | PATTERN]",
        comment: "list tables and views, or the columns of one; `*` and `?` make a pattern: \\d deal_*",
        parse: |arguments| match arguments {
            [name] if !is_pattern(name) => Some(MetaCommand::Relation((*name).to_owned())),
            [] => relations(Kind::USERS, arguments),
            _ => relations(Kind::ALL, arguments),
        },
    },
    MetaSpec {
        name: "\\dt",
        arguments: "[PATTERN]",
        comment: "list tables",
        parse: |arguments| relations(Kind::TABLES, arguments),
    },
    MetaSpec {
        name: "\\dv",
        arguments: "[PATTERN]",
        comment: "list views",
        parse: |arguments| relations(Kind::VIEWS, arguments),
    },
    MetaSpec {
        name: "\\dS",
        arguments: "[PATTERN]",
        comment: "list tables and views, system tables too",
        parse: |arguments| relations(Kind::ALL, arguments),
    },
    MetaSpec {
        name: "\\df",
        arguments: "[NAME | PATTERN]",
        comment: "list table functions and procedures with their cost, or explain one",
        parse: |arguments| match arguments {
            [] => Some(MetaCommand::Calls(None)),
            [pattern] if is_pattern(pattern) => Some(MetaCommand::Calls(Some((*pattern).to_owned()))),
            [name] => Some(MetaCommand::Function(name.to_lowercase())),
            _ => None,
        },
    },
    MetaSpec {
        name: "\\h",
        arguments: "[FUNCTION | STATEMENT]",
        comment: "list all functions and procedures, or explain one, or a statement such as UPDATE",
        parse: |arguments| match arguments {
            [] => Some(MetaCommand::Functions),
            [function] => Some(MetaCommand::Function(function.to_lowercase())),
            _ => None,
        },
    },
    MetaSpec {
        name: "\\cost",
        arguments: "[on|off]",
        comment: "what the last statement and this session cost, by table, and the tokens left; or show it after each statement",
        parse: |arguments| optional_flag(arguments).map(MetaCommand::Cost),
    },
    MetaSpec {
        name: "\\timing",
        arguments: "[on|off]",
        comment: "show how long each statement takes",
        parse: |arguments| optional_flag(arguments).map(MetaCommand::Timing),
    },
    MetaSpec {
        name: "\\pset",
        arguments: "[format FORMAT | maxrows N]",
        comment: "show or set how rows are written",
        parse: |arguments| match arguments {
            [] => Some(MetaCommand::Settings),
            ["format", format] => Format::from_str(format, true).ok().map(MetaCommand::Format),
            ["maxrows", rows] => rows.parse().ok().map(MetaCommand::MaxRows),
            _ => None,
        },
    },
    MetaSpec {
        name: "\\quiet",
        arguments: "[true|false]",
        comment: "only rows and errors, without the line after each statement",
        parse: |arguments| optional_flag(arguments).map(MetaCommand::Quiet),
    },
    MetaSpec {
        name: "\\?",
        arguments: "",
        comment: "this list",
        parse: |arguments| arguments.is_empty().then_some(MetaCommand::Help),
    },
    MetaSpec {
        name: "\\q",
        arguments: "",
        comment: "leave; so does Ctrl-D",
        parse: |arguments| arguments.is_empty().then_some(MetaCommand::Quit),
    },
];

/// Reads a command.
///
/// # Errors
/// If there is no such command, naming the nearest, or its arguments are not among the allowed ones.
pub(crate) fn parse(line: &str) -> Result<MetaCommand, Report> {
    let mut words = line.trim().trim_end_matches(';').split_whitespace();
    let name = words.next().unwrap_or("\\");
    let arguments: Vec<&str> = words.collect();
    let Some(spec) = COMMANDS.iter().find(|spec| spec.name == name) else {
        return Err(unknown(name));
    };
    (spec.parse)(&arguments).ok_or_else(|| {
        let report = Report::new(format!("wrong arguments for `{name}`, expected `{}`", usage(spec)));
        match name {
            "\\pset" => report.with_hint(format!("formats: {}; N is a number or inf", Format::names().join(", "))),
            _ => report,
        }
    })
}

/// The list of commands as `\?` shows it, on a terminal of that width if there is one.
pub(crate) fn help(width: Option<usize>) -> String {
    let indent = COMMANDS.iter().map(|spec| usage(spec).chars().count()).max().unwrap_or_default();
    let line = |spec: &MetaSpec| {
        let line = format!("{:indent$}  {}", usage(spec), spec.comment);
        wrapped(&line, width.unwrap_or(usize::MAX), indent + 2) + "\n"
    };
    let lines = COMMANDS.iter().map(line);
    lines.chain(["\nStatements end with `;` and may span lines; Ctrl-C cancels what runs.\n".to_owned()]).collect()
}

fn usage(spec: &MetaSpec) -> String {
    format!("{} {}", spec.name, spec.arguments).trim_end().to_owned()
}

fn unknown(name: &str) -> Report {
    let report = Report::new(format!("unknown command `{name}`"));
    let bare = name.trim_start_matches('\\');
    let known = COMMANDS.iter().map(|spec| spec.name.trim_start_matches('\\')).filter(|known| known.len() > 1);
    match nearest(bare, known) {
        Some(near) => report.with_hint(format!("did you mean `\\{near}`?")),
        None => report.with_hint("`\\?` lists the commands"),
    }
}

fn relations(kinds: &'static [Kind], arguments: &[&str]) -> Option<MetaCommand> {
    let pattern = match arguments {
        [] => None,
        [pattern] => Some((*pattern).to_owned()),
        _ => return None,
    };
    Some(MetaCommand::Relations(Wanted { kinds, pattern }))
}

#[expect(clippy::option_option, reason = "no argument and a wrong argument are two different answers")]
fn optional_flag(arguments: &[&str]) -> Option<Option<bool>> {
    match arguments {
        [] => Some(None),
        [word] => match word.to_lowercase().as_str() {
            "on" | "true" | "yes" | "1" => Some(Some(true)),
            "off" | "false" | "no" | "0" => Some(Some(false)),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests;
