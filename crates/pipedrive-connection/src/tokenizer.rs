//! The tokenizer: from the text of a connection string to its pairs, without knowing any key.

use std::iter::FusedIterator;
use std::ops::Range;

use crate::{Secret, SyntaxProblem};

const JDBC_PREFIX: &str = "jdbc:pipedrive:";

/// One `Key=Value`.
#[derive(Debug)]
pub(crate) struct Pair<'a> {
    /// The key as written, without surrounding blanks.
    pub(crate) key: &'a str,
    /// Character at which the key begins, counted from 1.
    pub(crate) position: usize,
    /// The value without its quotes.
    pub(crate) value: Secret,
    /// Bytes of the whole pair.
    pub(crate) range: Range<usize>,
    /// Bytes of the value as written, with its quotes.
    pub(crate) written_value: Range<usize>,
}

/// Why the tokenizer stopped.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) problem: SyntaxProblem,
    /// Character at which it stands, counted from 1.
    pub(crate) position: usize,
    /// Byte up to which all pairs were good.
    pub(crate) good_until: usize,
}

/// Reads pairs until the text ends or the first mistake.
#[derive(Debug)]
pub(crate) struct Tokenizer<'a> {
    text: &'a str,
    /// Byte at which reading goes on.
    at: usize,
    /// The character position last asked for, and its byte: positions only grow, so that counting stays linear.
    counted: (usize, usize),
    nul: Option<usize>,
}

impl<'a> Tokenizer<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let blanks = text.len() - text.trim_start().len();
        let prefixed =
            text.get(blanks..blanks + JDBC_PREFIX.len()).is_some_and(|prefix| prefix.eq_ignore_ascii_case(JDBC_PREFIX));
        let at = if prefixed { blanks + JDBC_PREFIX.len() } else { 0 };
        Self { text, at, counted: (0, 0), nul: text.find('\0') }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip(&mut self, skipped: impl Fn(char) -> bool) {
        self.at += self.rest().len() - self.rest().trim_start_matches(skipped).len();
    }

    /// Number of the character that begins at `byte`, counted from 1.
    fn position(&mut self, byte: usize) -> usize {
        let (counted, characters) = self.counted;
        let from = if byte < counted { (0, 0) } else { (counted, characters) };
        self.counted = (byte, from.1 + self.text[from.0..byte].chars().count());
        self.counted.1 + 1
    }

    fn stop<T>(&mut self, problem: SyntaxProblem, byte: usize, good_until: usize) -> Result<T, Mistake> {
        self.at = self.text.len();
        Err(Mistake { problem, position: self.position(byte), good_until })
    }

    fn pair(&mut self) -> Result<Pair<'a>, Mistake> {
        let start = self.at;
        let rest = self.rest();
        let Some(equals) = rest.find(['=', ';']).filter(|end| rest[*end..].starts_with('=')) else {
            return self.stop(SyntaxProblem::MissingEquals, start, start);
        };
        let key = rest[..equals].trim_end();
        if key.is_empty() {
            return self.stop(SyntaxProblem::MissingKey, start, start);
        }
        self.at += equals + 1;
        self.skip(char::is_whitespace);
        let value_start = self.at;
        let value = match self.rest().chars().next() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote, quote, start)?,
            Some('{') => self.quoted('{', '}', start)?,
            _ => self.bare(),
        };
        let position = self.position(start);
        Ok(Pair { key, position, value, range: start..self.at, written_value: value_start..self.at })
    }

    fn bare(&mut self) -> Secret {
        let rest = self.rest();
        let value = rest[..rest.find(';').unwrap_or(rest.len())].trim_end();
        self.at += value.len();
        Secret::new(value)
    }

    /// A value between `opening` and `closing`; a doubled `closing` stands for one.
    fn quoted(&mut self, opening: char, closing: char, pair_start: usize) -> Result<Secret, Mistake> {
        let inner = &self.rest()[opening.len_utf8()..];
        let Some(end) = closing_at(inner, closing) else {
            return self.stop(SyntaxProblem::Unclosed { opening }, self.at, pair_start);
        };
        self.at += opening.len_utf8() + end + closing.len_utf8();
        let after = self.rest().trim_start();
        if !after.is_empty() && !after.starts_with(';') {
            let unexpected = self.text.len() - after.len();
            return self.stop(SyntaxProblem::TextAfterValue { closing }, unexpected, pair_start);
        }
        // The room is there from the start: a text that grows would leave copies of a secret behind.
        let mut value = String::with_capacity(end);
        let mut doubled = false;
        for c in inner[..end].chars() {
            doubled = c == closing && !doubled;
            if !doubled {
                value.push(c);
            }
        }
        Ok(Secret::new(value))
    }
}

/// Byte of the first `closing` that is not doubled.
fn closing_at(text: &str, closing: char) -> Option<usize> {
    let mut from = 0;
    loop {
        let found = from + text[from..].find(closing)?;
        let next = found + closing.len_utf8();
        if !text[next..].starts_with(closing) {
            return Some(found);
        }
        from = next + closing.len_utf8();
    }
}

impl<'a> Iterator for Tokenizer<'a> {
    type Item = Result<Pair<'a>, Mistake>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(nul) = self.nul.take() {
            return Some(self.stop(SyntaxProblem::Nul, nul, 0));
        }
        self.skip(|c| c == ';' || c.is_whitespace());
        (self.at < self.text.len()).then(|| self.pair())
    }
}

impl FusedIterator for Tokenizer<'_> {}

#[cfg(test)]
mod tests;
