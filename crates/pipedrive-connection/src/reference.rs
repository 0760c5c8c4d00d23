//! The key reference, as text for a terminal and as Markdown.

/// Every key with its values, default and meaning, for `--help`.
pub fn help() -> String {
    String::new()
}

/// Every key with its values, default and meaning, as a Markdown table.
pub fn keys_markdown() -> String {
    String::new()
}
