//! Completion: from the text around the cursor to what could stand there.

use std::borrow::Cow;
use std::ops::Range;

use super::calls::{columns, functions, in_call, procedures};
use super::keywords::{KEYWORDS, is_keyword};
use super::names::Names;
use crate::meta::COMMANDS;
use crate::settings::Format;
use crate::tokens::{Kind, pieces};

/// Words after which a table is expected.
const BEFORE_TABLES: &[&str] = &["FROM", "JOIN", "INTO", "UPDATE", "TABLE", "DESCRIBE"];

/// Words after which a procedure is expected.
const BEFORE_PROCEDURES: &[&str] = &["CALL", "EXEC", "EXECUTE"];

/// Where the word at the cursor begins, and what it could become.
pub(super) fn complete(names: &Names, text: &str, cursor: usize) -> (usize, Vec<String>) {
    let before = &text[..cursor];
    let start =
        before.rfind(|c: char| !is_word(c)).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let word = &before[start..];
    if before.trim_start().starts_with('\\') {
        return command(names, before);
    }
    if is_quoted(before) {
        return (cursor, Vec::new());
    }
    let (words, statement) = words(text, cursor);
    let typed: Vec<&str> = words.iter().filter(|w| w.end <= start).map(|w| &text[w.clone()]).collect();
    let follows = |known: &[&str]| typed.last().is_some_and(|last| known.contains(&last.to_uppercase().as_str()));
    let in_call = || in_call(&text[statement.start..cursor], word);
    let found = if let Some(qualifier) = before[..start].strip_suffix('.') {
        let at = qualifier.rfind(|c: char| !is_word(c)).map_or(0, |at| at + 1);
        columns_of(names, &text[statement.clone()], qualifier.get(at..).unwrap_or_default(), word)
    } else if follows(BEFORE_PROCEDURES) {
        procedures(word)
    } else if follows(BEFORE_TABLES) {
        let mut found = matching(names.tables.keys(), word);
        if !word.is_empty() && follows(&["FROM", "JOIN"]) {
            found.extend(functions(word).into_iter().map(|name| name + "("));
            found.extend(procedures(word));
        }
        found
    } else if let Some(found) = in_call() {
        found
    } else if word.is_empty() {
        Vec::new()
    } else {
        anything(names, &text[statement.clone()], word)
    };
    (start, found)
}

/// A command of the shell and its arguments.
fn command(names: &Names, before: &str) -> (usize, Vec<String>) {
    let line = before.trim_start();
    let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let word = &before[start..];
    let earlier: Vec<&str> = line[..line.len() - word.len()].split_whitespace().collect();
    let flags = ["on", "off"].map(str::to_owned);
    let found = match earlier.as_slice() {
        [] => COMMANDS.iter().map(|spec| spec.name.to_owned()).filter(|name| name.starts_with(word)).collect(),
        ["\\d"] => [matching(names.tables.keys(), word), functions(word)].concat(),
        ["\\dt" | "\\dv" | "\\dS"] => matching(names.tables.keys(), word),
        ["\\df"] => [functions(word), procedures(word)].concat(),
        ["\\h"] => [matching(&names.functions, word), functions(word), procedures(word)].concat(),
        ["\\pset"] => matching(&["format", "maxrows"].map(str::to_owned), word),
        ["\\pset", "format"] => matching(&Format::names().into_iter().map(str::to_owned).collect::<Vec<_>>(), word),
        ["\\timing" | "\\cost" | "\\quiet"] => matching(&flags, word),
        _ => Vec::new(),
    };
    (start, found)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether the cursor stands in a quote or a comment.
fn is_quoted(before: &str) -> bool {
    let found = pieces(before);
    let touches = |kind| matches!(kind, Kind::Text | Kind::QuotedName);
    let in_comment = |range: &Range<usize>| !before[range.clone()].ends_with(['\n', '/']);
    found.open_from.is_some()
        || found
            .pieces
            .last()
            .is_some_and(|last| touches(last.kind) || (last.kind == Kind::Comment && in_comment(&last.range)))
}

/// The words of the statement around the cursor, and where that statement stands.
fn words(text: &str, cursor: usize) -> (Vec<Range<usize>>, Range<usize>) {
    let mut words = Vec::new();
    let mut statement = 0..text.len();
    for piece in pieces(text).pieces {
        match piece.kind {
            Kind::Semicolon if piece.range.end <= cursor => {
                words.clear();
                statement.start = piece.range.end;
            }
            Kind::Semicolon => {
                statement.end = piece.range.start;
                break;
            }
            Kind::Word => words.push(piece.range),
            _ => {}
        }
    }
    (words, statement)
}

/// Columns of the table that a name or an alias means.
fn columns_of(names: &Names, statement: &str, qualifier: &str, word: &str) -> Vec<String> {
    let qualifier = qualifier.to_lowercase();
    let table = aliases(names, statement).into_iter().find(|(alias, _)| *alias == qualifier).map(|(_, table)| table);
    let columns = known_columns(names, table.as_ref().unwrap_or(&qualifier));
    columns.map(|columns| matching(columns.iter(), word)).unwrap_or_default()
}

/// Columns of a table, a view or a table function.
fn known_columns<'a>(names: &'a Names, name: &str) -> Option<Cow<'a, [String]>> {
    let of_table = names.tables.get(name).map(|columns| Cow::Borrowed(columns.as_slice()));
    of_table.or_else(|| columns(name).map(Cow::Owned))
}

