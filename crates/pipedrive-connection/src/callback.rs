//! Callback addresses: what may be one, and which of them this machine can listen on.

use url::{Host, Url};

use crate::address::{has_user, is_loopback};

/// What [`callback_url`] accepts, in words.
pub const CALLBACK_URL: &str = "an `https` address, or an `http` one of this machine, without user name and fragment";

/// A redirect address, as it was written: the OAuth server compares it character by character
/// ([RFC 6749 §3.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2)). The code comes back in it, so it goes over
/// `https`, except to this machine.
pub fn callback_url(text: &str) -> Option<String> {
    allowed(text).map(|_| text.to_owned())
}

fn allowed(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    (is_safe && url.has_host() && !has_user(&url) && url.fragment().is_none()).then_some(url)
}

/// Whether a callback address is an `https` one, which only a web server can answer.
pub(crate) fn is_https(callback: &str) -> bool {
    allowed(callback).is_some_and(|url| url.scheme() == "https")
}

/// A callback address on which a program of this machine can wait for the browser
/// ([RFC 8252 §7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3)).
///
/// ```
/// use pipedrive_connection::LoopbackCallback;
///
/// let callback = LoopbackCallback::parse("http://localhost:33333/callback").expect("a loopback address");
/// assert_eq!((callback.host.as_str(), callback.port, callback.path.as_str()), ("localhost", 33333, "/callback"));
/// assert_eq!(LoopbackCallback::parse("https://app.example/callback"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoopbackCallback {
    /// `localhost`, `127.0.0.1` or `::1`; the last one without the brackets it has in the address.
    pub host: String,
    /// Port to listen on, never 0. Default 80, as for every `http` address.
    pub port: u16,
    /// Path of the address without its query, `/` when it has none.
    pub path: String,
}

impl LoopbackCallback {
    /// What [`LoopbackCallback::parse`] accepts, in words.
    pub(crate) const EXPECTED: &'static str =
        "an `http` address of this machine (`localhost`, `127.0.0.1` or `[::1]`) with a port other than 0";

    /// The parts of an address such as `http://localhost:33333/callback`; `None` for `https`, for other
    /// hosts and for port 0.
    pub fn parse(url: &str) -> Option<Self> {
        let url = allowed(url).filter(|url| url.scheme() == "http")?;
        let host = match url.host()? {
            Host::Domain("localhost") => "localhost".to_owned(),
            Host::Ipv4(address) if address == std::net::Ipv4Addr::LOCALHOST => address.to_string(),
            Host::Ipv6(address) if address == std::net::Ipv6Addr::LOCALHOST => address.to_string(),
            Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_) => return None,
        };
        let port = url.port_or_known_default().filter(|port| *port != 0)?;
        Some(Self { host, port, path: url.path().to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callback_address_is_kept_as_written() {
        for (text, expect) in [
            ("http://localhost:33333", true),
            ("HTTP://LocalHost:33333", true),
            ("https://app.example/back?tenant=1", true),
            ("https://app.example/back#x", false),
            ("https://user@app.example", false),
            ("http://app.example/back", false),
            ("http://localhost.example", false),
            ("http://127.0.0.2:33333", true),
            ("app.example", false),
            ("urn:ietf:wg:oauth:2.0:oob", false),
        ] {
            assert_eq!(callback_url(text).as_deref(), expect.then_some(text), "`{text}`");
        }
    }

    #[test]
    fn only_http_addresses_of_this_machine_can_be_listened_on() {
        for (text, expect) in [
            ("http://localhost:33333", Some(("localhost", 33333, "/"))),
            ("http://localhost:33333/", Some(("localhost", 33333, "/"))),
            ("HTTP://LocalHost:33333/Call%20Back/", Some(("localhost", 33333, "/Call%20Back/"))),
            ("http://localhost/callback?tenant=1", Some(("localhost", 80, "/callback"))),
            ("http://localhost:80", Some(("localhost", 80, "/"))),
            ("http://127.0.0.1:65535", Some(("127.0.0.1", 65535, "/"))),
            ("http://[::1]:8080/x", Some(("::1", 8080, "/x"))),
            ("http://localhost:0", None),
            ("http://localhost:65536", None),
            ("http://127.0.0.2:33333", None),
            ("http://[::]:33333", None),
            ("http://0.0.0.0:33333", None),
            ("http://[::ffff:127.0.0.1]:33333", None),
            ("http://localhost.example:33333", None),
            ("http://localhost.:33333", None),
            ("http://127.0.0.1.example:33333", None),
            ("http://me@localhost:33333", None),
            ("http://localhost@app.example:33333", None),
            ("http://localhost:33333/#x", None),
            ("https://localhost:33333", None),
            ("https://app.example/back", None),
            ("http://app.example/back", None),
            ("localhost:33333", None),
            ("", None),
        ] {
            let expect = expect.map(|(host, port, path)| LoopbackCallback {
                host: host.to_owned(),
                port,
                path: path.to_owned(),
            });
            assert_eq!(LoopbackCallback::parse(text), expect, "`{text}`");
        }
    }
}
