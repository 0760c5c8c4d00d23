//! The pages people see: the question whether an app may have access, and what is wrong with a link.
//!
//! They need nothing from elsewhere, and whatever a request or a setting brought is escaped.

use std::fmt::Write as _;

use crate::config::SCOPES;
use crate::{Account, SandboxConfig};

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#192435;--soft:#5a6679;--line:#dfe3ea;--card:#fff;--back:#f3f5f8;--go:#017737}
@media(prefers-color-scheme:dark){:root{--ink:#edf0f5;--soft:#a2adbd;--line:#3b4656;--card:#212a38;--back:#151b25;\
--go:#1c9a55}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--back);color:var(--ink);\
font:16px/1.5 system-ui,sans-serif}
main{width:100%;max-width:30rem;padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:14px;\
box-shadow:0 8px 30px #0002}
h1{margin:0 0 .5rem;font-size:1.4rem;line-height:1.25}
p{margin:.5rem 0;overflow-wrap:anywhere}
.soft{color:var(--soft);font-size:.9rem}
ul{max-height:19rem;margin:1rem 0;padding:.75rem 1rem .75rem 2rem;overflow:auto;border:1px solid var(--line);\
border-radius:10px}
li{margin:.2rem 0}
form{display:flex;gap:.75rem;margin:1.5rem 0 1rem}
button{flex:1;padding:.7rem 1rem;font:inherit;font-weight:600;color:inherit;background:none;\
border:1px solid var(--line);border-radius:9px;cursor:pointer}
button:focus-visible{outline:3px solid var(--go);outline-offset:2px}
#allow{color:#fff;background:var(--go);border-color:var(--go)}";

/// Asks whether the app may act for the account's first user; `ticket` is what the answer must carry.
pub(super) fn consent(config: &SandboxConfig, account: &Account, callback: &str, ticket: &str) -> String {
    let app = escape(&config.oauth.name);
    let company = escape(Account::COMPANY);
    let (user, email) =
        account.users().first().map_or_else(Default::default, |user| (escape(&user.name), escape(&user.email)));
    let mut scopes = String::new();
    for words in in_words(&config.scopes) {
        write!(scopes, "<li>{}</li>", escape(words)).expect("writing into memory cannot fail");
    }
    let body = format!(
        "<h1><span id=\"app\">{app}</span> asks for access to {company}</h1>\
         <p class=\"soft\">You are signed in as <strong id=\"user\">{user}</strong> ({email}).</p>\
         <p>If you allow it, the app can:</p><ul id=\"scopes\">{scopes}</ul>\
         <form method=\"post\" action=\"/oauth/authorize\">\
         <input type=\"hidden\" name=\"consent\" value=\"{}\">\
         <button id=\"deny\" name=\"decision\" value=\"deny\">Deny</button>\
         <button id=\"allow\" name=\"decision\" value=\"allow\">Allow</button></form>\
         <p class=\"soft\">You will go back to <span id=\"callback\">{}</span>. This is a sandbox: nobody real works \
         at {company}.</p>",
        escape(ticket),
        escape(callback),
    );
    document(&format!("{app} asks for access"), &body)
}

/// Says why there is nothing to allow.
pub(super) fn refusal(title: &str, text: &str) -> String {
    let title = escape(title);
    document(&title, &format!("<h1>{title}</h1><p id=\"reason\">{}</p>", escape(text)))
}

/// A whole page; both parts are HTML already.
fn document(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <link rel=\"icon\" href=\"data:,\"><style>{STYLE}</style></head>\n<body><main>{body}</main></body></html>\n"
    )
}

/// What the scopes allow. Reading is not mentioned where the same may be changed as well, and a scope without words is
/// its own name.
fn in_words(scopes: &[String]) -> impl Iterator<Item = &str> {
    let covered = |scope: &str| {
        let full = scope.strip_suffix(":read").map(|subject| format!("{subject}:full"));
        full.is_some_and(|full| scopes.contains(&full))
    };
    scopes
        .iter()
        .map(String::as_str)
        .filter(move |scope| !covered(scope))
        .map(|scope| SCOPES.iter().find(|(name, _)| *name == scope).map_or(scope, |(_, words)| *words))
}

/// Text that stands for itself, between tags and in quoted attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_is_shown_and_not_obeyed() {
        let hostile = "\"><script>alert('&')</script>";
        let shown = "&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;";
        let mut config = SandboxConfig { scopes: vec![hostile.to_owned()], ..SandboxConfig::default() };
        hostile.clone_into(&mut config.oauth.name);
        let account = Account::new(&config).unwrap();
        for page in [consent(&config, &account, hostile, hostile), refusal(hostile, hostile)] {
            assert!(!page.contains("<script") && !page.contains("\">\""), "{page}");
            assert!(page.matches(shown).count() >= 3, "{page}");
        }
    }

    #[test]
    fn scopes_come_in_words_and_none_twice() {
        let words = |scopes: &[&str]| {
            let scopes: Vec<String> = scopes.iter().map(|&scope| scope.to_owned()).collect();
            in_words(&scopes).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(words(&["leads:read"]), ["See leads, their labels and sources"]);
        assert_eq!(words(&["leads:read", "leads:full"]), ["See and change leads and their labels"]);
        assert_eq!(words(&["future:read"]), ["future:read"]);
    }
}
