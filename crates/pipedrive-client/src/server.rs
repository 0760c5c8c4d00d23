//! The address requests go to, and the connection properties it comes from.

use std::net::IpAddr;

use pipedrive_connection::ConnectionConfig;
use url::{Host, Url};

use crate::ClientError;
use crate::request::Mount;

/// Scheme, host and port of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    base: String,
    host: String,
    mount: Mount,
    key: &'static str,
    proxy_host: Option<String>,
}

impl Server {
    /// Reads the address out of the configuration.
    ///
    /// # Errors
    /// [`ClientError::Configuration`] if it is not `https`, except for this machine, or not an address.
    pub(crate) fn new(config: &ConnectionConfig) -> Result<Self, ClientError> {
        let from_domain =
            config.company_domain.as_ref().map(|domain| format!("https://{domain}.pipedrive.com")).as_deref()
                == Some(config.base_url.as_str());
        let key = if from_domain { "CompanyDomain" } else { "BaseURL" };
        let refused = |reason: &str| ClientError::Configuration { key, reason: reason.to_owned() };
        let url = Url::parse(&config.base_url).map_err(|error| refused(&error.to_string()))?;
        let host = url.host().ok_or_else(|| refused("it names no host"))?;
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&host) => {}
            "http" => return Err(refused("credentials only go over `https`, except to this machine")),
            _ => return Err(refused("the scheme must be `https`")),
        }
        let host = host.to_string();
        Ok(Self {
            base: config.base_url.trim_end_matches('/').to_owned(),
            mount: Mount::of_host(&host),
            host,
            key,
            proxy_host: config
                .proxy
                .as_ref()
                .and_then(|proxy| Url::parse(&proxy.url()).ok()?.host().map(|h| h.to_string())),
        })
    }

    /// The host's name.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Where the API's generations are mounted.
    pub(crate) fn mount(&self) -> Mount {
        self.mount
    }

    /// The whole URL of a path with its query.
    pub(crate) fn url(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.base)
    }

    /// The connection property that made us look for `host`.
    pub(crate) fn key_of(&self, host: &str) -> &'static str {
        let is_proxy = self.proxy_host.as_deref().is_some_and(|proxy| proxy.eq_ignore_ascii_case(host));
        if is_proxy && !host.eq_ignore_ascii_case(&self.host) { "ProxyServer" } else { self.key }
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
        Host::Ipv4(address) => IpAddr::from(*address).is_loopback(),
        Host::Ipv6(address) => IpAddr::from(*address).is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use pipedrive_connection::{ConnectionConfig, Sources};

    use super::*;
    use crate::ErrorKind;

    fn config(text: &str, base_url: &str) -> ConnectionConfig {
        let mut config = ConnectionConfig::parse_with(text, &Sources::default()).unwrap();
        if !base_url.is_empty() {
            base_url.clone_into(&mut config.base_url);
        }
        config
    }

    fn check(base_url: &str, expect: Result<&str, &str>) {
        let server = Server::new(&config("CompanyDomain=acme;APIToken=abcd", base_url));
        match (&server, expect) {
            (Ok(server), Ok(key)) => assert_eq!(server.key_of(server.host()), key),
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
}
