//! Wording shared by messages: lists of names in backticks.

/// `` `a`, `b` and `c` ``, with `word` before the last.
pub(crate) fn join<'a>(names: impl IntoIterator<Item = &'a str>, word: &str) -> String {
    let mut quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.pop() {
        Some(last) if quoted.is_empty() => last,
        Some(last) => format!("{} {word} {last}", quoted.join(", ")),
        None => String::new(),
    }
}
