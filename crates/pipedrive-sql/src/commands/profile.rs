//! `profile`: what `profiles.toml` holds, without its secrets, and how to be rid of it.

use std::path::PathBuf;

use pipedrive_connection::{ConnectionConfig, KeySpec, SettingsLocation, Sources, quoted, redact};

use crate::args::ProfileAction;
use crate::console::Console;
use crate::failure::{Failure, Report};
use crate::profiles::Profiles;

/// Lists the profiles, shows one or removes one.
pub(super) fn run(action: &ProfileAction, console: &Console, sources: &Sources) -> Result<(), Failure> {
    let profiles = Profiles::read(sources)?;
    match action {
        ProfileAction::List => match profiles.names().as_slice() {
            [] => {
                console.note(&format!("there are no profiles in `{}` yet", profiles.path().display()));
                Ok(())
            }
            names => console.data(format!("{}\n", names.join("\n")).as_bytes()),
        },
        ProfileAction::Show { name } => match profiles.keys(name) {
            Some(keys) => console.data(show(&keys).as_bytes()),
            None => Err(profiles.unknown(name).into()),
        },
        ProfileAction::Remove { name, tokens } => {
            let left = tokens_of(&profiles, name, sources);
            remove(name, sources)?;
            console.data(format!("Removed profile “{name}”\n").as_bytes())?;
            match left {
                Some(path) => leave(&path, *tokens, console),
                None => Ok(()),
            }
        }
    }
}

fn remove(name: &str, sources: &Sources) -> Result<(), Report> {
    Profiles::change(sources, |profiles| if profiles.remove(name) { Ok(()) } else { Err(profiles.unknown(name)) })
}

/// The keys, one a line.
fn show(keys: &[(&str, String)]) -> String {
    let line = |(key, value): &(&str, String)| {
        let pair = format!("{key}={}", quoted(value));
        match redact(&pair) {
            shown if shown == pair => format!("{key}={value}\n"),
            hidden => format!("{hidden}\n"),
        }
    };
    keys.iter().map(line).collect()
}

/// The file of tokens that a profile names, if there is one. The one that is used by default may be others' too.
fn tokens_of(profiles: &Profiles, name: &str, sources: &Sources) -> Option<PathBuf> {
    let names_file = |(key, _): &(&str, String)| KeySpec::find(key).is_some_and(|k| k.name == "OAuthSettingsLocation");
    profiles.keys(name)?.iter().find(|pair| names_file(pair))?;
    let config = ConnectionConfig::parse_with(&format!("Profile={}", quoted(name)), sources).ok()?;
    match config.oauth.settings_location {
        Some(SettingsLocation::File(path)) => Some(path).filter(|path| path.exists()),
        _ => None,
    }
}

/// Says what becomes of the tokens of a profile that is gone.
fn leave(path: &PathBuf, deletes: bool, console: &Console) -> Result<(), Failure> {
    let shown = path.display();
    if deletes {
        std::fs::remove_file(path).map_err(|error| Report::new(format!("cannot remove `{shown}`: {error}")))?;
        console.data(format!("Deleted its tokens in {shown}\n").as_bytes())?;
    } else {
        console.note(&format!("note: its tokens are still in `{shown}`"));
    }
    console.note(
        "note: Pipedrive still accepts its tokens: `pipedrive-sql logout --forget`, instead of this, ends the access first",
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_shown_without_its_secrets() {
        let check = |keys: &[(&str, &str)], expect: &str| {
            let keys: Vec<_> = keys.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
            assert_eq!(show(&keys), expect);
        };
        check(
            &[("CompanyDomain", "acme"), ("APIToken", "s3cret"), ("PageSize", "50"), ("ReadOnly", "true")],
            "CompanyDomain=acme\nAPIToken=***\nPageSize=50\nReadOnly=true\n",
        );
        check(
            &[("OAuthClientId", "5f2c"), ("OAuthClientSecret", "s3cret"), ("OAuthRefreshToken", "s3cret")],
            "OAuthClientId=5f2c\nOAuthClientSecret=***\nOAuthRefreshToken=***\n",
        );
        check(
            &[("APIToken", "s3}cret;x"), ("LogFile", "a{1}"), ("Unknown", "s3cret")],
            "APIToken=***\nLogFile=a{1}\nUnknown=***\n",
        );
    }
}
