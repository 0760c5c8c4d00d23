//! Addresses: the account's domain, services, the proxy.

use url::{Host, Url};

const PIPEDRIVE: &str = ".pipedrive.com";

/// The bare name of an account, from a name, a host or an address copied from the browser.
pub(crate) fn company_domain(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let host = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")).unwrap_or(&lower);
    let host = host.split(['/', '?', '#']).next().unwrap_or(host);
    let name = host.strip_suffix(PIPEDRIVE).unwrap_or(host);
    is_label(name).then(|| name.to_owned())
}

/// The account in the host of an API address, when it is Pipedrive's own.
pub(crate) fn company_of(base_url: &str) -> Option<String> {
    let name = base_url.strip_prefix("https://")?.strip_suffix(PIPEDRIVE)?;
    is_label(name).then(|| name.to_owned())
}

/// What [`service_url`] accepts, in words.
pub(crate) const SERVICE_URL: &str =
    "`https://host` or `https://host:port` without path, user name, query or fragment (`http` only for this machine)";

/// Scheme, host and port of a service that credentials may go to, without a trailing slash: `https`, or `http` on this
/// machine.
pub fn service_url(text: &str) -> Option<String> {
    let url = bare_url(text)?;
    let secure = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    secure.then(|| url.origin().ascii_serialization())
}

/// What [`proxy`] accepts, in words.
pub(crate) const PROXY: &str = "`host`, `host:port`, `http://host:port` or `https://host:port`";

/// Scheme and host of a proxy, its port if one is written, and the port of its scheme.
pub(crate) fn proxy(text: &str) -> Option<(String, Option<u16>, u16)> {
    let url = if text.contains("://") { bare_url(text)? } else { bare_url(&format!("http://{text}"))? };
    let default_port = match url.scheme() {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    Some((format!("{}://{}", url.scheme(), url.host_str()?), url.port(), default_port))
}

/// An address of scheme, host and port alone.
fn bare_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let bare = url.has_host()
        && matches!(url.path(), "" | "/")
        && !has_user(&url)
        && url.query().is_none()
        && url.fragment().is_none();
    bare.then_some(url)
}

/// Whether an address holds a user name or a password.
pub(crate) fn has_user(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether a text can be one label of a host name ([RFC 1123 §2.1](https://www.rfc-editor.org/rfc/rfc1123#section-2.1)).
fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_is_found_in_a_name_a_host_and_an_address() {
        for (text, expect) in [
            ("acme", Some("acme")),
            ("ACME", Some("acme")),
            ("acme-2.pipedrive.com", Some("acme-2")),
            ("https://acme.pipedrive.com/", Some("acme")),
            ("HTTPS://Acme.Pipedrive.com/pipeline/1?x=y#z", Some("acme")),
            ("acme.example.com", None),
            ("https://evil.example/.pipedrive.com", None),
            ("user@acme.pipedrive.com", None),
            ("acme.pipedrive.com:8080", None),
            ("-acme", None),
            ("a b", None),
            ("ünï", None),
            ("", None),
        ] {
            assert_eq!(company_domain(text).as_deref(), expect, "`{text}`");
        }
    }

    #[test]
    fn services_speak_https_except_on_this_machine() {
        for (text, expect) in [
            ("https://acme.pipedrive.com", Some("https://acme.pipedrive.com")),
            ("https://ACME.pipedrive.com:443/", Some("https://acme.pipedrive.com")),
            ("https://gateway.example:8443", Some("https://gateway.example:8443")),
            ("http://127.0.0.1:8787/", Some("http://127.0.0.1:8787")),
            ("http://127.9.9.9", Some("http://127.9.9.9")),
            ("http://[::1]:8787", Some("http://[::1]:8787")),
            ("http://localhost:8787", Some("http://localhost:8787")),
            ("http://acme.pipedrive.com", None),
            ("http://localhost.example", None),
            ("http://127.0.0.1.example", None),
            ("https://user@acme.pipedrive.com", None),
            ("https://user:word@acme.pipedrive.com", None),
            ("https://acme.pipedrive.com/api/v2", None),
            ("https://acme.pipedrive.com?x=1", None),
            ("https://acme.pipedrive.com#x", None),
            ("ftp://127.0.0.1", None),
            ("file:///etc/passwd", None),
            ("localhost:8787", None),
            ("acme", None),
        ] {
            assert_eq!(service_url(text).as_deref(), expect, "`{text}`");
        }
    }

    #[test]
    fn a_proxy_is_a_host_or_an_http_address() {
        for (text, expect) in [
            ("proxy.example", Some(("http://proxy.example", None, 80))),
            ("proxy.example:3128", Some(("http://proxy.example", Some(3128), 80))),
            ("https://proxy.example", Some(("https://proxy.example", None, 443))),
            ("http://[::1]:3128", Some(("http://[::1]", Some(3128), 80))),
            ("socks5://proxy.example", None),
            ("http://user:word@proxy.example", None),
            ("user:word@proxy.example", None),
            ("proxy.example/path", None),
        ] {
            let expect = expect.map(|(server, port, default)| (server.to_owned(), port, default));
            assert_eq!(proxy(text), expect, "`{text}`");
        }
    }
}
