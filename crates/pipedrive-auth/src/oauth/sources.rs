//! Where tokens come from, which of them come first, and whether they are the right company's.

use pipedrive_connection::{Secret, service_url};
use url::Url;

use super::OAuth;
use crate::{AuthError, Tokens};

/// What follows the company in the address of its API.
const PIPEDRIVE: &str = ".pipedrive.com";

/// One place that tokens come from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub(super) tokens: Option<&'a Tokens>,
    pub(super) refresh_token: Option<&'a Secret>,
}

impl OAuth {
    /// Kept and given tokens, the better first. Kept ones are: they have been renewed since they were given, unless the
    /// connection string says that its own were issued later.
    pub(super) fn sources<'a>(&'a self, kept: Option<&'a Tokens>) -> Vec<Source<'a>> {
        let given = Source { tokens: self.given.tokens.as_ref(), refresh_token: self.given.refresh_token.as_ref() };
        let Some(kept) = kept else { return vec![given] };
        let first = Source { tokens: Some(kept), refresh_token: kept.refresh_token.as_ref() };
        if !self.is_newest(kept) {
            return vec![given, first];
        }
        // What was refused once is not tried again.
        let refresh_token = given.refresh_token.filter(|token| first.refresh_token != Some(*token));
        vec![first, Source { refresh_token, ..given }]
    }

    /// Whether the connection string gives no tokens that were issued after those.
    pub(super) fn is_newest(&self, kept: &Tokens) -> bool {
        self.given.tokens.as_ref().is_none_or(|given| given.issued_at <= kept.issued_at)
    }

    /// Whether tokens are not those of another company than `CompanyDomain`.
    pub(super) fn is_ours(&self, tokens: &Tokens) -> bool {
        self.check_company(tokens).is_ok()
    }

    /// Refuses tokens of another company than `CompanyDomain`: its server would, and had seen them by then.
    pub(super) fn check_company(&self, tokens: &Tokens) -> Result<(), AuthError> {
        let theirs = tokens.api_domain.as_deref().and_then(company_of);
        match (theirs, &self.company_domain) {
            (Some(theirs), Some(ours)) if !theirs.eq_ignore_ascii_case(ours) => Err(AuthError::OtherCompany {
                location: self.settings_location().cloned(),
                theirs: format!("{theirs}{PIPEDRIVE}"),
                ours: format!("{ours}{PIPEDRIVE}"),
            }),
            _ => Ok(()),
        }
    }
}

/// Scheme and host of the API that the OAuth server named with the tokens.
pub(super) fn server_of(tokens: &Tokens) -> Result<Option<String>, AuthError> {
    let Some(domain) = &tokens.api_domain else { return Ok(None) };
    let server = service_url(domain).ok_or_else(|| AuthError::Configuration {
        key: "OAuthURL",
        reason: "it names an API (`api_domain`) that is not at an `https` address".to_owned(),
    })?;
    Ok(Some(server))
}

/// The company in the address of its API.
fn company_of(api_domain: &str) -> Option<String> {
    let url = Url::parse(api_domain).ok()?;
    url.host_str()?.strip_suffix(PIPEDRIVE).filter(|name| !name.contains('.') && *name != "api").map(str::to_owned)
}
