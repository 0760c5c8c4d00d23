//! What to sign in to, and what the profile will hold: arguments, what the profile holds already, and answers.

use std::path::PathBuf;

use pipedrive_connection::{
    AuthScheme, ConnectionConfig, InitiateOAuth, KEYS, KeySpec, KeyValue, SettingsLocation, Sources, key_values,
};

use crate::args::LoginArgs;
use crate::connection::append;
use crate::console::Console;
use crate::failure::{Failure, Report};
use crate::profiles::Profiles;
use crate::{ask, connection};

/// A sign-in that is ready to begin.
pub(super) struct Plan {
    /// Name of the profile.
    pub(super) profile: String,
    pub(super) config: ConnectionConfig,
    /// What the profile will hold beside what it holds already.
    pub(super) pairs: Vec<KeyValue>,
    /// Where the tokens will be.
    pub(super) file: PathBuf,
    /// Where the client secret will be found from then on.
    pub(super) secret: SecretPlace,
}

/// Where a client secret is found after the sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SecretPlace {
    /// In the profile.
    Profile,
    /// Where it was: in `PIPEDRIVE_SQL_CONNECTION`.
    Variable,
}

/// Keys that a profile of a sign-in cannot hold: where to find others, and the token of another way to sign in.
const UNFIT: &[&str] = &["Profile", "DSN", "Driver", "APIToken"];

/// Key of the client secret.
const SECRET: &str = "OAuthClientSecret";

/// The keys of a profile, as they are written, with their values.
type Stored<'a> = [(&'a str, String)];

/// Puts the plan together, and asks for what nothing says if there is somebody to ask.
///
/// # Errors
/// If something is wrong or missing. Nothing was sent or written by then.
pub(super) async fn make(arguments: &LoginArgs, console: &Console, sources: &Sources) -> Result<Plan, Failure> {
    let variable = if arguments.string.is_none() { variable(sources) } else { None };
    let in_variable = variable.as_deref().map(key_values).unwrap_or_default();
    let mut text = arguments.string.clone().or(variable).unwrap_or_default();
    connection::check_typing(&text)?;
    for (key, value) in [("OAuthClientId", &arguments.client_id), ("CallbackURL", &arguments.callback_url)] {
        if let Some(value) = value {
            append(&mut text, &KeyValue::new(key, value.as_str()).written());
        }
    }
    let given = key_values(&text);
    let profiles = Profiles::read(sources)?;
    let profile = name(arguments, &given, console)?;
    let stored = profiles.keys(&profile);
    refuse(&given, stored.as_deref(), &profile)?;

    let added = additions(&given, stored.as_deref().unwrap_or_default(), &profile, console, sources).await?;
    for pair in &added {
        append(&mut text, &pair.written());
    }
    if stored.is_some() {
        append(&mut text, &KeyValue::new("Profile", profile.as_str()).written());
    }
    let config = ConnectionConfig::parse_with(&text, sources)?;
    if config.oauth.initiate == InitiateOAuth::Off {
        return Err(Report::usage("`InitiateOAuth=OFF` keeps no tokens, so `login` would be for nothing").into());
    }
    let file = file_of(&config)?;
    let mut pairs: Vec<KeyValue> = added.into_iter().chain(given).collect();
    pairs.retain(|pair| {
        !pair.value.expose().is_empty() && !UNFIT.contains(&pair.key) && !super::SUPERSEDED.contains(&pair.key)
    });
    // Whoever keeps secrets in the environment does not want them in a file.
    pairs.retain(|pair| !(is_sensitive(pair) && value(&in_variable, pair.key).is_some()));
    let stays_out = value(&in_variable, SECRET)
        .is_some_and(|secret| find(stored.as_deref().unwrap_or_default(), SECRET) != Some(secret));
    settle(&mut pairs, "CallbackURL", config.oauth.callback().to_owned());
    // A path that depends on the working directory would be another one the next time.
    settle(&mut pairs, "OAuthSettingsLocation", file.display().to_string());
    pairs.sort_by_key(|pair| KEYS.iter().position(|key| key.name == pair.key));
    let secret = if stays_out { SecretPlace::Variable } else { SecretPlace::Profile };
    Ok(Plan { profile, config, pairs, file, secret })
}

/// The connection string of the environment, unless it is of an account that needs no sign-in.
fn variable(sources: &Sources) -> Option<String> {
    let text = sources.connection_string.as_ref()?.expose();
    value(&key_values(text), "AuthScheme").is_some_and(is_oauth).then(|| text.to_owned())
}

/// Refuses what no sign-in can come of.
fn refuse(given: &[KeyValue], stored: Option<&Stored<'_>>, profile: &str) -> Result<(), Report> {
    if value(given, "DSN").is_some() {
        return Err(Report::usage("`login` writes a profile, which cannot hold a `DSN`"));
    }
    if let Some(stored) = stored {
        let is_other = find(stored, "AuthScheme").map(|scheme| !is_oauth(scheme));
        if is_other.unwrap_or(find(stored, "APIToken").is_some()) {
            return Err(other_scheme(profile));
        }
    }
    if value(given, "AuthScheme").is_some_and(|scheme| !is_oauth(scheme)) {
        return Err(Report::usage("`login` is for `AuthScheme=OAuth`; an API token needs no sign-in"));
    }
    Ok(())
}

