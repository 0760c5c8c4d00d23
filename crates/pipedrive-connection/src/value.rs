//! Values of each kind: what a text means, or that it means nothing.

use std::time::Duration;

use crate::key::is_same;
use crate::{ChoiceSpec, KeyKind};

/// Whether `text` is an allowed value of that kind.
///
/// Texts, paths, addresses and lists have no general rule; those keys that have one check it when the
/// configuration is built.
pub(crate) fn is_allowed(kind: KeyKind, text: &str) -> bool {
    match kind {
        KeyKind::Flag => flag(text).is_some(),
        KeyKind::Integer { min, max } => integer(text, min, max).is_some(),
        KeyKind::Automatic { min, max } => automatic(text, min, max).is_some(),
        KeyKind::Seconds { min, max } => seconds(text, min, max).is_some(),
        KeyKind::Size { min } => size(text, min).is_some(),
        KeyKind::Choice(choices) => choice(text, choices).is_some(),
        KeyKind::Text | KeyKind::Secret | KeyKind::Path | KeyKind::Url | KeyKind::List => true,
    }
}

/// `true`, `yes`, `on`, `1` and their opposites, in any case.
pub(crate) fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// A decimal whole number from `min` to `max`.
pub(crate) fn integer(text: &str, min: i64, max: i64) -> Option<i64> {
    text.parse().ok().filter(|number| (min..=max).contains(number))
}

/// What stands for a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Automatic {
    /// `auto`, in any case: the program decides.
    Auto,
    /// The number.
    Number(i64),
}

/// A whole number from `min` to `max`, or `auto`.
pub(crate) fn automatic(text: &str, min: i64, max: i64) -> Option<Automatic> {
    if text.eq_ignore_ascii_case("auto") {
        return Some(Automatic::Auto);
    }
    integer(text, min, max).map(Automatic::Number)
}

/// A whole number of seconds, or of the unit behind it.
pub(crate) fn seconds(text: &str, min: Duration, max: Duration) -> Option<Duration> {
    let (number, unit) = split_unit(text)?;
    let milliseconds = match unit.as_str() {
        "ms" => 1,
        "" | "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    let duration = Duration::from_millis(number.checked_mul(milliseconds)?);
    (min..=max).contains(&duration).then_some(duration)
}

/// A whole number of bytes, or of the unit behind it: kB, MB and GB are powers of 1000, KiB, MiB and GiB of 1024.
pub(crate) fn size(text: &str, min: u64) -> Option<u64> {
    let (number, unit) = split_unit(text)?;
    let bytes = match unit.as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "kib" => 1 << 10,
        "m" | "mb" => 1_000_000,
        "mib" => 1 << 20,
        "g" | "gb" => 1_000_000_000,
        "gib" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(bytes).filter(|size| *size >= min)
}

/// The choice with that name or alias; case, spaces and underscores do not matter.
pub(crate) fn choice(text: &str, choices: &[ChoiceSpec]) -> Option<&'static str> {
    choices
        .iter()
        .find(|choice| is_same(choice.name, text) || choice.aliases.iter().any(|alias| is_same(alias, text)))
        .map(|choice| choice.name)
}

/// The names between commas, without blanks around them.
pub(crate) fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// `30 s` → `(30, "s")`, the unit in lower case.
fn split_unit(text: &str) -> Option<(u64, String)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number = text[..digits].parse().ok()?;
    Some((number, text[digits..].trim().to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_have_four_spellings_each() {
        for (text, expect) in [
            ("true", Some(true)),
            ("YES", Some(true)),
            ("On", Some(true)),
            ("1", Some(true)),
            ("False", Some(false)),
            ("no", Some(false)),
            ("off", Some(false)),
            ("0", Some(false)),
            ("2", None),
            ("ja", None),
            ("", None),
        ] {
            assert_eq!(flag(text), expect, "`{text}`");
        }
    }

    #[test]
    fn integers_keep_to_their_range() {
        for (text, expect) in [
            ("1", Some(1)),
            ("500", Some(500)),
            ("0", None),
            ("501", None),
            ("-1", None),
            ("1.0", None),
            ("١", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(integer(text, 1, 500), expect, "`{text}`");
        }
    }

    #[test]
    fn a_number_may_be_left_to_the_program() {
        for (text, expect) in [
            ("auto", Some(Automatic::Auto)),
            ("AUTO", Some(Automatic::Auto)),
            ("7", Some(Automatic::Number(7))),
            ("0", None),
            ("automatic", None),
            ("", None),
        ] {
            assert_eq!(automatic(text, 1, 64), expect, "`{text}`");
        }
    }

    #[test]
    fn lengths_of_time_may_carry_a_unit() {
        let seconds = |text| seconds(text, Duration::from_millis(1), Duration::from_hours(24));
        for (text, milliseconds) in [
            ("60", Some(60_000)),
            ("250ms", Some(250)),
            ("30 s", Some(30_000)),
            ("5M", Some(300_000)),
            ("2h", Some(7_200_000)),
            ("1d", Some(86_400_000)),
            ("2d", None),
            ("0", None),
            ("-5", None),
            ("1.5", None),
            ("s", None),
            ("5 weeks", None),
            ("18446744073709551615d", None),
        ] {
            assert_eq!(seconds(text), milliseconds.map(Duration::from_millis), "`{text}`");
        }
    }

    #[test]
    fn sizes_may_carry_a_unit() {
        for (text, expect) in [
            ("100MB", Some(100_000_000)),
            ("100 mb", Some(100_000_000)),
            ("1GiB", Some(1_073_741_824)),
            ("200k", Some(200_000)),
            ("100000", Some(100_000)),
            ("99999", None),
            ("1TB", None),
            ("MB", None),
            ("18446744073709551615GB", None),
        ] {
            assert_eq!(size(text, 100_000), expect, "`{text}`");
        }
    }

    #[test]
    fn lists_drop_blanks_and_empty_names() {
        for (text, expect) in [("a,b", vec!["a", "b"]), (" a , ,b c,", vec!["a", "b c"]), (",", vec![])] {
            assert_eq!(list(text), expect, "`{text}`");
        }
    }
}
