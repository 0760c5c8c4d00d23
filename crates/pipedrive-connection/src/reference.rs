//! The key reference, as text for a terminal and as Markdown, both from [`KEYS`].

use std::fmt::Write as _;

use crate::{KEYS, KeyDefault, KeyKind, KeySpec};

/// Every key with its values, default and meaning, under headings, for `--help`.
pub fn help() -> String {
    let mut text = String::new();
    let mut group = None;
    for key in KEYS {
        if group.replace(key.group) != Some(key.group) {
            let gap = if text.is_empty() { "" } else { "\n" };
            push_line(&mut text, &format!("{gap}{}", key.group.title()));
        }
        push_line(&mut text, &format!("  {}={}", key.name, placeholder(key.kind)));
        push_line(&mut text, &format!("      {}", meaning(key).replace('`', "")));
    }
    text
}

/// Every key with its values, default and meaning, as a Markdown table.
pub fn keys_markdown() -> String {
    let mut text = String::from("| Key | Values | Default | Meaning |\n|---|---|---|---|\n");
    for key in KEYS {
        let names: Vec<String> =
            std::iter::once(&key.name).chain(key.aliases).map(|name| format!("`{name}`")).collect();
        let row = [names.join(", "), key.kind.allowed(), default(key), key.comment.to_owned()]
            .map(|cell| cell.replace('|', "\\|"));
        push_line(&mut text, &format!("| {} |", row.join(" | ")));
    }
    text
}

fn push_line(text: &mut String, line: &str) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "{line}");
}

/// What stands behind the `=` in the help text.
fn placeholder(kind: KeyKind) -> String {
    match kind {
        KeyKind::Text => "TEXT".to_owned(),
        KeyKind::Secret => "SECRET".to_owned(),
        KeyKind::Flag => "true|false".to_owned(),
        KeyKind::Integer { max: i64::MAX, .. } => "NUMBER".to_owned(),
        KeyKind::Integer { min, max } => format!("{min}..{max}"),
        KeyKind::Automatic { min, max } => format!("auto|{min}..{max}"),
        KeyKind::Seconds { .. } => "SECONDS".to_owned(),
        KeyKind::Size { .. } => "BYTES".to_owned(),
        KeyKind::Choice(choices) => choices.iter().map(|choice| choice.name).collect::<Vec<_>>().join("|"),
        KeyKind::Path => "PATH".to_owned(),
        KeyKind::Url => "URL".to_owned(),
        KeyKind::List => "NAME,NAME".to_owned(),
    }
}

fn meaning(key: &KeySpec) -> String {
    match default(key) {
        default if default.is_empty() => key.comment.to_owned(),
        default => format!("{} Default: {default}.", key.comment),
    }
}

fn default(key: &KeySpec) -> String {
    match key.default {
        KeyDefault::None => String::new(),
        KeyDefault::Value(value) => format!("`{value}`"),
        KeyDefault::Computed(words) => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_shows_values_default_and_meaning_under_a_heading() {
        let help = help();
        assert!(help.starts_with("Account\n  AuthScheme=Basic|OAuth\n      How to sign in"), "{help}");
        assert!(help.contains("\n  PageSize=1..500\n      Rows asked for in one request. Default: 500.\n"), "{help}");
        assert_eq!(help.matches("\n\n").count(), 5, "one gap between each two of the six groups");
    }

    #[test]
    fn the_markdown_table_has_one_row_of_four_cells_a_key() {
        let markdown = keys_markdown();
        assert_eq!(markdown.lines().count(), KEYS.len() + 2);
        for line in markdown.lines() {
            assert_eq!(line.replace("\\|", "").matches('|').count(), 5, "{line}");
        }
        assert!(markdown.contains("| `APIToken`, `Token` | a secret text |  | Personal"), "{markdown}");
    }
}
