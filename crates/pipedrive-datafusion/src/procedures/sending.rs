//! Sending the request of a call, never what makes something new twice, and what is said when nobody knows what became of
//! it.

use pipedrive_client::{Answer, ApiRequest, ClientError, ErrorKind, Method, QueryScope, Upload};
use serde_json::Value;

use super::backend::Arguments;
use super::noted::Noted;
use super::operation::without_secrets;
use super::proof::{Proof, prove};
use crate::account::Account;
use crate::error::Error;
use crate::options::PipedriveOptions;

/// What is sent.
#[derive(Clone, Copy)]
pub(super) struct Sending<'a> {
    pub(super) request: &'a ApiRequest,
    /// Its body, where that is JSON.
    pub(super) body: Option<&'a Value>,
    /// The file in it, if there is one.
    pub(super) upload: Option<&'a Upload>,
}

/// How it is known that a call was carried out.
pub(super) enum Sent {
    /// It was answered.
    Answered(Answer),
    /// The answer got lost, and a look has found this record, `null` where it is gone.
    Found(Value),
}

impl Sent {
    /// What the answer says of the record.
    pub(super) fn data(&self) -> Value {
        match self {
            Self::Answered(answer) => serde_json::from_slice(&answer.data).unwrap_or_default(),
            Self::Found(record) => record.clone(),
        }
    }
}

impl Account {
    /// Sends the request of a call. What is noted of it has to be brought to its end.
    ///
    /// # Errors
    /// If it fails; the error says so when it may have been carried out all the same.
    pub(super) async fn send_write(
        &self,
        arguments: &Arguments,
        sending: Sending<'_>,
        scope: &QueryScope,
    ) -> Result<(Sent, Noted), Error> {
        let Sending { request, body, upload } = sending;
        let noted = Noted::begin(self, arguments, upload.cloned());
        // What makes something new is sent once.
        let is_new = request.method() == Method::Post;
        let mut repeated = false;
        let (error, in_doubt) = loop {
            let error = match self.client().send(request, scope).await {
                Ok(answer) => return Ok((Sent::Answered(answer), noted)),
                Err(error) => error,
            };
            // After an answer that got lost a request may be refused because it was carried out.
            if !error.leaves_doubt() && !repeated {
                break (error, false);
            }
            match prove(self, request, body, scope).await {
                Proof::Applied(found) => return Ok((Sent::Found(found), noted)),
                Proof::NotApplied if !is_new && !repeated => repeated = true,
                Proof::NotApplied => break (error, false),
                Proof::None => break (error, true),
            }
        };
        let error = failure(arguments, error, in_doubt);
        if in_doubt {
            noted.unknown(&error.to_string());
        } else {
            noted.failed(&error.to_string());
        }
        Err(error)
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
        let spent = scope.committed();
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
fn failure(arguments: &Arguments, error: ClientError, in_doubt: bool) -> Error {
    let name = arguments.spec().name;
    let error = Error::from(error);
    let holds_secret = arguments.spec().parameters.iter().any(|parameter| parameter.secret);
    // Its cause holds what the server said, which may be what it was told.
    let error = if holds_secret { error.copied() } else { error };
    let text = without_secrets(arguments, &error.to_string());
    if !in_doubt {
        let kind = error.kind();
        return error.reworded(kind, format!("`{name}`: {text}; nothing was written"));
    }
    let message = format!("`{name}`: {text}, and nobody knows whether it was carried out: it was not sent again");
    let error = error.reworded(ErrorKind::Unavailable, message);
    let error = match arguments.look() {
        Some(query) => error.with_hint(format!("`{query}` tells what there is now")),
        None => error,
    };
    error.with_hint("look at the account before you call it again: a second call may do it twice")
}

#[cfg(test)]
mod tests {
    use datafusion::common::ScalarValue;
    use pipedrive_auth::SystemBrowser;
    use pipedrive_connection::ConnectionConfig;

    use super::*;

    /// Whether a call that takes 40 tokens is afforded after `charged` tokens were, with at most `limit` for all.
    fn check(charged: u64, limit: u64, expect: Option<ErrorKind>) {
        let config = ConnectionConfig::parse("CompanyDomain=acme;APIToken=0123456789abcdef").unwrap();
        let account = Account::open(&config, std::sync::Arc::new(SystemBrowser)).unwrap();
        let spec = pipedrive_schema::procedure("ConvertDealToLead").unwrap();
        let mut values = vec![ScalarValue::Null; spec.parameters.len()];
        values[0] = ScalarValue::Int64(Some(5));
        let arguments = Arguments::new(spec, values).unwrap();
        let options = PipedriveOptions { max_tokens_per_query: limit, ..PipedriveOptions::default() };
        let scope = QueryScope::new(options.token_limit(), None);
        scope.charge(charged);
        let afforded = account.afford(&arguments, 40, &scope, &options);
        assert_eq!(afforded.map_err(|error| error.kind()).err(), expect, "{charged} of {limit}");
    }

    #[test]
    fn what_planning_took_counts_against_what_a_call_may_spend() {
        check(0, 40, None);
        check(10, 50, None);
        check(10, 49, Some(ErrorKind::TokenLimit));
    }
}
