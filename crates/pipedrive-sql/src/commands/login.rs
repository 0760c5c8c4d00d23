//! `login`: a person signs in with OAuth, and a profile remembers how.

mod answer;
mod plan;

use std::borrow::Cow;

use pipedrive_auth::{AuthError, ConsentPrompt, SystemBrowser, Tokens};
use pipedrive_connection::Sources;
use pipedrive_datafusion::{CurrentUser, PipedriveSession};

use crate::args::LoginArgs;
use crate::connection::Sessions;
use crate::console::Console;
use crate::failure::{Failure, Report};
use crate::interrupt::Interrupts;
use crate::profiles::Profiles;
use plan::{Plan, SecretPlace};

/// Keys of a profile that a sign-in makes useless: tokens are in the settings file from then on.
const SUPERSEDED: &[&str] =
    &["OAuthAccessToken", "OAuthRefreshToken", "OAuthVerifier", "OAuthExpiresIn", "OAuthTokenTimestamp"];

/// Walks through the sign-in. What came of it goes to standard output, everything on the way to standard error.
pub(super) async fn run(
    arguments: &LoginArgs,
    console: &Console,
    sources: &Sources,
    sessions: &Sessions,
) -> Result<(), Failure> {
    let interrupts = Interrupts::listen(false);
    let work = interrupts.cancellable(sign_in(arguments, console, sources, sessions)).await;
    work.unwrap_or_else(|| Err(Failure::Cancelled("cancelled".to_owned())))
}

async fn sign_in(
    arguments: &LoginArgs,
    console: &Console,
    sources: &Sources,
    sessions: &Sessions,
) -> Result<(), Failure> {
    let plan = plan::make(arguments, console, sources).await?;
    // A profile that cannot be written would be noticed too late.
    Profiles::read(sources)?.check_writable()?;
    let session = sessions.open(&plan.config, console)?;
    let tokens = consent(&session, arguments, console).await?;

    // The tokens are kept by now; the profile is how they are found again, even if the account does not answer.
    Profiles::change(sources, |profiles| {
        profiles.set(&plan.profile, &plan.pairs, SUPERSEDED);
        Ok(())
    })?;
    let user = session.current_user().await;
    if let Ok(user) = &user {
        console.data(signed_in(user, &tokens).as_bytes())?;
    }
    console.data(saved(&plan).as_bytes())?;
    user.map(drop).map_err(|error| {
        Report { hints: error.hints().to_vec(), ..Report::new(format!("signed in, but: {error}")) }.into()
    })
}

/// Presents the consent page, waits for its answer and exchanges it for tokens.
async fn consent(session: &PipedriveSession, arguments: &LoginArgs, console: &Console) -> Result<Tokens, Failure> {
    let oauth = session.account().oauth();
    let mut sign_in = match oauth.begin_sign_in(None) {
        // Pasting needs no port.
        Err(error @ AuthError::CannotListen { .. }) => {
            console.note(&format!("note: {error}"));
            oauth.begin_pasted_sign_in(None)?
        }
        begun => begun?,
    };
    let url = sign_in.url();
    if arguments.no_browser {
        console.say(&format!("Open this address in a browser: {url}"));
    } else {
        console.say(&format!("Opening {url}"));
        SystemBrowser.present(url);
    }
    console.say(match (sign_in.is_listening(), arguments.no_browser) {
        (true, false) => "No browser here? Open that address anywhere, then paste the address you were sent back to:",
        (true, true) => "If the browser is on another machine, paste the address you were sent back to:",
        (false, _) => "After consenting, paste the address you were sent back to:",
    });
    let consent = answer::wait(&mut sign_in, console).await?;
    Ok(oauth.finish_sign_in(&sign_in, consent).await?)
}

fn signed_in(user: &CurrentUser, tokens: &Tokens) -> String {
    let domain = tokens.api_domain.as_deref().or(user.company_domain.as_deref()).unwrap_or_default();
    let domain = domain.trim_start_matches("https://");
    let company = match user.company_name.as_deref() {
        Some(name) if domain.is_empty() => format!(" at {name}"),
        Some(name) => format!(" at {name} ({domain})"),
        None if domain.is_empty() => String::new(),
        None => format!(" at {domain}"),
    };
    let scopes = match tokens.scope.as_slice() {
        [] => String::new(),
        scopes => format!(" Scopes: {}", scopes.join(", ")),
    };
    format!("Signed in as {}{company}.{scopes}\n", user.name)
}

fn saved(plan: &Plan) -> String {
    let Plan { profile, file, secret, .. } = plan;
    let query = "-c \"SELECT count(*) FROM deals\"";
    let (with_secret, next) = match secret {
        SecretPlace::Profile => (
            "with the client secret in clear, readable by you alone",
            format!("pipedrive-sql --profile {} {query}", word(profile)),
        ),
        // The program looks into the variable where no profile is named on the command line.
        SecretPlace::Variable => (
            "without the client secret, which stays in `PIPEDRIVE_SQL_CONNECTION`",
            format!("PIPEDRIVE_SQL_CONNECTION=\"$PIPEDRIVE_SQL_CONNECTION;Profile={profile}\" pipedrive-sql {query}"),
        ),
    };
    format!("Saved profile “{profile}” {with_secret}; tokens are encrypted in {}\nNext: {next}\n", file.display())
}

/// A name as one word of a command line.
fn word(name: &str) -> Cow<'_, str> {
    if name.contains(' ') { Cow::Owned(format!("'{name}'")) } else { Cow::Borrowed(name) }
}

#[cfg(test)]
mod tests {
    use pipedrive_connection::Secret;

    use super::*;

    #[test]
    fn who_signed_in_is_named_with_what_is_known() {
        let check = |company: Option<&str>, api_domain: Option<&str>, scope: &[&str], expect: &str| {
            let user = CurrentUser {
                id: 1,
                name: "Ada Admin".to_owned(),
                email: None,
                company_id: None,
                company_name: company.map(str::to_owned),
                company_domain: None,
                is_admin: true,
                timezone: None,
                default_currency: None,
                locale: None,
            };
            let tokens = Tokens {
                access_token: Secret::new("s3cret"),
                refresh_token: None,
                expires_in: None,
                issued_at: 0,
                scope: scope.iter().map(|&name| name.to_owned()).collect(),
                api_domain: api_domain.map(str::to_owned),
                grant: None,
            };
            assert_eq!(signed_in(&user, &tokens), format!("Signed in as Ada Admin{expect}\n"));
        };
        let domain = Some("https://acme.pipedrive.com");
        check(Some("Acme"), domain, &["base", "deals:full"], " at Acme (acme.pipedrive.com). Scopes: base, deals:full");
        check(Some("Acme"), None, &[], " at Acme.");
        check(None, domain, &[], " at acme.pipedrive.com.");
        check(None, None, &[], ".");
    }
}
