//! What the procedures do, on an account.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use datafusion::common::ScalarValue;
use datafusion::execution::TaskContext;
use pipedrive_auth::Tokens;
use pipedrive_client::{ErrorKind, QueryScope};
use pipedrive_connection::Secret;
use pipedrive_schema::Procedure;

use super::backend::{Arguments, ProcedureBackend};
use super::{any_request, download, operation};
use crate::account::Account;
use crate::error::Error;
use crate::options::PipedriveOptions;
use crate::saved_filter::drop_leftovers;
use crate::write::Line;

#[async_trait]
impl ProcedureBackend for Account {
    async fn call(&self, arguments: Arguments, task: Arc<TaskContext>) -> Result<Vec<ScalarValue>, Error> {
        let scope = self.scope(&task);
        let arguments = arguments.in_execution(&task);
        let options = PipedriveOptions::of(task.session_config().options());
        // What only reads, and what tidies up, leaves `last_write` as it is.
        let writes = match arguments.spec().procedure {
            Procedure::Request => !arguments.text("Method").is_some_and(|method| method.eq_ignore_ascii_case("GET")),
            _ => !arguments.spec().operations.is_empty(),
        };
        let begun = self.ledger().number();
        let row = self.carry_out(&arguments, &scope, &options).await;
        if writes && row.is_err() && self.ledger().number() == begun {
            self.ledger().clear_unless_of(arguments.execution());
        }
        let row = row?;
        scope.add_rows(1);
        Ok(row)
    }

    async fn rehearse(&self, arguments: Arguments) -> Result<Vec<Line>, Error> {
        let spec = arguments.spec();
        let message = match spec.procedure {
            Procedure::Request => return Ok(vec![any_request::Prepared::of(&arguments)?.line()]),
            Procedure::DownloadFile => return Ok(vec![download::line(&arguments)?]),
            _ if !spec.operations.is_empty() => return Ok(vec![operation::Prepared::of(&arguments).await?.line()]),
            _ => format!(
                "what `{}` would change is only known once it has read the account; nothing was sent",
                spec.name
            ),
        };
        Err(Error::new(ErrorKind::Unsupported, message).with_hint("`SET pipedrive.dry_run = false` lets it run"))
    }
}

impl Account {
    async fn carry_out(
        &self,
        arguments: &Arguments,
        scope: &QueryScope,
        options: &PipedriveOptions,
    ) -> Result<Vec<ScalarValue>, Error> {
        Ok(match arguments.spec().procedure {
            Procedure::AuthorizationUrl => self.authorization_url(arguments)?,
            Procedure::AccessToken => tokens(&self.access_token(arguments).await?),
            Procedure::Refresh => self.refresh(arguments).await?,
            Procedure::Revoke => self.revoke().await?,
            Procedure::TestConnection => self.test_connection(scope).await,
            Procedure::DropTemporaryFilters => self.drop_temporary_filters(arguments, scope).await?,
            Procedure::Operation(_) => self.operate(arguments, scope, options).await?,
            Procedure::ConvertLeadToDeal | Procedure::ConvertDealToLead => {
                self.convert(arguments, scope, options).await?
            }
            Procedure::DownloadFile => self.download(arguments, scope).await?,
            Procedure::Request => self.any_request(arguments, scope, options).await?,
            Procedure::RefreshMetadata => {
                self.forget();
                let message = "field definitions are fetched again when they are needed";
                vec![ScalarValue::Boolean(Some(true)), text(Some(message))]
            }
        })
    }

    fn authorization_url(&self, arguments: &Arguments) -> Result<Vec<ScalarValue>, Error> {
        let [callback_url, state, scope] = ["CallbackURL", "State", "Scope"].map(|name| arguments.text(name));
        let url = self.oauth().authorization_url(callback_url, state, scope).map_err(Error::from)?;
        Ok(vec![text(Some(&url))])
    }