/// The names given to tables: `deals d`, `deals AS d`, `deal_search('x') AS d`.
fn aliases(names: &Names, statement: &str) -> Vec<(String, String)> {
    let words: Vec<String> = pieces(statement)
        .pieces
        .into_iter()
        .filter(|piece| !matches!(piece.kind, Kind::Blank | Kind::Comment))
        .map(|piece| statement[piece.range].to_lowercase())
        .collect();
    let mut found = Vec::new();
    for (i, table) in words.iter().enumerate().filter(|(_, word)| known_columns(names, word).is_some()) {
        let i = if words.get(i + 1).is_some_and(|next| next == "(") { end_of_call(&words, i + 1) } else { i };
        let next = words.get(i + 1).filter(|next| *next != "as").or_else(|| words.get(i + 2));
        if let Some(alias) = next.filter(|next| next.starts_with(char::is_alphabetic) && !is_keyword(next)) {
            found.push((alias.clone(), table.clone()));
        }
    }
    found
}

/// Where the bracket that opens at `start` closes.
fn end_of_call(words: &[String], start: usize) -> usize {
    let mut depth = 0_usize;
    let closes = words[start..].iter().position(|word| {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    closes.map_or(words.len(), |length| start + length)
}

/// Columns of the tables the statement names, then tables, functions and keywords.
fn anything(names: &Names, statement: &str, word: &str) -> Vec<String> {
    let mentioned = pieces(statement).pieces.into_iter().filter(|piece| piece.kind == Kind::Word);
    let mut found: Vec<String> = mentioned
        .filter_map(|piece| known_columns(names, &statement[piece.range].to_lowercase()))
        .flat_map(|columns| matching(columns.iter(), word))
        .collect();
    found.sort();
    found.extend(matching(names.tables.keys(), word));
    found.extend(matching(&names.functions, word));
    let is_lower = word.chars().all(char::is_lowercase);
    let keywords = KEYWORDS.iter().filter(|keyword| keyword.starts_with(&word.to_uppercase()));
    found.extend(keywords.map(|keyword| if is_lower { keyword.to_lowercase() } else { (*keyword).to_owned() }));
    let mut seen = std::collections::HashSet::new();
    found.retain(|name| seen.insert(name.clone()));
    found
}

/// The names that begin with the word, quoted where SQL needs it.
fn matching<'a>(names: impl IntoIterator<Item = &'a String>, word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    names.into_iter().filter(|name| name.to_lowercase().starts_with(&word)).map(|name| as_written(name)).collect()
}

fn as_written(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    if name.chars().all(is_plain) { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let columns = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let tables = [
            ("deals", columns(&["id", "title", "stage_id", "Contract Type"])),
            ("deal_fields", columns(&["field_code"])),
            ("stages", columns(&["id", "name"])),
        ];
        Names {
            tables: tables.map(|(name, columns)| (name.to_owned(), columns)).into(),
            functions: columns(&["sum", "substr", "stddev"]),
        }
    }

    /// `|` marks the cursor.
    #[track_caller]
    fn check(text: &str, word: &str, expect: &[&str]) {
        let cursor = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let (start, found) = complete(&names(), &text, cursor);
        assert_eq!(found, expect, "{text}");
        assert_eq!(&text[start..cursor], word, "{text}");
    }

    #[test]
    fn tables_follow_the_words_that_want_them() {
        check("SELECT * FROM |", "", &["deal_fields", "deals", "stages"]);
        check("SELECT * FROM deal_f|", "deal_f", &["deal_fields"]);
        check("select * from deals join st|", "st", &["stages"]);
        check("SELECT 1; SELECT * FROM\n  st|", "st", &["stages"]);
        check("\\d deal_f|", "deal_f", &["deal_fields"]);
        check("\\dt |", "", &["deal_fields", "deals", "stages"]);
    }

    #[test]
    fn columns_come_from_the_tables_the_statement_names() {
        check("SELECT ti| FROM deals", "ti", &["title", "timestamp"]);
        check("SELECT Ti| FROM deals", "Ti", &["title", "TIMESTAMP"]);
        check("SELECT d.| FROM deals d", "", &["id", "title", "stage_id", "\"Contract Type\""]);
        check("SELECT s.n| FROM deals AS d JOIN stages AS s ON true", "n", &["name"]);
        check("SELECT deals.co| FROM deals", "co", &["\"Contract Type\""]);
        check("SELECT x.n| FROM stages s", "n", &[]);
        check("SELECT id FROM deals; SELECT ti|", "ti", &["timestamp"]);
    }

    #[test]
    fn procedures_follow_the_words_that_call_them() {
        check("CALL Get|", "Get", &["GetOAuthAuthorizationURL", "GetOAuthAccessToken"]);
        check("EXEC rev|", "rev", &["RevokeOAuthAccess"]);
        check("\\df rev|", "rev", &["RevokeOAuthAccess"]);
        check("SELECT * FROM test|", "test", &["TestConnection"]);
        check("cal|", "cal", &["call"]);
    }

    #[test]
    fn table_functions_stand_where_tables_do() {
        check("SELECT * FROM deal_se|", "deal_se", &["deal_search("]);
        check("SELECT * FROM deals d JOIN deal_s|", "deal_s", &["deal_search("]);
        check("\\d deal_s|", "deal_s", &["deal_search"]);
        check("\\df deal_s|", "deal_s", &["deal_search"]);
        check("SELECT result_s| FROM deal_search('x')", "result_s", &["result_score"]);
        check("SELECT s.result_s| FROM deal_search('x', status => 'open') AS s", "result_s", &["result_score"]);
        check("SELECT s.result_s| FROM deal_search(lower('x')) s", "result_s", &["result_score"]);
    }

    #[test]
    fn arguments_are_named_and_their_values_known() {
        check("SELECT * FROM deal_search(te|", "te", &["term => "]);
        check("SELECT * FROM deal_search('x', st|", "st", &["status => "]);
        check("SELECT * FROM deal_search('x', status => |", "", &["'open'", "'won'", "'lost'"]);
        check("SELECT * FROM deal_search('x', status => 'open', st|", "st", &[]);
        check(
            "SELECT * FROM lead_search(term => 'x', |",
            "",
            &["fields => ", "exact_match => ", "person_id => ", "organization_id => ", "include_fields => "],
        );
        check("CALL GetOAuthAccessToken(aut|", "aut", &["AuthMode => "]);
        check("SELECT * FROM deals WHERE id IN (|", "", &[]);
        check("SELECT su|(1) FROM stages", "su", &["sum", "substr"]);
    }

    #[test]
    fn functions_and_keywords_keep_the_case_that_was_typed() {
        check("sel|", "sel", &["select"]);
        check("SEL|", "SEL", &["SELECT"]);
        check("SELECT su| FROM stages", "su", &["sum", "substr"]);
        check("|", "", &[]);
        check("SELECT |", "", &[]);
    }

    #[test]
    fn nothing_is_completed_in_quotes_and_comments() {
        check("SELECT 'de|", "", &[]);
        check("SELECT 'de'|", "", &[]);
        check("SELECT \"de|", "", &[]);
        check("-- de|", "", &[]);
        check("/* de|", "", &[]);
        check("-- x\nsel|", "sel", &["select"]);
    }

    #[test]
    fn commands_complete_their_names_and_arguments() {
        check("\\ti|", "\\ti", &["\\timing"]);
        check("\\pset |", "", &["format", "maxrows"]);
        check("\\pset format nd|", "nd", &["nd-json"]);
        check("\\timing |", "", &["on", "off"]);
        check("\\h su|", "su", &["sum", "substr"]);
    }
}
