//! The proxy part of a configuration.

use crate::Secret;

/// An HTTP proxy through which all requests go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyConfig {
    /// `ProxyServer`: scheme and host, such as `http://proxy.example`.
    pub server: String,
    /// `ProxyPort`: default 80, or 443 for an `https` proxy.
    pub port: u16,
    /// `ProxyUser`.
    pub user: Option<String>,
    /// `ProxyPassword`.
    pub password: Option<Secret>,
}

impl ProxyConfig {
    /// Address of the proxy without credentials, such as `http://proxy.example:80`.
    pub fn url(&self) -> String {
        format!("{}:{}", self.server, self.port)
    }
}
