//! The subcommands and their arguments.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use pipedrive_sandbox::{FaultPlan, Plan, SCOPES};

use super::{ConnectionArgs, EmulatedArgs};
use crate::wording::nearest;

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check that the account can be reached with these credentials.
    Test(ConnectionArgs),
    /// Serve an emulated account on this machine until Ctrl-C.
    Sandbox(SandboxArgs),
    /// Sign in with OAuth and save a profile.
    Login(LoginArgs),
    /// Revoke the access that a sign-in gave, and remove its tokens.
    Logout(LogoutArgs),
    /// List, show or remove profiles.
    Profile(ProfileArgs),
    /// Install, uninstall or check the ODBC driver.
    Odbc(OdbcArgs),
}

/// How to sign in.
///
/// The client secret is asked for on the terminal, or comes from the connection string, the profile or the variable
/// `PIPEDRIVE_SQL_CONNECTION`: as an option of its own it would stay in the history of the command line.
#[derive(Debug, Default, Args)]
pub(crate) struct LoginArgs {
    /// `Key=Value;` pairs for the profile; default: the variable `PIPEDRIVE_SQL_CONNECTION`.
    #[arg(value_name = "CONNECTION_STRING")]
    pub(crate) string: Option<String>,
    /// The profile to write; what it holds already is used. Default: the company's name in `CompanyDomain`, else asked for.
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Client id of your app in Pipedrive's Developer Hub; asked for if nothing names it.
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: Option<String>,
    /// A callback address of the app; default: `http://localhost:33333`. With one that is not this machine's, the address
    /// you are sent back to is pasted.
    #[arg(long, value_name = "URL")]
    pub(crate) callback_url: Option<String>,
    /// Print the address of the consent page and open no browser.
    #[arg(long)]
    pub(crate) no_browser: bool,
}

/// What to sign out of.
#[derive(Debug, Default, Args)]
pub(crate) struct LogoutArgs {
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    /// Remove the profile too; without this it stays, for the next sign-in.
    #[arg(long, requires = "profile")]
    pub(crate) forget: bool,
}

/// `profile list`, `profile show NAME`, `profile remove NAME`.
#[derive(Debug, Args)]
pub(crate) struct ProfileArgs {
    #[command(subcommand)]
    pub(crate) action: ProfileAction,
}

/// What to do with profiles.
#[derive(Debug, Subcommand)]
pub(crate) enum ProfileAction {
    /// The names of the profiles.
    List,
    /// The keys of one profile, secrets left out.
    Show {
        /// Name of the profile.
        name: String,
    },
    /// Remove a profile. Its access to Pipedrive stays: `logout` ends it.
    Remove {
        /// Name of the profile.
        name: String,
        /// Delete the file of its tokens too.
        #[arg(long)]
        tokens: bool,
    },
}

/// `odbc install`, `odbc uninstall`, `odbc check`.
#[derive(Debug, Args)]
pub(crate) struct OdbcArgs {
    #[command(subcommand)]
    pub(crate) action: OdbcAction,
}

/// What to do about ODBC.
#[derive(Debug, Subcommand)]
pub(crate) enum OdbcAction {
    /// Make the driver known to unixODBC, and a data source with `--dsn`.
    Install(OdbcInstallArgs),
    /// Undo that.
    Uninstall(OdbcUninstallArgs),
    /// Print where driver and data sources stand, and connect.
    Check(ConnectionArgs),
}

/// What to install.
#[derive(Debug, Default, Args)]
pub(crate) struct OdbcInstallArgs {
    /// `Key=Value;` pairs of the data source.
    #[arg(value_name = "CONNECTION_STRING")]
    pub(crate) string: Option<String>,
    /// Name of a data source to write; one of this driver is replaced.
    #[arg(long, value_name = "NAME")]
    pub(crate) dsn: Option<String>,
    /// Let the data source take its keys from this profile, so that `odbc.ini` holds no secret.
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// The driver's file; default: the one beside this program.
    #[arg(long, value_name = "FILE")]
    pub(crate) driver: Option<PathBuf>,
    /// For everybody on this machine, in `/etc`, and not for this user alone.
    #[arg(long)]
    pub(crate) system: bool,
}

/// What to take out again.
#[derive(Debug, Default, Args)]
pub(crate) struct OdbcUninstallArgs {
    /// Only this data source; may be given several times. Default: the driver and all its data sources.
    #[arg(long, value_name = "NAME")]
    pub(crate) dsn: Vec<String>,
    /// What was installed for everybody.
    #[arg(long)]
    pub(crate) system: bool,
}

