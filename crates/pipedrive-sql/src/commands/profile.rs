//! `profile`: what `profiles.toml` holds, without its secrets.

use std::io::ErrorKind;
use std::path::Path;

use pipedrive_connection::{Sources, redact};
use toml::{Table, Value};

use crate::args::ProfileAction;
use crate::console::Console;
use crate::failure::{Failure, Report};
use crate::wording::nearest;

/// Lists the profiles or shows one.
pub(super) fn run(action: &ProfileAction, console: &Console, sources: &Sources) -> Result<(), Failure> {
    let Some(path) = &sources.profiles else {
        return Err(Report::new("this machine names no configuration directory for `profiles.toml`").into());
    };
    let profiles = read(path)?;
    match action {
        ProfileAction::List if profiles.is_empty() => {
            console.note(&format!("there are no profiles in `{}` yet", path.display()));
            Ok(())
        }
        ProfileAction::List => {
            let names: Vec<&str> = profiles.iter().map(|(name, _)| name.as_str()).collect();
            console.data(format!("{}\n", names.join("\n")).as_bytes())
        }
        ProfileAction::Show { name } => match profiles.iter().find(|(known, _)| known == name) {
            Some((_, keys)) => console.data(show(keys).as_bytes()),
            None => Err(unknown(name, path, &profiles).into()),
        },
    }
}

fn unknown(name: &str, path: &Path, profiles: &[(String, Table)]) -> Report {
    let report = Report::new(format!("no profile `{name}` in {}", path.display()));
    match nearest(name, profiles.iter().map(|(known, _)| known.as_str())) {
        Some(near) => report.with_hint(format!("did you mean `{near}`?")),
        None => report.with_hint("`pipedrive-sql profile list` lists them"),
    }
}

fn read(path: &Path) -> Result<Vec<(String, Table)>, Report> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Report::new(format!("cannot read `{}`: {error}", path.display()))),
    };
    parse(&text).ok_or_else(|| Report::new(format!("`{}` is not a TOML file of profiles", path.display())))
}

/// The parser's own message is dropped: it can quote the line, which can hold a secret.
fn parse(text: &str) -> Option<Vec<(String, Table)>> {
    let table: Table = text.parse().ok()?;
    let profiles = table.into_iter().filter_map(|(name, value)| match value {
        Value::Table(keys) => Some((name, keys)),
        _ => None,
    });
    Some(profiles.collect())
}

/// The keys, one a line.
fn show(keys: &Table) -> String {
    let line = |(key, value): (&String, &Value)| {
        let value = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let pair = format!("{key}={{{}}}", value.replace('}', "}}"));
        match redact(&pair) {
            shown if shown == pair => format!("{key}={value}\n"),
            hidden => format!("{hidden}\n"),
        }
    };
    keys.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_shown_without_its_secrets() {
        let check = |text: &str, expect: &str| {
            let profiles = parse(text).unwrap();
            assert_eq!(show(&profiles[0].1), expect);
        };
        check(
            "[acme]\nCompanyDomain = \"acme\"\nAPIToken = \"s3cret\"\nPageSize = 50\nReadOnly = true\n",
            "APIToken=***\nCompanyDomain=acme\nPageSize=50\nReadOnly=true\n",
        );
        check(
            "[acme]\nAPIToken = \"s3}cret;x\"\nLogFile = \"a{1}\"\nUnknown = \"s3cret\"\n",
            "APIToken=***\nLogFile=a{1}\nUnknown=***\n",
        );
    }

    #[test]
    fn a_file_that_is_no_toml_is_refused_without_its_text() {
        assert!(parse("[acme\nAPIToken = s3cret").is_none());
    }
}
