//! `LIKE` patterns as the two that conditions know: a beginning, and a part.

use super::value::usable;

/// The operator and the text that keep at least what the pattern keeps; `None` if it has no text of its own.
///
/// # Soundness
/// Of a pattern with several texts the longest must be in the value, wherever it stands. A text at the beginning of the
/// pattern is at the beginning of the value. What a backslash means to the API is not known, so that none is sent.
pub(super) fn pattern(pattern: &str) -> Option<(&'static str, String)> {
    // Up to the next backslash a pattern means the same with and without an escape.
    let (plain, escaped) = match pattern.split_once('\\') {
        Some((plain, _)) => (plain, true),
        None => (pattern, false),
    };
    let is_joker = |c: char| c == '%' || c == '_';
    let beginning = plain.split(is_joker).next().unwrap_or_default();
    let parts = plain.split(is_joker).map(str::trim).filter(|part| usable(part));
    let longest = parts.max_by_key(|part| part.chars().count());
    let whole = beginning.len() == plain.len() && !escaped;
    let start = beginning.trim_end();
    match longest {
        _ if whole && usable(beginning) => Some(("=", beginning.to_owned())),
        Some(part) if usable(start) && start.len() >= part.len() => Some(("LIKE '$%'", start.to_owned())),
        Some(part) => Some(("LIKE '%$%'", part.to_owned())),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<(&'static str, &str)>) {
        assert_eq!(pattern(text), expect.map(|(operator, value)| (operator, value.to_owned())), "{text}");
    }

    #[test]
    fn a_pattern_becomes_its_beginning_or_its_longest_part() {
        check("Ren%", Some(("LIKE '$%'", "Ren")));
        check("%newal%", Some(("LIKE '%$%'", "newal")));
        check("%newal", Some(("LIKE '%$%'", "newal")));
        check("Renewal", Some(("=", "Renewal")));
        check("Ren%2026", Some(("LIKE '%$%'", "2026")));
        check("Renewal%20", Some(("LIKE '$%'", "Renewal")));
        check("R_newal", Some(("LIKE '%$%'", "newal")));
        check("%two words%x%", Some(("LIKE '%$%'", "two words")));
    }

    #[test]
    fn blanks_at_an_end_and_what_follows_a_backslash_are_left_out() {
        check("Ren %", Some(("LIKE '$%'", "Ren")));
        check("% Ren%", Some(("LIKE '%$%'", "Ren")));
        check(" Ren%", Some(("LIKE '%$%'", "Ren")));
        check("Renewal ", Some(("LIKE '$%'", "Renewal")));
        check(r"100\%%", Some(("LIKE '$%'", "100")));
        check(r"%a\_bcdef%", Some(("LIKE '%$%'", "a")));
        for nothing in ["%", "%_%", "", " ", r"\%a%"] {
            check(nothing, None);
        }
    }
}
