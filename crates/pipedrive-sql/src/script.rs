//! Scripts: SQL text cut into statements and shell commands, each with its place.

use crate::tokens::{Kind, Pieces, pieces};

/// One statement or shell command of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item<'a> {
    /// Without the closing `;` and without what surrounds it.
    pub(crate) text: &'a str,
    /// Line of its first character, counted from 1.
    pub(crate) line: usize,
    /// Column of its first character, counted from 1.
    pub(crate) column: usize,
    /// It begins with `\`.
    pub(crate) is_command: bool,
}

/// Cuts a text into its items. Whatever follows the last `;` is an item too. Lines are counted from `first_line`.
pub(crate) fn items(text: &str, first_line: usize) -> Vec<Item<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < text.len() {
        from = next_items(text, from, &mut found);
    }
    for item in &mut found {
        item.line += first_line - 1;
    }
    found
}

/// Whether nothing is left open: every quote ends, and the last statement is closed by `;`.
pub(crate) fn is_complete(text: &str) -> bool {
    let mut from = 0;
    while from < text.len() {
        let Pieces { pieces, open_from } = pieces(&text[from..]);
        let mut inside = false;
        let mut command = None;
        for piece in &pieces {
            match piece.kind {
                Kind::Backslash if !inside => {
                    command = Some(from + piece.range.start);
                    break;
                }
                Kind::Semicolon => inside = false,
                Kind::Blank | Kind::Comment => {}
                _ => inside = true,
            }
        }
        match command {
            Some(start) => from = end_of_line(text, start),
            None => return !inside && open_from.is_none(),
        }
    }
    true
}

/// Adds the items from `from` up to and including the next shell command; returns where to go on.
fn next_items<'a>(text: &'a str, from: usize, found: &mut Vec<Item<'a>>) -> usize {
    let Pieces { pieces, open_from } = pieces(&text[from..]);
    let mut start: Option<usize> = None;
    for piece in pieces {
        let at = from + piece.range.start;
        match (piece.kind, start) {
            (Kind::Blank | Kind::Comment | Kind::Semicolon, None) => {}
            (Kind::Backslash, None) => {
                let end = end_of_line(text, at);
                found.push(item(text, at, end, true));
                return end;
            }
            (Kind::Semicolon, Some(begun)) => {
                found.push(item(text, begun, at, false));
                start = None;
            }
            (_, None) => start = Some(at),
            (_, Some(_)) => {}
        }
    }
    // What the tokenizer could not read, such as an open quote, is left for the parser to explain.
    let unread = open_from.map(|open| from + open).filter(|open| !text[*open..].trim().is_empty());
    if let Some(begun) = start.or(unread) {
        found.push(item(text, begun, text.len(), false));
    }
    text.len()
}

fn item(text: &str, start: usize, end: usize, is_command: bool) -> Item<'_> {
    let before = &text[..start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Item {
        text: text[start..end].trim_end(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        is_command,
    }
}

fn end_of_line(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at + 1)
}

impl Item<'_> {
    /// The text moved to where it stands in its file, so that the parser's positions are those of the file.
    pub(crate) fn in_place(&self) -> String {
        let lines = "\n".repeat(self.line - 1);
        let blanks = " ".repeat(self.column - 1);
        format!("{lines}{blanks}{}", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_cut_at_semicolons_outside_quotes_and_comments() {
        let check = |text: &str, expect: &[(&str, usize, usize, bool)]| {
            let found = items(text, 1);
            let found: Vec<_> = found.iter().map(|i| (i.text, i.line, i.column, i.is_command)).collect();
            assert_eq!(found, expect, "{text}");
        };
        check("", &[]);
        check(" ;; -- nothing\n", &[]);
        check("SELECT 1", &[("SELECT 1", 1, 1, false)]);
        check("SELECT ';';\n  SELECT 2 ; ", &[("SELECT ';'", 1, 1, false), ("SELECT 2", 2, 3, false)]);
        check("-- a;b\nSELECT 1 /* ; */;", &[("SELECT 1 /* ; */", 2, 1, false)]);
        check(
            "\\timing\nSELECT 1;\n \\d it's\nSELECT 2;",
            &[("\\timing", 1, 1, true), ("SELECT 1", 2, 1, false), ("\\d it's", 3, 2, true), ("SELECT 2", 4, 1, false)],
        );
        check("SELECT 1;\nSELECT 'ä", &[("SELECT 1", 1, 1, false), ("SELECT 'ä", 2, 1, false)]);
        check("SELECT 1;\n'x", &[("SELECT 1", 1, 1, false), ("'x", 2, 1, false)]);
        check("SELECT $$a;b$$;", &[("SELECT $$a;b$$", 1, 1, false)]);
    }

    #[test]
    fn input_is_complete_when_nothing_is_left_open() {
        let check = |text: &str, expect| assert_eq!(is_complete(text), expect, "{text}");
        check("", true);
        check("  \n", true);
        check("-- only a comment", true);
        check("SELECT 1", false);
        check("SELECT 1;", true);
        check("SELECT 1; -- done", true);
        check("SELECT 1; SELECT 2", false);
        check("SELECT ';", false);
        check("SELECT ';'\n;", true);
        check("SELECT \"a;", false);
        check("SELECT $$a;", false);
        check("SELECT /* ;", false);
        check("\\d it's", true);
        check("\\timing\nSELECT 1", false);
        check("\\timing\nSELECT 1;", true);
    }

    #[test]
    fn a_statement_in_place_keeps_its_line_and_column() {
        let in_place = |first_line| items("SELECT 1;\n\n  SELECT 2;", first_line)[1].in_place();
        assert_eq!(in_place(1), "\n\n  SELECT 2");
        assert_eq!(in_place(3), "\n\n\n\n  SELECT 2");
    }
}
