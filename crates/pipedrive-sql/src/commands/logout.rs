//! `logout`: ends the access that a sign-in gave.

use pipedrive_auth::AuthError;
use pipedrive_connection::{AuthScheme, ConnectionConfig, InitiateOAuth, SettingsLocation, Sources};

use crate::args::LogoutArgs;
use crate::connection::{self, Sessions};
use crate::console::Console;
use crate::failure::{Failure, Report};
use crate::interrupt::Interrupts;
use crate::profiles::Profiles;

/// Revokes the tokens at Pipedrive, removes the file they are in, and forgets the profile if asked to.
pub(super) async fn run(
    arguments: &LogoutArgs,
    console: &Console,
    sources: &Sources,
    sessions: &Sessions,
) -> Result<(), Failure> {
    let interrupts = Interrupts::listen(false);
    let work = interrupts.cancellable(revoke(arguments, console, sources, sessions)).await;
    work.unwrap_or_else(|| Err(Failure::Cancelled("cancelled".to_owned())))?;
    let Some(name) = &arguments.connection.profile else { return Ok(()) };
    if arguments.forget {
        // Another process may have removed it by now.
        Profiles::change(sources, |profiles| Ok(profiles.remove(name)))?;
        console.data(format!("Removed profile “{name}”\n").as_bytes())?;
    } else {
        console.note(&format!("Profile “{name}” stays: `pipedrive-sql login --profile {name}` signs in again"));
    }
    Ok(())
}

async fn revoke(
    arguments: &LogoutArgs,
    console: &Console,
    sources: &Sources,
    sessions: &Sessions,
) -> Result<(), Failure> {
    let target = connection::resolve(&arguments.connection, sources).await?;
    let mut config = target.config;
    if config.auth_scheme == AuthScheme::ApiToken {
        return Err(Report::new("an API token cannot be signed out: `logout` is for `AuthScheme=OAuth`")
            .with_hint("a new token, from Settings > Personal preferences > API, ends the old one")
            .into());
    }
    let oauth = &config.oauth;
    if oauth.initiate == InitiateOAuth::Off && oauth.access_token.is_none() && oauth.refresh_token.is_none() {
        // Then only tokens that were kept can be meant.
        config.oauth.initiate = InitiateOAuth::Refresh;
    }
    let session = sessions.open(&config, console)?;
    let oauth = session.account().oauth();
    match oauth.revoke().await {
        Ok(()) => {
            let file = oauth.settings_location().map(place);
            let removed = file.map(|file| format!("; {file} is removed")).unwrap_or_default();
            console.data(format!("Signed out: Pipedrive no longer accepts the tokens{removed}\n").as_bytes())
        }
        // Whoever wants to forget a profile is served, signed in or not.
        Err(AuthError::NotSignedIn { .. }) if arguments.forget => Ok(()),
        Err(AuthError::NotSignedIn { .. }) => Err(not_signed_in(&config).into()),
        Err(error) => Err(error.into()),
    }
}

fn not_signed_in(config: &ConnectionConfig) -> Report {
    let report = Report::new("nobody is signed in: there are no tokens");
    match &config.oauth.settings_location {
        Some(location) => report.with_hint(format!("looked in {}", place(location))),
        None => report,
    }
}

fn place(location: &SettingsLocation) -> String {
    match location {
        SettingsLocation::File(path) => path.display().to_string(),
        SettingsLocation::Memory(id) => format!("memory://{id}"),
    }
}
