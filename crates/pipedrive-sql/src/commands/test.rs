//! `test`: whether an account can be reached with these credentials.

use std::process::ExitCode;

use pipedrive_connection::Sources;
use pipedrive_datafusion::{Budget, CurrentUser};

use crate::args::ConnectionArgs;
use crate::connection::{self, Sessions};
use crate::console::Console;
use crate::failure::Failure;
use crate::interrupt::Interrupts;
use crate::wording::grouped;

/// Asks whose credentials these are. The verdict goes to standard output, its first line alone if it is good;
/// advice goes to standard error.
pub(super) async fn run(
    arguments: &ConnectionArgs,
    console: &Console,
    sources: &Sources,
    sessions: &Sessions,
) -> Result<ExitCode, Failure> {
    let interrupts = Interrupts::listen(false);
    let outcome = interrupts.cancellable(check(arguments, sources, console, sessions)).await;
    match outcome.unwrap_or_else(|| Err(Failure::Cancelled("cancelled".to_owned()))) {
        Ok(answer) => {
            console.data(format!("connection available\n{answer}").as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        Err(Failure::Reported(report)) => {
            console.data(format!("connection unavailable: {}\n", report.message).as_bytes())?;
            for hint in &report.hints {
                console.hint(hint);
            }
            Ok(ExitCode::from(1))
        }
        Err(failure) => Err(failure),
    }
}

async fn check(
    arguments: &ConnectionArgs,
    sources: &Sources,
    console: &Console,
    sessions: &Sessions,
) -> Result<String, Failure> {
    let target = connection::resolve(arguments, sources).await?;
    let session = sessions.open(&target.config, console)?;
    let user = session.current_user().await?;
    Ok(answer(&user, target.config.base_url.as_deref(), session.budget()))
}

fn answer(user: &CurrentUser, base_url: Option<&str>, budget: Budget) -> String {
    let mut lines = vec![("account", account(user, base_url)), ("user", person(user))];
    if let Some(limit) = budget.burst_limit {
        lines.push(("rate limit", format!("{} requests / 2 s", grouped(limit))));
    }
    if let Some(left) = budget.daily_remaining {
        let limit = budget.daily_limit.map(|limit| format!(" of {}", grouped(limit))).unwrap_or_default();
        lines.push(("left today", format!("{}{limit} API tokens", grouped(left))));
    }
    let lines = lines.into_iter().map(|(name, value)| format!("{:<12}{value}\n", format!("{name}:")));
    lines.collect::<Vec<_>>().concat()
}

/// The company and where it is.
pub(super) fn account(user: &CurrentUser, base_url: Option<&str>) -> String {
    let address = match (base_url, &user.company_domain) {
        (Some(address), _) => Some(address.to_owned()),
        (None, domain) => domain.as_ref().map(|domain| format!("https://{domain}.pipedrive.com")),
    };
    match (&user.company_name, address) {
        (Some(name), Some(address)) => format!("{name} ({address})"),
        (Some(text), None) => text.clone(),
        (None, address) => address.unwrap_or_default(),
    }
}

fn person(user: &CurrentUser) -> String {
    let role = if user.is_admin { ", administrator" } else { "" };
    let email = user.email.as_ref().map(|email| format!(" <{email}>")).unwrap_or_default();
    format!("{}{email}{role}", user.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_names_account_user_and_the_limits_that_are_known() {
        let user = CurrentUser {
            id: 1,
            name: "Ada Admin".to_owned(),
            email: Some("ada@acme.example".to_owned()),
            company_id: Some(7),
            company_name: Some("Acme".to_owned()),
            company_domain: Some("acme".to_owned()),
            is_admin: true,
            timezone: None,
            default_currency: None,
            locale: None,
        };
        let budget = Budget {
            daily_limit: Some(150_000),
            daily_remaining: Some(149_998),
            burst_limit: Some(100),
            ..Budget::default()
        };
        let check =
            |budget, expect: &str| assert_eq!(answer(&user, Some("https://acme.pipedrive.com"), budget), expect);
        let who =
            "account:    Acme (https://acme.pipedrive.com)\nuser:       Ada Admin <ada@acme.example>, administrator\n";
        check(Budget::default(), who);
        check(budget, &format!("{who}rate limit: 100 requests / 2 s\nleft today: 149,998 of 150,000 API tokens\n"));
    }
}
