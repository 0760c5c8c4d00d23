//! The tokens of SQL text with their places, from the tokenizer the engine parses with, so that the shell never
//! disagrees with it about where a statement or a quote ends.

use std::ops::Range;

use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer, Whitespace};

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A keyword or an unquoted name.
    Word,
    /// A quoted name.
    QuotedName,
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// A comment.
    Comment,
    /// Blanks and line breaks.
    Blank,
    /// `;`
    Semicolon,
    /// `\`, which begins a command of the shell.
    Backslash,
    /// Operators, brackets and the rest.
    Other,
}

/// A token and the bytes it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) kind: Kind,
    pub(crate) range: Range<usize>,
}

/// The tokens of a text, as far as it can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pieces {
    pub(crate) pieces: Vec<Piece>,
    /// Where a quote or comment begins that does not end.
    pub(crate) open_from: Option<usize>,
}

/// Splits a text into its tokens.
pub(crate) fn pieces(text: &str) -> Pieces {
    let mut tokens: Vec<TokenWithSpan> = Vec::new();
    let mut tokenizer = Tokenizer::new(&GenericDialect {}, text).with_unescape(false);
    let finished = tokenizer.tokenize_with_location_into_buf(&mut tokens).is_ok();
    let mut walk = Walk { text, offset: 0, line: 1, column: 1 };
    let pieces: Vec<Piece> = tokens
        .into_iter()
        .map(|token| {
            let start = walk.offset_of(token.span.start);
            let end = walk.offset_of(token.span.end);
            Piece { kind: kind(&token.token), range: start..end }
        })
        .collect();
    let read = pieces.last().map_or(0, |piece| piece.range.end);
    Pieces { pieces, open_from: (!finished).then_some(read) }
}

fn kind(token: &Token) -> Kind {
    match token {
        Token::Word(word) if word.quote_style.is_some() => Kind::QuotedName,
        Token::Word(_) => Kind::Word,
        Token::Number(..) => Kind::Number,
        Token::SemiColon => Kind::Semicolon,
        Token::Backslash => Kind::Backslash,
        Token::Whitespace(Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_)) => Kind::Comment,
        Token::Whitespace(_) => Kind::Blank,
        Token::SingleQuotedString(_)
        | Token::DollarQuotedString(_)
        | Token::TripleSingleQuotedString(_)
        | Token::NationalStringLiteral(_)
        | Token::EscapedStringLiteral(_)
        | Token::UnicodeStringLiteral(_)
        | Token::HexStringLiteral(_)
        | Token::SingleQuotedByteStringLiteral(_)
        | Token::SingleQuotedRawStringLiteral(_) => Kind::Text,
        _ => Kind::Other,
    }
}

/// Turns the tokenizer's lines and columns, which only ever grow, into byte offsets.
struct Walk<'a> {
    text: &'a str,
    offset: usize,
    line: u64,
    column: u64,
}

impl Walk<'_> {
    fn offset_of(&mut self, place: Location) -> usize {
        let rest = self.text.get(self.offset..).unwrap_or_default();
        for c in rest.chars() {
            if (self.line, self.column) >= (place.line, place.column) {
                break;
            }
            self.offset += c.len_utf8();
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(Kind, &str)], open: Option<&str>) {
        let found = pieces(text);
        let shown: Vec<(Kind, &str)> = found
            .pieces
            .iter()
            .filter(|piece| piece.kind != Kind::Blank)
            .map(|piece| (piece.kind, &text[piece.range.clone()]))
            .collect();
        assert_eq!(shown, expect, "{text}");
        assert_eq!(found.open_from.map(|from| &text[from..]), open, "{text}");
    }

    #[test]
    fn tokens_cover_the_bytes_they_were_read_from() {
        check("", &[], None);
        check("SELECT 1;", &[(Kind::Word, "SELECT"), (Kind::Number, "1"), (Kind::Semicolon, ";")], None);
        check("'ä;''ö' \"x;y\"", &[(Kind::Text, "'ä;''ö'"), (Kind::QuotedName, "\"x;y\"")], None);
        check(
            "-- a;b\n/* ; /* nested */ */x",
            &[(Kind::Comment, "-- a;b\n"), (Kind::Comment, "/* ; /* nested */ */"), (Kind::Word, "x")],
            None,
        );
        check("$$a;b$$ $t$;$t$", &[(Kind::Text, "$$a;b$$"), (Kind::Text, "$t$;$t$")], None);
        check("E'a\\';b'", &[(Kind::Text, "E'a\\';b'")], None);
        check("\\d deals", &[(Kind::Backslash, "\\"), (Kind::Word, "d"), (Kind::Word, "deals")], None);
    }

    #[test]
    fn a_quote_that_does_not_end_is_open_from_where_it_begins() {
        check("x 'a;", &[(Kind::Word, "x")], Some("'a;"));
        check("x \"a;", &[(Kind::Word, "x")], Some("\"a;"));
        check("x $$ a;", &[(Kind::Word, "x")], Some("$$ a;"));
        check("x /* a;", &[(Kind::Word, "x")], Some("/* a;"));
    }
}
