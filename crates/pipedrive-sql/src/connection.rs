//! Which account: from the arguments to a configuration, with the embedded account started if asked for.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use clap::CommandFactory;
use pipedrive_connection::{ConnectionConfig, Sources, quoted};
use pipedrive_datafusion::{Account, PipedriveSession};
use pipedrive_sandbox::{Sandbox, SandboxConfig};

use crate::args::{Cli, ConnectionArgs};
use crate::consent::TerminalPrompt;
use crate::console::Console;
use crate::failure::{Failure, Report};
use crate::wording::nearest;

/// Longest wait for tokens that are under way when the program ends.
const SETTLING: Duration = Duration::from_secs(5);

/// An account to open.
pub(crate) struct Target {
    pub(crate) config: ConnectionConfig,
    /// Serves until it is dropped.
    pub(crate) sandbox: Option<Sandbox>,
}

/// Finds out which account is meant.
///
/// # Errors
/// If no account is named, or what names it is wrong.
pub(crate) async fn resolve(arguments: &ConnectionArgs, sources: &Sources) -> Result<Target, Failure> {
    let mut text = arguments.string.clone().unwrap_or_default();
    check_typing(&text)?;
    for (key, name) in [("DSN", &arguments.dsn), ("Profile", &arguments.profile)] {
        if let Some(name) = name {
            append(&mut text, &format!("{key}={}", quoted(name)));
        }
    }
    let sandbox = match (arguments.sandbox, arguments.emulated.given()) {
        (Some(deals), _) => {
            let config = SandboxConfig { deals, ..SandboxConfig::default() };
            Some(Sandbox::start(arguments.emulated.applied_to(config)).await?)
        }
        (None, Some(option)) => return Err(only_emulated(option).into()),
        (None, None) => None,
    };
    if let Some(sandbox) = &sandbox {
        append(&mut text, &sandbox.connection_string());
        append(&mut text, &app(sandbox));
    }
    if text.trim().is_empty() && sources.connection_string.is_none() {
        return Err(no_account().into());
    }
    let config = ConnectionConfig::parse_with(&text, sources)?;
    Ok(Target { config, sandbox })
}

/// The accounts that were opened. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Sessions {
    opened: Arc<Mutex<Vec<Arc<Account>>>>,
}

impl Sessions {
    /// Opens an account; whoever has to sign in is shown the way on the terminal. What the user should know is said.
    ///
    /// # Errors
    /// If its settings do not work together.
    pub(crate) fn open(&self, config: &ConnectionConfig, console: &Console) -> Result<PipedriveSession, Failure> {
        let session = PipedriveSession::open_with(config, Arc::new(TerminalPrompt))?;
        for note in config.notes.iter().chain(&session.account().oauth().notes()) {
            console.note(&format!("note: {note}"));
        }
        self.opened().push(Arc::clone(session.account()));
        Ok(session)
    }

    /// Waits until tokens that were asked for are kept, which is to be done before the runtime ends: the ones they replace
    /// may not work any more. Filters that queries saved in the account are deleted first.
    pub(crate) async fn settle(&self, console: &Console) {
        let opened = self.opened().clone();
        let closed = futures::future::join_all(opened.iter().map(|account| account.close())).await;
        for error in closed.into_iter().filter_map(Result::err) {
            console.note(&format!("note: temporary filters were left in the account: {error}"));
            error.hints().iter().for_each(|hint| console.hint(hint));
        }
        futures::future::join_all(opened.iter().map(|account| account.oauth().settle(SETTLING))).await;
    }

    fn opened(&self) -> MutexGuard<'_, Vec<Arc<Account>>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Refuses a word that is no connection string.
///
/// # Errors
/// If it is one.
pub(crate) fn check_typing(text: &str) -> Result<(), Report> {
    if is_mistyped(text) { Err(mistyped(text)) } else { Ok(()) }
}

/// The keys of the embedded account's app, for the procedures that deal with tokens.
fn app(sandbox: &Sandbox) -> String {
    let app = &sandbox.config().oauth;
    format!("OAuthURL={};OAuthClientId={};OAuthClientSecret={}", sandbox.base_url(), app.client_id, app.client_secret)
}

/// Appends pairs to a connection string.
pub(crate) fn append(text: &mut String, pairs: &str) {
    if !text.trim().is_empty() && !text.trim_end().ends_with(';') {
        text.push(';');
    }
    text.push_str(pairs);
}

/// One word is no connection string.
fn is_mistyped(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains(['=', ';'])
}

fn mistyped(text: &str) -> Report {
    // The word itself may be a token, so it is not repeated.
    let report = Report::usage("the argument is neither a connection string (`Key=Value;…`) nor a subcommand");
    let command = Cli::command();
    match nearest(text, command.get_subcommands().map(clap::Command::get_name)) {
        Some(name) => report.with_hint(format!("did you mean the subcommand `{name}`?")),
        None => report
            .with_hint("a connection string looks like `CompanyDomain=acme;APIToken=…`")
            .with_hint("`--profile NAME` and `--dsn NAME` take one that is stored"),
    }
}

fn only_emulated(option: &str) -> Report {
    Report::usage(format!("`{option}` is about the emulated account, which `--sandbox` starts"))
}

fn no_account() -> Report {
    Report::usage("no account is named")
        .with_hint("give a connection string: `pipedrive-sql \"CompanyDomain=acme;APIToken=…\"`, or put it into `PIPEDRIVE_SQL_CONNECTION`")
        .with_hint("or name a stored one: `--profile NAME` or `--dsn NAME`")
        .with_hint("or try it out without an account: `--sandbox`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_embedded_account_has_an_app_for_the_procedures_of_oauth() {
        let arguments = ConnectionArgs { sandbox: Some(10), ..ConnectionArgs::default() };
        let target = resolve(&arguments, &Sources::default()).await.unwrap_or_else(|failure| panic!("{failure}"));
        let (config, sandbox) = (target.config, target.sandbox.unwrap());
        assert_eq!(config.oauth.client_id.as_deref(), Some("sandbox-client-id"));
        assert!(config.oauth.client_secret.is_some());
        assert_eq!(config.oauth.oauth_url, sandbox.base_url());
        assert_eq!(config.notes, [""; 0]);
    }

    #[test]
    fn pairs_are_appended_behind_one_semicolon() {
        let check = |text: &str, expect: &str| {
            let mut text = text.to_owned();
            append(&mut text, "b=2");
            assert_eq!(text, expect);
        };
        check("", "b=2");
        check("a=1", "a=1;b=2");
        check("a=1; ", "a=1; b=2");
    }

    #[test]
    fn a_single_word_is_answered_with_the_subcommand_it_resembles() {
        let check = |text: &str, hint: &str| {
            assert!(is_mistyped(text));
            let report = mistyped(text);
            assert!(report.hints[0].contains(hint), "{:?}", report.hints);
            assert!(!report.message.contains(text));
        };
        check("tset", "`test`");
        check("sandbx", "`sandbox`");
        check("0123456789", "CompanyDomain=acme");
        assert!(!is_mistyped("DSN=test"));
    }
}
