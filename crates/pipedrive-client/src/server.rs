//! The address requests go to, and the connection properties it comes from.

use std::net::IpAddr;
use std::sync::Arc;

use pipedrive_auth::Authorization;
use pipedrive_connection::ConnectionConfig;
use url::{Host, Url};

use crate::ClientError;
use crate::request::Mount;

/// Where the API is when neither the configuration nor the OAuth server says it: there the token decides the company.
const SHARED: &str = "https://api.pipedrive.com";

/// One place where the API is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    base: String,
    /// The host's name.
    pub(crate) host: String,
    /// Where the API's generations are mounted.
    pub(crate) mount: Mount,
}

impl Address {
    fn new(base: &str, host: String) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), mount: Mount::of_host(&host), host }
    }

    /// The whole URL of a path with its query.
    pub(crate) fn url(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.base)
    }
}

/// Where requests go: to the configured address, else to the one that came with the tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    configured: Option<Arc<Address>>,
    key: &'static str,
    proxy_host: Option<String>,
}

impl Server {
    /// Reads the address out of the configuration.
    ///
    /// # Errors
    /// [`ClientError::Configuration`] if it is not `https`, except for this machine, or not an address.
    pub(crate) fn new(config: &ConnectionConfig) -> Result<Self, ClientError> {
        let domain = config.company_domain.as_ref().map(|domain| format!("https://{domain}.pipedrive.com"));
        let key = match &config.base_url {
            None => "OAuthURL",
            from_domain if *from_domain == domain => "CompanyDomain",
            Some(_) => "BaseURL",
        };
        let configured = config.base_url.as_deref().map(|base| address(base, key)).transpose()?;
        let proxy_url = config.proxy.as_ref().and_then(|proxy| Url::parse(&proxy.url()).ok());
        Ok(Self {
            configured: configured.map(Arc::new),
            key,
            proxy_host: proxy_url.and_then(|url| url.host().map(|host| host.to_string())),
        })
    }

    /// The address for requests with that credential.
    ///
    /// # Errors
    /// [`ClientError::Configuration`] if the OAuth server sent an address that credentials may not go to.
    pub(crate) fn address(&self, authorization: &Authorization) -> Result<Arc<Address>, ClientError> {
        match &self.configured {
            Some(address) => Ok(Arc::clone(address)),
            None => address(authorization.server.as_deref().unwrap_or(SHARED), self.key).map(Arc::new),
        }
    }

    /// The connection property that made us look for `host`.
    pub(crate) fn key_of(&self, host: &str) -> &'static str {
        let is = |other: Option<&str>| other.is_some_and(|other| other.eq_ignore_ascii_case(host));
        let configured = self.configured.as_ref().map(|address| address.host.as_str());
        if is(self.proxy_host.as_deref()) && !is(configured) { "ProxyServer" } else { self.key }
    }
}

fn address(base: &str, key: &'static str) -> Result<Address, ClientError> {
    let refused = |reason: &str| ClientError::Configuration { key, reason: reason.to_owned() };
    let url = Url::parse(base).map_err(|error| refused(&error.to_string()))?;
    let host = url.host().ok_or_else(|| refused("it names no host"))?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&host) => {}
        "http" => return Err(refused("credentials only go over `https`, except to this machine")),
        _ => return Err(refused("the scheme must be `https`")),
    }
    Ok(Address::new(base, host.to_string()))
}

/// Whether an address is one of this machine.
pub(crate) fn is_this_machine(base: &str) -> bool {
    Url::parse(base).is_ok_and(|url| url.host().is_some_and(|host| is_loopback(&host)))
}

pub(crate) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
        Host::Ipv4(address) => IpAddr::from(*address).is_loopback(),
        Host::Ipv6(address) => IpAddr::from(*address).is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use pipedrive_connection::{ConnectionConfig, Secret, Sources};

    use super::*;
    use crate::ErrorKind;

    fn config(text: &str, base_url: &str) -> ConnectionConfig {
        let mut config = ConnectionConfig::parse_with(text, &Sources::default()).unwrap();
        if !base_url.is_empty() {
            config.base_url = Some(base_url.to_owned());
        }
        config
    }

    fn check(base_url: &str, expect: Result<&str, &str>) {
        let server = Server::new(&config("CompanyDomain=acme;APIToken=abcd", base_url));
        match (&server, expect) {
            (Ok(server), Ok(key)) => {
                let address = server.address(&Authorization::api_token(&Secret::new("abcd"))).unwrap();
                assert_eq!(server.key_of(&address.host), key);
            }
            (Err(error), Err(message)) => {
                assert_eq!(error.to_string(), message);
                assert_eq!(error.kind(), ErrorKind::Configuration);
            }
            _ => panic!("{server:?} instead of {expect:?}"),
        }
    }

    #[test]
    fn only_this_machine_is_spoken_to_without_tls() {
        check("", Ok("CompanyDomain"));
        check("https://api.pipedrive.com", Ok("BaseURL"));
        check("http://127.0.0.1:8787", Ok("BaseURL"));
        check("http://[::1]:8787", Ok("BaseURL"));
        check("http://localhost:8787", Ok("BaseURL"));
        let plain = Err("cannot use `BaseURL`: credentials only go over `https`, except to this machine");
        check("http://acme.pipedrive.com", plain);
        check("http://127.0.0.1.evil.test", plain);
        check("ftp://acme.pipedrive.com", Err("cannot use `BaseURL`: the scheme must be `https`"));
        check("acme", Err("cannot use `BaseURL`: relative URL without a base"));
    }

    #[test]
    fn an_unknown_host_is_blamed_on_the_property_it_comes_from() {
        let text = "CompanyDomain=acme;APIToken=abcd;ProxyServer=http://proxy.test;ProxyPort=3128";
        let server = Server::new(&config(text, "")).unwrap();
        assert_eq!(server.key_of("acme.pipedrive.com"), "CompanyDomain");
        assert_eq!(server.key_of("proxy.test"), "ProxyServer");
    }

    fn check_oauth(server: Option<&str>, expect: Result<&str, &str>) {
        let config = config("AuthScheme=OAuth;OAuthAccessToken=abcd", "");
        let mut authorization = Authorization::bearer(&Secret::new("abcd"));
        authorization.server = server.map(Arc::from);
        let address = Server::new(&config).unwrap().address(&authorization);
        match expect {
            Ok(url) => assert_eq!(address.unwrap().url("/x"), url),
            Err(message) => assert_eq!(address.unwrap_err().to_string(), message),
        }
    }

    #[test]
    fn without_a_configured_address_that_of_the_tokens_counts() {
        check_oauth(None, Ok("https://api.pipedrive.com/x"));
        check_oauth(Some("https://acme.pipedrive.com"), Ok("https://acme.pipedrive.com/x"));
        check_oauth(Some("http://127.0.0.1:8787"), Ok("http://127.0.0.1:8787/x"));
        let plain = "cannot use `OAuthURL`: credentials only go over `https`, except to this machine";
        check_oauth(Some("http://acme.pipedrive.com"), Err(plain));
    }
}
