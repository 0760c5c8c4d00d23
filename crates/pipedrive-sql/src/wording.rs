//! Numbers, durations and names as people read them.

use std::time::Duration;

/// Lowest similarity at which a name is still worth suggesting, as a share of 1.
const SIMILAR: f64 = 0.7;

/// `149975` as `149,975`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 row`, `34,500 rows`.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

/// A number of bytes in millions, with one digit after the point.
pub(crate) fn megabytes(bytes: u64) -> String {
    format!("{}.{}", grouped(bytes / 1_000_000), bytes % 1_000_000 / 100_000)
}

/// A number of rows, as a count.
pub(crate) fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

/// `0.21 s`, `3 min 5 s`.
pub(crate) fn elapsed(time: Duration) -> String {
    match time.as_secs() {
        0..=59 => format!("{:.2} s", time.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// The known name most like `name`, if one is like it at all.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&name.to_lowercase(), candidate), candidate))
        .filter(|(score, _)| *score >= SIMILAR)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, candidate)| candidate)
}

/// Text that comes from elsewhere, safe to show: control characters other than line breaks become visible, so that
/// no value can move the cursor or recolour a terminal.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => shown.push(c),
            '\t' => shown.push_str("    "),
            '\r' => {}
            c if c.is_control() => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    shown
}

/// Text with line breaks between words where a line would be longer than `width`; what follows a break is indented. A
/// word that is longer keeps its length.
pub(crate) fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut lines = String::with_capacity(text.len());
    let mut taken = 0;
    for part in text.split_inclusive(' ') {
        let (long, short) = (part.chars().count(), part.trim_end().chars().count());
        if taken > indent && taken + short > width {
            lines.truncate(lines.trim_end().len());
            lines.push('\n');
            lines.push_str(&" ".repeat(indent));
            taken = indent;
        }
        lines.push_str(part);
        taken += long;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_in_threes() {
        let check = |number, expect: &str| assert_eq!(grouped(number), expect);
        check(0, "0");
        check(999, "999");
        check(1000, "1,000");
        check(149_975, "149,975");
        check(1_234_567, "1,234,567");
    }

    #[test]
    fn only_one_is_singular() {
        let check = |number, expect: &str| assert_eq!(counted(number, "row"), expect);
        check(0, "0 rows");
        check(1, "1 row");
        check(34_500, "34,500 rows");
    }

    #[test]
    fn long_lines_are_broken_between_words() {
        let check = |text, width, indent, expect: &str| assert_eq!(wrapped(text, width, indent), expect);
        check("one two three", 13, 2, "one two three");
        check("one two three", 12, 2, "one two\n  three");
        check("one two three", 5, 2, "one\n  two\n  three");
        check("  id  one two", 9, 6, "  id  one\n      two");
        check("extraordinary x", 5, 2, "extraordinary\n  x");
        check("", 5, 2, "");
    }

    #[test]
    fn times_have_two_digits_below_a_minute() {
        let check = |millis, expect: &str| assert_eq!(elapsed(Duration::from_millis(millis)), expect);
        check(7, "0.01 s");
        check(210, "0.21 s");
        check(185_400, "3 min 5 s");
    }

    #[test]
    fn a_name_is_suggested_only_when_it_is_alike() {
        let check = |name, expect| assert_eq!(nearest(name, ["timing", "quiet", "pset"]), expect, "{name}");
        check("timng", Some("timing"));
        check("QUIT", Some("quiet"));
        check("xyz", None);
    }

    #[test]
    fn control_characters_become_visible() {
        let check = |text, expect: &str| assert_eq!(printable(text), expect);
        check("plain\nÄ", "plain\nÄ");
        check("a\x1b[2Jb\r", "a\\u{1b}[2Jb");
    }
}
