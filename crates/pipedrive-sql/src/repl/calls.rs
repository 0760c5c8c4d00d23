//! Completion of calls: table functions with their columns, and named arguments with the values they take.

use pipedrive_datafusion::PROCEDURES;
use pipedrive_schema::{FUNCTIONS, function, procedure};

use crate::tokens::{Kind, pieces};

/// An argument that can be named.
struct Argument {
    name: &'static str,
    values: &'static [&'static str],
}

/// The procedures that begin with the word, which need no quotes.
pub(super) fn procedures(word: &str) -> Vec<String> {
    beginning(PROCEDURES.iter().map(|spec| spec.name), word)
}

/// The table functions that begin with the word.
pub(super) fn functions(word: &str) -> Vec<String> {
    beginning(FUNCTIONS.iter().map(|spec| spec.name), word)
}

/// The columns of the rows of a table function.
pub(super) fn columns(name: &str) -> Option<Vec<String>> {
    let columns = function(name)?.columns.iter().filter(|column| !column.name.starts_with('@'));
    Some(columns.map(|column| column.name.to_owned()).collect())
}

/// What can stand for the word at the end of a call that is not closed yet: arguments it does not name so far, or the
/// values of the one before `=>`. `None` where neither is expected.
pub(super) fn in_call(before: &str, word: &str) -> Option<Vec<String>> {
    let text = &before[..before.len() - word.len()];
    let (name, typed) = open_call(text)?;
    let arguments = arguments(name)?;
    match typed.as_slice() {
        [.., name, "=>"] => {
            let argument = arguments.iter().find(|argument| argument.name.eq_ignore_ascii_case(name))?;
            let values = argument.values.iter().map(|value| format!("'{value}'"));
            Some(if word.is_empty() { values.collect() } else { Vec::new() })
        }
        [] | [.., ","] => {
            let is_named = |argument: &&Argument| {
                let mut named = typed.windows(2).filter(|pair| pair[1] == "=>").map(|pair| pair[0]);
                named.any(|name| name.eq_ignore_ascii_case(argument.name))
            };
            let open = arguments.iter().filter(|argument| !is_named(argument)).map(|argument| argument.name);
            Some(beginning(open, word).into_iter().map(|name| format!("{name} => ")).collect())
        }
        _ => None,
    }
}

/// The name before the innermost bracket that is open, and what follows the bracket.
fn open_call(text: &str) -> Option<(&str, Vec<&str>)> {
    let pieces = pieces(text).pieces;
    let words = pieces.into_iter().filter(|piece| !matches!(piece.kind, Kind::Blank | Kind::Comment));
    let words: Vec<&str> = words.map(|piece| &text[piece.range]).collect();
    let mut open = Vec::new();
    for (i, word) in words.iter().enumerate() {
        match *word {
            "(" => open.push(i),
            ")" => drop(open.pop()),
            _ => {}
        }
    }
    let bracket = open.pop()?;
    let name = words.get(bracket.checked_sub(1)?)?;
    Some((name, words[bracket + 1..].to_vec()))
}

fn arguments(name: &str) -> Option<Vec<Argument>> {
    let of_function = function(name).map(|spec| {
        spec.arguments().map(|argument| Argument { name: argument.name(), values: argument.values() }).collect()
    });
    of_function.or_else(|| {
        let parameters = procedure(name)?.parameters.iter();
        Some(parameters.map(|parameter| Argument { name: parameter.name, values: parameter.values }).collect())
    })
}

/// The names that begin with the word, in any case, as they are spelled.
fn beginning(names: impl Iterator<Item = &'static str>, word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    names.filter(|name| name.to_lowercase().starts_with(&word)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_open_until_its_bracket_closes() {
        let check = |text, expect: Option<(&str, &[&str])>| {
            let found = open_call(text);
            assert_eq!(found.as_ref().map(|(name, typed)| (*name, typed.as_slice())), expect, "{text}");
        };
        check("SELECT * FROM deal_search(", Some(("deal_search", &[])));
        check("FROM deal_search('a', status =>", Some(("deal_search", &["'a'", ",", "status", "=>"])));
        check("FROM deal_search('a', lower(", Some(("lower", &[])));
        check("FROM deal_search('a', lower('b')", Some(("deal_search", &["'a'", ",", "lower", "(", "'b'", ")"])));
        check("FROM deal_search('a')", None);
        check("(", None);
    }

    #[test]
    fn functions_have_columns_and_no_arguments_among_them() {
        let columns = columns("DEAL_SEARCH").unwrap();
        assert!(columns.contains(&"result_score".to_owned()) && columns.iter().all(|name| !name.contains("term")));
        assert_eq!(super::columns("deals"), None);
    }
}