    /// Tokens for a code, or those of a person at this machine.
    async fn access_token(&self, arguments: &Arguments) -> Result<Tokens, Error> {
        let verifier = arguments.secret("Verifier");
        let is_app = arguments.text("AuthMode").map_or(verifier.is_none(), |mode| mode.eq_ignore_ascii_case("APP"));
        let callback_url = arguments.text("CallbackURL");
        let oauth = self.oauth();
        match verifier {
            Some(_) if is_app => Err(refused("`Verifier` is for `AuthMode => 'WEB'`; `APP` gets its code itself")),
            None if is_app && arguments.text("Scope").is_some() => Err(refused("`Scope` is for `AuthMode => 'WEB'`")
                .with_hint("Pipedrive grants the scopes that the app has in the Developer Hub")),
            None if is_app => oauth.sign_in(callback_url).await.map_err(Error::from),
            None => Err(refused("`AuthMode => 'WEB'` needs `Verifier`")
                .with_hint("open the address of `GetOAuthAuthorizationURL`; the redirect brings the value as `code`")),
            Some(code) => oauth.exchange(&code, callback_url).await.map_err(Error::from),
        }
    }

    async fn refresh(&self, arguments: &Arguments) -> Result<Vec<ScalarValue>, Error> {
        let token = arguments.secret("OAuthRefreshToken");
        let token = token.ok_or_else(|| refused("`RefreshOAuthAccessToken` needs `OAuthRefreshToken`"))?;
        Ok(tokens(&self.oauth().refresh(&token).await?))
    }

    async fn revoke(&self) -> Result<Vec<ScalarValue>, Error> {
        // Nobody can delete them with tokens that are revoked.
        if let Err(error) = self.leases().clear().await {
            tracing::warn!(target: "pipedrive::filters", %error, "temporary filters were left behind");
        }
        self.oauth().revoke().await.map_err(Error::from)?;
        Ok(vec![ScalarValue::Boolean(Some(true)), text(Some("access revoked"))])
    }

    /// Deletes what crashed sessions left behind.
    async fn drop_temporary_filters(
        &self,
        arguments: &Arguments,
        scope: &QueryScope,
    ) -> Result<Vec<ScalarValue>, Error> {
        if self.is_read_only() {
            let message = "`DropTemporaryFilters` deletes filters, and this connection may only read";
            return Err(
                Error::new(ErrorKind::ReadOnly, message).with_hint("leave `ReadOnly` out of the connection string")
            );
        }
        let minutes: u64 = match arguments.text("OlderThanMinutes") {
            Some(text) => text.trim().parse().map_err(|_| refused("`OlderThanMinutes` takes a whole number"))?,
            None => 60,
        };
        let age = Duration::from_secs(minutes.saturating_mul(60));
        let dropped = drop_leftovers(self.client(), self.leases(), age, scope).await?;
        let plural = if dropped == 1 { "" } else { "s" };
        let message = format!("{dropped} temporary filter{plural} deleted");
        Ok(vec![ScalarValue::Int64(i64::try_from(dropped).ok()), text(Some(&message))])
    }

    /// A row in any case: that an account cannot be used is an answer here.
    async fn test_connection(&self, scope: &QueryScope) -> Vec<ScalarValue> {
        match self.client().current_user(scope).await {
            Ok(user) => {
                let domain = user.company_domain.map(|domain| format!("https://{domain}.pipedrive.com"));
                vec![
                    ScalarValue::Boolean(Some(true)),
                    text(Some("connection available")),
                    text(None),
                    text(Some(&user.name)),
                    text(user.company_name.as_deref()),
                    text(domain.as_deref()),
                ]
            }
            Err(failure) => {
                let failure = Error::from(failure);
                let hints = failure.hints().join("\n");
                let mut row = vec![
                    ScalarValue::Boolean(Some(false)),
                    text(Some(&format!("connection unavailable: {failure}"))),
                    text(Some(hints.as_str()).filter(|hints| !hints.is_empty())),
                ];
                row.resize(6, text(None));
                row
            }
        }
    }
}

/// The row of the procedures that give tokens.
fn tokens(tokens: &Tokens) -> Vec<ScalarValue> {
    let seconds = tokens.expires_in.and_then(|lifetime| i64::try_from(lifetime.as_secs()).ok());
    let scope = tokens.scope.join(",");
    vec![
        text(Some(tokens.access_token.expose())),
        text(tokens.refresh_token.as_ref().map(Secret::expose)),
        ScalarValue::Int64(seconds),
        text(Some(scope.as_str()).filter(|scope| !scope.is_empty())),
        text(tokens.api_domain.as_deref()),
    ]
}

fn text(text: Option<&str>) -> ScalarValue {
    ScalarValue::Utf8(text.map(str::to_owned))
}

fn refused(message: &str) -> Error {
    Error::new(ErrorKind::InvalidArgument, message)
}
