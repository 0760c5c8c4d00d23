//! Who the credentials belong to: `GET /api/v1/users/me`.

use pipedrive_schema::{ApiVersion, Paging, RouteSpec};
use serde::Deserialize;

use crate::{ApiRequest, ClientError, PipedriveClient, QueryScope};

/// The route that tells whose credentials these are.
pub const CURRENT_USER: RouteSpec =
    RouteSpec { version: ApiVersion::V1, path: "/users/me", cost: 2, paging: Paging::Whole, scopes: &["base"] };

/// The user behind the credentials, and the company they work in.
///
/// API: <https://developers.pipedrive.com/docs/api/v1/Users#getCurrentUser>.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Wire")]
pub struct CurrentUser {
    /// Id of the user.
    pub id: i64,
    /// The user's name.
    pub name: String,
    /// The user's e-mail address.
    pub email: Option<String>,
    /// Id of the company.
    pub company_id: Option<i64>,
    /// The company's name.
    pub company_name: Option<String>,
    /// First word of the company's Pipedrive address, as `CompanyDomain` takes it.
    pub company_domain: Option<String>,
    /// Whether the user administers the account.
    pub is_admin: bool,
    /// IANA name of the user's time zone, such as `Europe/Berlin`.
    pub timezone: Option<String>,
    /// ISO 4217 code of the currency for new deals.
    pub default_currency: Option<String>,
    /// How the user wants dates and numbers, such as `et_EE`.
    pub locale: Option<String>,
}

/// The user as the API sends it.
#[derive(Deserialize)]
struct Wire {
    id: i64,
    #[serde(default)]
    name: Option<String>,
    email: Option<String>,
    company_id: Option<i64>,
    company_name: Option<String>,
    company_domain: Option<String>,
    is_admin: Option<Flag>,
    #[serde(default)]
    access: Option<Vec<Access>>,
    timezone_name: Option<String>,
    default_currency: Option<String>,
    locale: Option<String>,
}

/// v1 sends flags as booleans or as 1 and 0.
#[derive(Deserialize)]
#[serde(untagged)]
enum Flag {
    Bool(bool),
    Number(i64),
}

/// The user's standing in one of the products.
#[derive(Deserialize)]
struct Access {
    app: Option<String>,
    admin: Option<bool>,
}

impl From<Wire> for CurrentUser {
    fn from(wire: Wire) -> Self {
        let flagged = match wire.is_admin {
            Some(Flag::Bool(flag)) => flag,
            Some(Flag::Number(number)) => number != 0,
            None => false,
        };
        // `account_settings` and `global` are the apps whose administrators run the whole account.
        let administers = |access: &Access| {
            access.admin == Some(true) && matches!(access.app.as_deref(), Some("global" | "account_settings"))
        };
        Self {
            id: wire.id,
            name: wire.name.unwrap_or_default(),
            email: wire.email,
            company_id: wire.company_id,
            company_name: wire.company_name,
            company_domain: wire.company_domain,
            is_admin: flagged || wire.access.unwrap_or_default().iter().any(administers),
            timezone: wire.timezone_name,
            default_currency: wire.default_currency,
            locale: wire.locale,
        }
    }
}

impl PipedriveClient {
    /// Asks whose credentials these are. The cheapest way to find out whether they work.
    ///
    /// # Errors
    /// Those of [`PipedriveClient::send`]; [`ClientError::Protocol`] if the answer is not a user.
    ///
    /// # API cost
    /// One request of 2 tokens.
    pub async fn current_user(&self, scope: &QueryScope) -> Result<CurrentUser, ClientError> {
        let request = ApiRequest::new(CURRENT_USER);
        let answer = self.send(&request, scope).await?;
        serde_json::from_slice(&answer.data).map_err(|error| ClientError::Protocol {
            target: request.target(),
            status: 200,
            content_type: None,
            detail: format!("`data` is not a user: {error}"),
            excerpt: String::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, is_admin: bool) {
        let user: CurrentUser = serde_json::from_str(json).unwrap();
        assert_eq!((user.id, user.is_admin), (1, is_admin), "{json}");
    }

    #[test]
    fn an_administrator_is_known_by_the_flag_or_by_the_access_list() {
        check(r#"{"id":1}"#, false);
        check(r#"{"id":1,"is_admin":1,"name":null}"#, true);
        check(r#"{"id":1,"is_admin":false,"access":null}"#, false);
        check(r#"{"id":1,"access":[{"app":"sales","admin":true}]}"#, false);
        check(r#"{"id":1,"access":[{"app":"sales"},{"app":"global","admin":true,"permission_set_id":"x"}]}"#, true);
    }

    #[test]
    fn the_members_that_matter_are_read() {
        let json = r#"{"id":1,"name":"Ada","email":"ada@acme.test","company_id":7,"company_name":"Acme",
            "company_domain":"acme","timezone_name":"Europe/Berlin","default_currency":"EUR","locale":"de_DE","x":[]}"#;
        let user: CurrentUser = serde_json::from_str(json).unwrap();
        assert_eq!((user.name.as_str(), user.company_id), ("Ada", Some(7)));
        assert_eq!(user.email.as_deref(), Some("ada@acme.test"));
        assert_eq!(user.company_name.as_deref(), Some("Acme"));
        assert_eq!(user.company_domain.as_deref(), Some("acme"));
        assert_eq!(user.timezone.as_deref(), Some("Europe/Berlin"));
        assert_eq!(user.default_currency.as_deref(), Some("EUR"));
        assert_eq!(user.locale.as_deref(), Some("de_DE"));
    }
}
