//! `profile`: what `profiles.toml` holds, without its secrets, and how to be rid of it.

use std::future::Future;
use std::path::{Path, PathBuf};

use pipedrive_connection::{AuthScheme, ConnectionConfig, KeySpec, SettingsLocation, Sources, quoted, redact};

use crate::args::ProfileAction;
use crate::connection::{Sessions, append};
use crate::console::Console;
use crate::failure::Failure;
use crate::profiles::Profiles;

/// Lists the profiles, shows one or removes one.
pub(super) async fn run(
    action: &ProfileAction,
    console: &Console,
    sources: &Sources,
    sessions: &Sessions,
) -> Result<(), Failure> {
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
            if profiles.keys(name).is_none() {
                return Err(profiles.unknown(name).into());
            }
            let left = leave(&profiles, name, *tokens, sources, || forget(name, console, sources, sessions)).await?;
            let remove = |profiles: &mut Profiles| {
                if profiles.remove(name) { Ok(()) } else { Err(profiles.unknown(name)) }
            };
            Profiles::change(sources, remove)?;
            console.data(format!("Removed profile “{name}”\n").as_bytes())?;
            tell(&left, console)
        }
    }
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

/// What became of the tokens of a profile.
enum Tokens {
    /// It names no file, or there is none.
    None,
    /// They were to stay.
    Kept(PathBuf),
    /// They stay because that profile has them too.
    Shared(PathBuf, String),
    Deleted(PathBuf),
}

/// Deletes the tokens of a profile with `forget`, if that is wanted and nobody else's business.
async fn leave<F: Future<Output = Result<(), Failure>>>(
    profiles: &Profiles,
    name: &str,
    deletes: bool,
    sources: &Sources,
    forget: impl FnOnce() -> F,
) -> Result<Tokens, Failure> {
    // The file that is used by default may be others' too.
    let is_location = |key: &str| KeySpec::find(key).is_some_and(|spec| spec.name == "OAuthSettingsLocation");
    let is_named = profiles.keys(name).is_some_and(|keys| keys.iter().any(|(key, _)| is_location(key)));
    let Some(file) = file_of(name, sources).filter(|file| is_named && file.exists()) else { return Ok(Tokens::None) };
    if !deletes {
        return Ok(Tokens::Kept(file));
    }
    let same =
        |other: &&str| *other != name && file_of(other, sources).is_some_and(|other| real(&other) == real(&file));
    if let Some(other) = profiles.names().into_iter().find(same) {
        return Ok(Tokens::Shared(file, other.to_owned()));
    }
    forget().await?;
    Ok(Tokens::Deleted(file))
}

/// The file of tokens that a profile means, whether or not it is fit to sign in.
fn file_of(name: &str, sources: &Sources) -> Option<PathBuf> {
    // With a token that nobody uses, nothing else is required: the client secret may stand elsewhere.
    let text = format!("Profile={};InitiateOAuth=OFF;OAuthAccessToken=unused", quoted(name));
    let config = ConnectionConfig::parse_with(&text, sources).ok()?;
    match config.oauth.settings_location {
        Some(SettingsLocation::File(path)) if config.auth_scheme == AuthScheme::OAuth => Some(path),
        _ => None,
    }
}

fn real(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Deletes the file of tokens of a profile, once it has proved to be one by the client secret.
async fn forget(name: &str, console: &Console, sources: &Sources, sessions: &Sessions) -> Result<(), Failure> {
    let profile = format!("Profile={};InitiateOAuth=REFRESH", quoted(name));
    let config = ConnectionConfig::parse_with(&profile, sources).or_else(|error| {
        // The secret may have stayed in the environment.
        let mut text = sources.connection_string.as_ref().ok_or(error)?.expose().to_owned();
        append(&mut text, &profile);
        ConnectionConfig::parse_with(&text, sources)
    })?;
    let session = sessions.open(&config, console)?;
    Ok(session.account().oauth().forget().await?)
}

/// Says what became of the tokens of a profile that is gone, and what still can be done.
fn tell(tokens: &Tokens, console: &Console) -> Result<(), Failure> {
    match tokens {
        Tokens::None => {}
        Tokens::Kept(file) => {
            let file = file.display();
            console.note(&format!("note: its tokens are still in `{file}`, and Pipedrive still accepts them"));
            console.note(&format!(
                "note: `pipedrive-sql logout \"AuthScheme=OAuth;OAuthClientId=…;OAuthClientSecret=…;OAuthSettingsLocation={file}\"` ends the access"
            ));
        }
        Tokens::Shared(file, other) => {
            console.note(&format!("note: its tokens stay in `{}`: profile `{other}` uses them too", file.display()));
        }
        Tokens::Deleted(file) => {
            console.data(format!("Deleted its tokens in {}\n", file.display()).as_bytes())?;
            console.note("note: Pipedrive does not know that: the access ends when the user uninstalls the app there");
        }
    }
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
