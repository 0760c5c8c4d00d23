//! Reading SQL just as far as escapes need: what is quoted or a comment, and where arguments end.

/// Bytes of what is quoted or a comment at the beginning of the text, 0 for anything else. What is not closed goes to the end.
pub(super) fn skip_quoted(sql: &str) -> usize {
    let to = |end: &str, after: usize| sql[after..].find(end).map_or(sql.len(), |at| after + at + end.len());
    match sql.as_bytes() {
        // A doubled quote ends one text and begins the next, which comes to the same.
        [b'\'', ..] => to("'", 1),
        [b'"', ..] => to("\"", 1),
        [b'`', ..] => to("`", 1),
        [b'-', b'-', ..] => to("\n", 2),
        [b'/', b'*', ..] => to("*/", 2),
        _ => 0,
    }
}

/// Whether a parameter stands in the text.
pub(super) fn has_parameter(text: &str) -> bool {
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        match skip_quoted(&text[at..]) {
            0 if next == '?' => return true,
            0 => at += next.len_utf8(),
            quoted => at += quoted,
        }
    }
    false
}

/// The arguments between the parentheses of a call, without the blanks around them.
pub(super) fn split_arguments(text: &str) -> Vec<&str> {
    let mut arguments = Vec::new();
    let (mut at, mut begin, mut depth) = (0, 0, 0_usize);
    while let Some(next) = text[at..].chars().next() {
        let quoted = skip_quoted(&text[at..]);
        if quoted > 0 {
            at += quoted;
            continue;
        }
        match next {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                arguments.push(text[begin..at].trim());
                begin = at + 1;
            }
            _ => {}
        }
        at += next.len_utf8();
    }
    let last = text[begin..].trim();
    if !(arguments.is_empty() && last.is_empty()) {
        arguments.push(last);
    }
    arguments
}
