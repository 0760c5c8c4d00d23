//! Patterns of names: `*` is any text, `?` is one character, case does not matter.

/// Whether it is a pattern and not a name.
pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Whether a name is like the pattern.
pub(super) fn is_like(name: &str, pattern: &str) -> bool {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let (mut n, mut p) = (0, 0);
    // The last `*`, and how much of the name it stands for so far.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                n += 1;
                p += 1;
            }
            _ => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                n = taken + 1;
                p = at + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_are_any_text_and_question_marks_one_character() {
        let check = |name, pattern, expect| assert_eq!(is_like(name, pattern), expect, "{name} like {pattern}");
        check("deals", "deals", true);
        check("deals", "DEALS", true);
        check("Local", "local", true);
        check("deals", "deal", false);
        check("deal_fields", "*fields", true);
        check("deal_fields_old", "*fields", false);
        check("deal_fields_fields", "*fields", true);
        check("deal_products", "deal_*", true);
        check("deals", "deal_*", false);
        check("deals", "deal?", true);
        check("deal", "deal?", false);
        check("person_mail_messages", "*mail*", true);
        check("", "*", true);
        check("", "?", false);
        check("deals", "", false);
    }

    #[test]
    fn a_name_is_no_pattern() {
        assert!(is_pattern("deal_*") && is_pattern("deal?"));
        assert!(!is_pattern("deals"));
    }
}