/// What account to serve.
#[derive(Debug, Args)]
pub(crate) struct SandboxArgs {
    /// Port on 127.0.0.1; 0 is a free one.
    #[arg(long, default_value_t = 8787)]
    pub(crate) port: u16,
    /// Number of deals; the other tables follow from it.
    #[arg(long, default_value_t = 400)]
    pub(crate) deals: usize,
    /// Delay of every answer, such as `150ms`.
    #[arg(long, value_parser = duration, default_value = "0ms")]
    pub(crate) latency: Duration,
    /// Most that a further delay, different for each request, may add.
    #[arg(long, value_parser = duration, default_value = "0ms")]
    pub(crate) jitter: Duration,
    /// Subscription plan, which decides the limits: lite, growth, premium or ultimate.
    #[arg(long, default_value_t)]
    pub(crate) plan: Plan,
    /// Seed of the data: the same seed gives the same records.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Failures to inject, such as `deals:429*3,persons:truncate@2,*:500/10`.
    #[arg(long, value_name = "PLAN", default_value = "", hide_default_value = true)]
    pub(crate) faults: FaultPlan,
    /// API tokens the company may spend a day; default: by plan.
    #[arg(long, value_name = "TOKENS")]
    pub(crate) daily_budget: Option<u64>,
    /// Enforce neither the rate limit nor the daily budget.
    #[arg(long)]
    pub(crate) unlimited: bool,
    /// How long an OAuth access token lives.
    #[arg(long, value_name = "SECONDS", default_value_t = 3599, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) token_lifetime: u64,
    /// Give a new refresh token with each renewal and end the old one.
    #[arg(long)]
    pub(crate) rotate_refresh_tokens: bool,
    /// OAuth scopes of the app, separated by commas; default: all.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = scope)]
    pub(crate) scopes: Vec<String>,
    /// A callback address of the app, in place of `http://localhost:33333`; may be given several times.
    #[arg(long = "callback-url", value_name = "URL")]
    pub(crate) callback_urls: Vec<String>,
    #[command(flatten)]
    pub(crate) emulated: EmulatedArgs,
}

/// A length of time: `150ms`, `2s`, `1.5s`; a plain number is milliseconds.
fn duration(text: &str) -> Result<Duration, String> {
    let (number, seconds) = match text.trim() {
        text if text.ends_with("ms") => (text.trim_end_matches("ms"), 0.001),
        text if text.ends_with('s') => (text.trim_end_matches('s'), 1.0),
        text => (text, 0.001),
    };
    number
        .trim()
        .parse::<f64>()
        .ok()
        .and_then(|number| Duration::try_from_secs_f64(number * seconds).ok())
        .filter(|time| *time <= Duration::from_hours(1))
        .ok_or_else(|| "expected a time up to an hour, such as `150ms` or `2s`".to_owned())
}

/// The name of an OAuth scope.
fn scope(text: &str) -> Result<String, String> {
    let known = SCOPES.map(|(name, _)| name);
    if known.contains(&text) {
        return Ok(text.to_owned());
    }
    match nearest(text, known) {
        Some(near) => Err(format!("no such scope; did you mean `{near}`?")),
        None => Err(format!("no such scope; the scopes are {}", known.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit_or_are_milliseconds() {
        let check =
            |text, expect: Option<u64>| assert_eq!(duration(text).ok(), expect.map(Duration::from_millis), "{text}");
        check("150ms", Some(150));
        check("150", Some(150));
        check("2s", Some(2000));
        check("1.5s", Some(1500));
        check("0", Some(0));
        check("-1s", None);
        check("2h", None);
        check("7200s", None);
        check("", None);
    }

    #[test]
    fn a_misspelt_scope_is_answered_with_the_nearest() {
        let check = |text, expect: Result<&str, &str>| match (scope(text), expect) {
            (Ok(name), Ok(expect)) => assert_eq!(name, expect),
            (Err(message), Err(expect)) => assert!(message.contains(expect), "{message}"),
            (outcome, _) => assert!(outcome.is_ok() == expect.is_ok(), "{text}: {outcome:?}"),
        };
        check("deals:full", Ok("deals:full"));
        check("deals:ful", Err("did you mean `deals:full`?"));
        check("xyz", Err("the scopes are base, "));
    }
}
