//! Connection strings without their secrets, for logs, histories and screens.

use crate::settings::is_showable;
use crate::tokenizer::{Pair, Tokenizer};
use crate::{KeyKind, KeySpec, value};

const HIDDEN: &str = "***";

/// The connection string with `***` for every value that is or might be secret.
///
/// Hidden are the values of secret and unknown keys, values their key does not allow or that look as if a
/// quote had swallowed further pairs, addresses with a user name, and everything from the first mistake on. The rest stays as written.
/// Never fails.
///
/// ```
/// use pipedrive_connection::redact;
/// assert_eq!(redact("CompanyDomain=acme; APIToken=0123"), "CompanyDomain=acme; APIToken=***");
/// ```
pub fn redact(connection_string: &str) -> String {
    let mut shown = String::with_capacity(connection_string.len());
    let mut copied = 0;
    for pair in Tokenizer::new(connection_string) {
        match pair {
            Ok(pair) => {
                shown.push_str(&connection_string[copied..pair.range.start]);
                push_pair(&mut shown, connection_string, &pair);
                copied = pair.range.end;
            }
            Err(mistake) => {
                shown.push_str(connection_string.get(copied..mistake.good_until).unwrap_or_default());
                shown.push_str(HIDDEN);
                return shown;
            }
        }
    }
    shown.push_str(&connection_string[copied..]);
    shown
}

fn push_pair(shown: &mut String, text: &str, pair: &Pair<'_>) {
    let spec = KeySpec::find(pair.key);
    if spec.is_none() && !is_showable(pair.key) {
        shown.push_str(HIDDEN);
        return;
    }
    shown.push_str(&text[pair.range.start..pair.written_value.start]);
    if spec.is_some_and(|spec| is_harmless(spec, pair.value.expose())) {
        shown.push_str(&text[pair.written_value.clone()]);
    } else {
        shown.push_str(HIDDEN);
    }
}

fn is_harmless(spec: &KeySpec, text: &str) -> bool {
    let has_user = matches!(spec.kind, KeyKind::Url) && text.contains('@');
    let misplaced = !text.is_empty() && !value::is_allowed(spec.kind, text);
    !spec.is_sensitive() && !has_user && !misplaced && !text.contains([';', '='])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(redact(text), expect, "`{text}`");
    }

    #[test]
    fn secret_values_are_hidden_and_the_rest_stays_as_written() {
        check("", "");
        check(" ; ", " ; ");
        check("CompanyDomain = acme ;APIToken= s3 ;", "CompanyDomain = acme ;APIToken= *** ;");
        check("api token={s;3}};x};Timeout='30'", "api token=***;Timeout='30'");
        check("jdbc:pipedrive:Token=s3;DSN=acme", "jdbc:pipedrive:Token=***;DSN=acme");
        check("APIToken=;Timeout=1", "APIToken=***;Timeout=1");
    }

    #[test]
    fn what_might_be_secret_is_hidden_too() {
        check("APITokn=s3;Timeout=1", "APITokn=***;Timeout=1");
        check("Passphrase=s3", "Passphrase=***");
        check("CompanyDomain=\"acme;APIToken=s3\";Timeout=1", "CompanyDomain=***;Timeout=1");
        check("BaseURL=https://me:s3@x.example", "BaseURL=***");
        check("Timeout=s3;PageSize=;Verbosity=2", "Timeout=***;PageSize=;Verbosity=2");
        check("APIToken=a;s3=b", "APIToken=***;***");
        check("CompanyDomain=acme;APIToken='s3", "CompanyDomain=acme;***");
        check("CompanyDomain=acme;APIToken='a's3;Timeout=1", "CompanyDomain=acme;***");
        check("s3", "***");
        check("Timeout=1;s3\0", "***");
    }
}
