//! Sending a request that writes, once, and what is said when nobody knows what became of it.

use pipedrive_client::{Answer, ApiRequest, ClientError, ErrorKind, QueryScope};

use super::backend::Arguments;
use super::operation::without_secrets;
use crate::account::Account;
use crate::error::Error;
use crate::options::PipedriveOptions;

impl Account {
    /// Sends the request of a call.
    ///
    /// # Errors
    /// If it fails; the error says so when it may have been carried out all the same.
    pub(super) async fn send_write(
        &self,
        arguments: &Arguments,
        request: &ApiRequest,
        scope: &QueryScope,
    ) -> Result<Answer, Error> {
        self.client().send(request, scope).await.map_err(|error| failure(arguments, error))
    }

    /// # Errors
    /// If a call that takes `needed` tokens would cost more than the statement may spend or the company has left.
    pub(super) fn afford(
        &self,
        arguments: &Arguments,
        needed: u64,
        scope: &QueryScope,
        options: &PipedriveOptions,
    ) -> Result<(), Error> {
        let name = arguments.spec().name;
        let spent = scope.counts().tokens;
        if let Some(limit) = options.token_limit()
            && spent.saturating_add(needed) > limit
        {
            let message = format!(
                "`{name}` needs {needed} tokens, which with the {spent} already spent is more than \
                 `pipedrive.max_tokens_per_query` = {limit}; nothing was sent"
            );
            return Err(Error::new(ErrorKind::TokenLimit, message).with_hint("raise the limit"));
        }
        let reserve = options.token_reserve().unwrap_or_default();
        match self.client().tokens_left_today() {
            Some(left) if left < needed.saturating_add(reserve) => {
                let message = format!(
                    "`{name}` needs {needed} tokens, and {left} are left today, of which {reserve} are to stay; \
                     nothing was sent"
                );
                Err(Error::new(ErrorKind::BudgetSpent, message).with_hint("wait for the next day"))
            }
            _ => Ok(()),
        }
    }
}

/// The error of a call whose request failed.
fn failure(arguments: &Arguments, error: ClientError) -> Error {
    let name = arguments.spec().name;
    let in_doubt = error.leaves_doubt();
    let error = Error::from(error);
    let holds_secret = arguments.spec().parameters.iter().any(|parameter| parameter.secret);
    // Its cause holds what the server said, which may be what it was told.
    let error = if holds_secret { error.copied() } else { error };
    let text = without_secrets(arguments, &error.to_string());
    if !in_doubt {
        let kind = error.kind();
        return error.reworded(kind, format!("`{name}`: {text}"));
    }
    let message = format!("`{name}`: {text}, and nobody knows whether it was carried out: it was not sent again");
    error
        .reworded(ErrorKind::Unavailable, message)
        .with_hint("look at the account before you call it again: a second call may do it twice")
}
