//! Colours for SQL while it is typed. Only escape sequences are added, so the width stays the same.

use super::keywords::is_keyword;
use crate::tokens::{Kind, Piece, pieces};

const KEYWORD: &str = "34;1";
const TEXT: &str = "32";
const NUMBER: &str = "35";
const COMMENT: &str = "2";
const COMMAND: &str = "36";

/// The line with colours; `pending` are the lines before it, in which a quote or comment may have begun.
pub(super) fn highlight(pending: &str, line: &str) -> String {
    if pending.is_empty() && line.trim_start().starts_with('\\') {
        return paint(COMMAND, line);
    }
    let text = format!("{pending}{line}");
    let from = pending.len();
    let found = pieces(&text);
    let mut painted = String::with_capacity(line.len() * 2);
    for Piece { kind, range } in found.pieces.iter().filter(|piece| piece.range.end > from) {
        let piece = &text[range.start.max(from)..range.end];
        match style(*kind, piece) {
            Some(style) => painted.push_str(&paint(style, piece)),
            None => painted.push_str(piece),
        }
    }
    if let Some(open) = found.open_from {
        painted.push_str(&paint(TEXT, &text[open.max(from)..]));
    }
    painted
}

fn style(kind: Kind, piece: &str) -> Option<&'static str> {
    match kind {
        Kind::Word => is_keyword(piece).then_some(KEYWORD),
        Kind::Text => Some(TEXT),
        Kind::Number => Some(NUMBER),
        Kind::Comment => Some(COMMENT),
        Kind::QuotedName | Kind::Blank | Kind::Semicolon | Kind::Backslash | Kind::Other => None,
    }
}

fn paint(style: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("\x1b[{style}m{text}\x1b[0m") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_texts_numbers_and_comments_have_colours() {
        let check = |pending, line, expect: &str| {
            let painted = highlight(pending, line).replace("\x1b[0m", ">").replace("\x1b[", "<");
            assert_eq!(painted, expect);
        };
        check("", "select title from deals", "<34;1mselect> title <34;1mfrom> deals");
        check("", "= 'Ä' -- x", "= <32m'Ä'> <2m-- x>");
        check("", "> 4.5;", "> <35m4.5>;");
        check("", "'open", "<32m'open>");
        check("'a\n", "b', 1", "<32mb'>, <35m1>");
        check("/* a\n", "b", "<32mb>");
        check("", "\\d deals", "<36m\\d deals>");
        check("", "", "");
        check("SELECT\n", "", "");
    }
}
