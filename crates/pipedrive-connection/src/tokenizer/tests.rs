//! The grammar, pair by pair and mistake by mistake.

use super::*;
use SyntaxProblem::{MissingEquals, MissingKey, Nul, TextAfterValue, Unclosed};

#[track_caller]
fn check(text: &str, expect: &[(&str, &str, usize)]) {
    let pairs: Vec<_> = Tokenizer::new(text)
        .map(|pair| pair.map(|pair| (pair.key, pair.value.expose().to_owned(), pair.position)))
        .collect::<Result<_, _>>()
        .expect(text);
    let pairs: Vec<_> = pairs.iter().map(|(key, value, position)| (*key, value.as_str(), *position)).collect();
    assert_eq!(pairs, expect, "`{text}`");
}

#[track_caller]
fn check_mistake(text: &str, problem: SyntaxProblem, position: usize) {
    let mut tokenizer = Tokenizer::new(text);
    let mistake = tokenizer.find_map(Result::err).expect(text);
    assert_eq!((mistake.problem, mistake.position), (problem, position), "`{text}`");
    assert!(tokenizer.next().is_none(), "`{text}` goes on after a mistake");
}

#[test]
fn pairs_are_separated_by_semicolons_and_trimmed() {
    check("", &[]);
    check(" ;; ; ", &[]);
    check("a=1", &[("a", "1", 1)]);
    check("a=1;b=2;", &[("a", "1", 1), ("b", "2", 5)]);
    check(" Company Domain = acme ;\n;b=2", &[("Company Domain", "acme", 2), ("b", "2", 27)]);
    check("a=;b= ;c=", &[("a", "", 1), ("b", "", 4), ("c", "", 8)]);
}

#[test]
fn bare_values_may_hold_equals_signs_and_quotes_inside() {
    check("a=b=c==", &[("a", "b=c==", 1)]);
    check("a=it's {x} \"y\"", &[("a", "it's {x} \"y\"", 1)]);
    check("a==", &[("a", "=", 1)]);
}

#[test]
fn quoted_values_hold_anything_and_double_the_closing_character() {
    check("a='x;y=z'", &[("a", "x;y=z", 1)]);
    check("a=\"x;'y'\" ; b=2", &[("a", "x;'y'", 1), ("b", "2", 13)]);
    check("a='it''s'", &[("a", "it's", 1)]);
    check("a=''''", &[("a", "'", 1)]);
    check("a=''", &[("a", "", 1)]);
    check("a=\"\"\"\"\"\"", &[("a", "\"\"", 1)]);
    check("a={x;{y}}z}", &[("a", "x;{y}z", 1)]);
    check("a={}}}", &[("a", "}", 1)]);
    check("a={}", &[("a", "", 1)]);
    check("a=' x '", &[("a", " x ", 1)]);
}

#[test]
fn positions_count_characters_not_bytes() {
    check("ключ=знач;é=ü", &[("ключ", "знач", 1), ("é", "ü", 11)]);
    check("a='日本;語';b=😀", &[("a", "日本;語", 1), ("b", "😀", 10)]);
    check_mistake("é=ü;日本", MissingEquals, 5);
}

#[test]
fn a_jdbc_prefix_is_skipped_and_counted() {
    check("jdbc:pipedrive:a=1", &[("a", "1", 16)]);
    check(" JDBC:Pipedrive: a=1", &[("a", "1", 18)]);
    check("jdbc:pipedrive:", &[]);
    check_mistake("jdbc:pipedrive", MissingEquals, 1);
}

#[test]
fn mistakes_are_found_where_they_stand() {
    check_mistake("abc", MissingEquals, 1);
    check_mistake("a=1;abc;b=2", MissingEquals, 5);
    check_mistake("=1", MissingKey, 1);
    check_mistake("a=1; =2", MissingKey, 6);
    check_mistake("a='x", Unclosed { opening: '\'' }, 3);
    check_mistake("a='x''", Unclosed { opening: '\'' }, 3);
    check_mistake("a=\"x;b=2", Unclosed { opening: '"' }, 3);
    check_mistake("b=1;a={x}};c=3", Unclosed { opening: '{' }, 7);
    check_mistake("a={", Unclosed { opening: '{' }, 3);
    check_mistake("a='x' y", TextAfterValue { closing: '\'' }, 7);
    check_mistake("a={x}y;b=2", TextAfterValue { closing: '}' }, 6);
    check_mistake("a=1;b=\0", Nul, 7);
}

#[test]
fn every_piece_of_a_nasty_text_is_read_without_panic_and_pairs_cover_it_in_order() {
    let nasty = "jdbc:pipedrive: é = 'a''b;' ;{x}=\"y\"\"\";;={z}}};Ключ={日;本}😀;\u{feff}a\u{a0}=\u{3000}1\n;\0'";
    let boundaries: Vec<usize> = (0..=nasty.len()).filter(|at| nasty.is_char_boundary(*at)).collect();
    for (index, from) in boundaries.iter().enumerate() {
        for to in &boundaries[index..] {
            let text = &nasty[*from..*to];
            let mut end = 0;
            for pair in Tokenizer::new(text).map_while(Result::ok) {
                assert!(pair.range.start >= end && pair.range.end <= text.len(), "`{text}`");
                assert!(text[pair.range.clone()].starts_with(pair.key), "`{text}`");
                end = pair.range.end;
            }
        }
    }
}

#[test]
fn a_megabyte_is_read_in_one_pass() {
    let value = "x}}".repeat(350_000);
    check(&format!("a={{{value}}};b=1"), &[("a", &"x}".repeat(350_000), 1), ("b", "1", 1_050_006)]);
    assert_eq!(Tokenizer::new(&"a='';".repeat(200_000)).flatten().count(), 200_000);
    assert_eq!(Tokenizer::new(&";".repeat(1_000_000)).count(), 0);
    check_mistake(&format!("a='{}", "''".repeat(500_000)), Unclosed { opening: '\'' }, 3);
}