/// What is neither given nor stored and yet needed.
async fn additions(
    given: &[KeyValue],
    stored: &Stored<'_>,
    profile: &str,
    console: &Console,
    sources: &Sources,
) -> Result<Vec<KeyValue>, Failure> {
    let has = |key: &str| value(given, key).or_else(|| find(stored, key)).is_some();
    let mut added = Vec::new();
    // What the profile says about these two does not count: it is about to sign in, and to renew tokens from then on.
    for (key, text) in [("AuthScheme", AuthScheme::OAuth.name()), ("InitiateOAuth", InitiateOAuth::Refresh.name())] {
        if value(given, key).is_none() {
            added.push(KeyValue::new(key, text));
        }
    }
    let missing: Vec<&str> = ["OAuthClientId", SECRET].into_iter().filter(|key| !has(key)).collect();
    if !missing.is_empty() && !ask::can_ask() {
        return Err(nobody_to_ask(&missing).into());
    }
    if !has("OAuthClientId") {
        added.push(KeyValue::new("OAuthClientId", ask::text(console, "Client id: ")?));
    }
    if !has(SECRET) {
        let secret = ask::secret("Client secret (hidden): ").await?;
        added.push(KeyValue { key: SECRET, value: secret });
    }
    if !has("OAuthSettingsLocation")
        && let Some(directory) = &sources.config_directory
    {
        let file = directory.join(format!("{profile}.oauth"));
        added.push(KeyValue::new("OAuthSettingsLocation", file.display().to_string()));
    }
    Ok(added)
}

fn nobody_to_ask(missing: &[&str]) -> Report {
    let missing: Vec<String> = missing.iter().map(|key| format!("`{key}`")).collect();
    Report::usage(format!("`login` needs {}, and there is no terminal to ask on", missing.join(" and ")))
        .with_hint("give `AuthScheme=OAuth;OAuthClientId=…;OAuthClientSecret=…` in `PIPEDRIVE_SQL_CONNECTION` or as an argument, or keep them in the profile")
        .with_hint("both are those of your app in Pipedrive's Developer Hub")
}

/// The name of the profile.
fn name(arguments: &LoginArgs, given: &[KeyValue], console: &Console) -> Result<String, Failure> {
    let name = match arguments.profile.as_deref().or(value(given, "Profile")) {
        Some(name) => name.to_owned(),
        // The address of a company is fit for it as far as its name goes.
        None => match value(given, "CompanyDomain") {
            Some(domain) => domain.trim_start_matches("https://").split('.').next().unwrap_or_default().to_owned(),
            None if ask::can_ask() => ask::text(console, "Name of the profile: ")?,
            None => {
                return Err(Report::usage("no profile is named")
                    .with_hint("`--profile NAME` says under which name to remember the sign-in")
                    .into());
            }
        },
    };
    let is_usable = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    if name.starts_with('.') || name.is_empty() || !name.chars().all(is_usable) {
        let report = Report::usage("that is no name for a profile: use letters, digits, `-`, `_` and `.`");
        return Err(report.with_hint("the file of tokens gets the same name").into());
    }
    Ok(name)
}

fn other_scheme(profile: &str) -> Report {
    Report::usage(format!("profile `{profile}` signs in without OAuth, and `login` would replace that"))
        .with_hint("choose another name with `--profile`")
        .with_hint(format!("or remove it first: `pipedrive-sql profile remove {profile}`"))
}

/// Where the tokens will be, whatever the working directory.
fn file_of(config: &ConnectionConfig) -> Result<PathBuf, Failure> {
    match &config.oauth.settings_location {
        Some(SettingsLocation::File(path)) => std::path::absolute(path)
            .map_err(|error| Report::new(format!("cannot use `{}`: {error}", path.display())).into()),
        _ => Err(Report::usage("`login` needs a file for the tokens: give `OAuthSettingsLocation=PATH`").into()),
    }
}

/// Gives a key that value, in its place or at the end.
fn settle(pairs: &mut Vec<KeyValue>, key: &'static str, value: String) {
    let pair = KeyValue::new(key, value);
    match pairs.iter_mut().find(|known| known.key == key) {
        Some(known) => *known = pair,
        None => pairs.push(pair),
    }
}

fn is_sensitive(pair: &KeyValue) -> bool {
    KeySpec::find(pair.key).is_some_and(KeySpec::is_sensitive)
}

/// The value of a given key, unless it is empty.
fn value<'a>(given: &'a [KeyValue], key: &str) -> Option<&'a str> {
    given.iter().find(|pair| pair.key == key).map(|pair| pair.value.expose()).filter(|text| !text.is_empty())
}

/// The value of a key of a profile, unless it is empty.
fn find<'a>(stored: &'a Stored<'_>, key: &str) -> Option<&'a str> {
    let is_key = |written: &str| KeySpec::find(written).is_some_and(|spec| spec.name == key);
    stored.iter().find(|(written, _)| is_key(written)).map(|(_, text)| text.as_str()).filter(|text| !text.is_empty())
}

fn is_oauth(scheme: &str) -> bool {
    ["OAuth", "OAuth2"].iter().any(|known| known.eq_ignore_ascii_case(scheme.trim()))
}
