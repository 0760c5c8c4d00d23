//! `sys_connection_props`: the keys of the connection string, and what they are set to.

use pipedrive_connection::{KEYS, KeyDefault, KeyGroup, KeyKind, KeySpec};

use super::{Row, Source, SystemTable, count, flag, is, number, perhaps, text, words};
use crate::account::Account;
use crate::settings::MASK;

/// `sys_connection_props`.
pub(super) static SYS_CONNECTION_PROPS: SystemTable = SystemTable {
    name: "sys_connection_props",
    comment: "keys of the connection string and what this session has them set to; secrets are `***`",
    columns: &[
        text("name", "name as people read it"),
        text("propertyname", "name in the connection string"),
        text("shortdescription", "what it does"),
        text("type", "`string`, `bool`, `int` or `password`"),
        text("default", "what holds without it"),
        text("values", "values it takes, separated by commas"),
        text("value", "what holds in this session"),
        flag("required", "whether a connection needs it in any case"),
        text("category", "heading in the documentation"),
        flag("issessionproperty", "whether it can be changed later"),
        text("sensitivity", "`PASSWORD` for a secret, else nothing"),
        number("ordinal", "place among the keys, from 1"),
        number("catordinal", "place among those of its category, from 1"),
        text("hierarchy", "not used"),
        flag("visible", "always true"),
        text("etc", "other names of the key, separated by commas"),
    ],
    source: Source::Session(keys),
};

fn keys(account: &Account) -> Vec<Row> {
    let mut rows = Vec::with_capacity(KEYS.len());
    let mut group: Option<(KeyGroup, i64)> = None;
    for (ordinal, key) in (1_i64..).zip(KEYS) {
        let place = group.filter(|(last, _)| *last == key.group).map_or(1, |(_, place)| place + 1);
        group = Some((key.group, place));
        rows.push(key_row(account, key, ordinal, place));
    }
    rows
}

fn key_row(account: &Account, key: &KeySpec, ordinal: i64, place: i64) -> Row {
    let (kind, values) = match key.kind {
        KeyKind::Flag => ("bool", Some("true,false".to_owned())),
        KeyKind::Integer { .. } => ("int", None),
        KeyKind::Secret => ("password", None),
        KeyKind::Choice(choices) => ("string", Some(choices.iter().map(|c| c.name).collect::<Vec<_>>().join(","))),
        KeyKind::Text
        | KeyKind::Automatic { .. }
        | KeyKind::Seconds { .. }
        | KeyKind::Size { .. }
        | KeyKind::Path
        | KeyKind::Url
        | KeyKind::List => ("string", None),
    };
    let default = match key.default {
        KeyDefault::None => None,
        KeyDefault::Value(value) | KeyDefault::Computed(value) => Some(value),
    };
    let value = account.settings().get(key.name).map(String::as_str);
    let aliases = (!key.aliases.is_empty()).then(|| key.aliases.join(","));
    vec![
        words(spaced(key.name)),
        words(key.name),
        words(key.comment),
        words(kind),
        perhaps(default),
        perhaps(values),
        // Told here once more, whatever was kept: a secret is never shown.
        perhaps(value.map(|value| if key.is_sensitive() { MASK } else { value })),
        is(false),
        words(key.group.title()),
        is(false),
        perhaps(key.is_sensitive().then_some("PASSWORD")),
        count(ordinal),
        count(place),
        perhaps(None::<&str>),
        is(true),
        perhaps(aliases),
    ]
}

/// `Max Log File Size` for `MaxLogFileSize`, `OAuth Client Id` for `OAuthClientId`.
fn spaced(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut spaced = String::with_capacity(name.len() + 4);
    for (i, &letter) in letters.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| letters.get(i));
        let after = letters.get(i + 1);
        let begins = letter.is_uppercase()
            && before
                .is_some_and(|c| c.is_lowercase() || (c.is_uppercase() && after.is_some_and(|c| c.is_lowercase())));
        // `OAuth` is one word.
        if begins && !spaced.ends_with('O') {
            spaced.push(' ');
        }
        spaced.push(letter);
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::spaced;

    #[test]
    fn names_are_split_where_a_word_begins() {
        let check = |name: &str, expect: &str| assert_eq!(spaced(name), expect);
        check("MaxLogFileSize", "Max Log File Size");
        check("OAuthClientId", "OAuth Client Id");
        check("InitiateOAuth", "Initiate OAuth");
        check("APIToken", "API Token");
        check("CallbackURL", "Callback URL");
        check("SSLServerCert", "SSL Server Cert");
        check("DSN", "DSN");
    }
}
