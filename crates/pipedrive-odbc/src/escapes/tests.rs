//! Escapes and what becomes of them.

use super::*;

#[track_caller]
fn check(sql: &str, expect: Result<&str, &str>) {
    let got = translate(sql);
    assert_eq!(got.as_deref().map_err(|error| error.state), expect, "{sql}");
}

#[test]
fn literals_of_dates_and_times_are_those_of_sql() {
    check("SELECT {d '2025-01-31'}", Ok("SELECT DATE '2025-01-31'"));
    check("SELECT { T '08:15:00' }", Ok("SELECT TIME '08:15:00'"));
    check("WHERE a > {ts '2025-01-31 08:15:00'} AND b", Ok("WHERE a > TIMESTAMP '2025-01-31 08:15:00' AND b"));
    check("a LIKE 'x\\%' {escape '\\'}", Ok("a LIKE 'x\\%' ESCAPE '\\'"));
}

#[test]
fn joins_and_calls_lose_their_braces() {
    check("FROM {oj a LEFT OUTER JOIN b ON a.x = b.x}", Ok("FROM a LEFT OUTER JOIN b ON a.x = b.x"));
    check("{call MarkDealWon(?, 'x')}", Ok("CALL MarkDealWon(?, 'x')"));
    check("{CALL GetToken}", Ok("CALL GetToken()"));
    check("{? = call p(?)}", Ok("CALL p(?)"));
    check("{?=call p}", Ok("CALL p()"));
}

#[test]
fn functions_are_called_by_the_names_the_engine_has() {
    check("{fn UCASE(title)}", Ok("upper(title)"));
    check("{fn LOCATE('a', title)}", Ok("position(('a') IN (title))"));
    check("{fn LOCATE('a,b', f(x, y))}", Ok("position(('a,b') IN (f(x, y)))"));
    let expect = "CASE WHEN strpos(substr(b, 3), a) = 0 THEN 0 ELSE strpos(substr(b, 3), a) + (3) - 1 END";
    check("{fn LOCATE(a, b, 3)}", Ok(expect));
    check("{fn CURDATE()}", Ok("current_date()"));
    check("{fn MOD(a, 3)}", Ok("((a) % (3))"));
    check("{fn CONVERT(x, SQL_BIGINT)}", Ok("CAST(x AS BIGINT)"));
    check("{fn CONVERT(x, SQL_MONEY)}", Err("42000"));
    check("{fn CONVERT('$2$1', SQL_BIGINT)}", Ok("CAST('$2$1' AS BIGINT)"));
    check("{fn CURRENT_DATE}", Ok("current_date()"));
    check("{fn own_function(1)}", Ok("own_function(1)"));
    check("{fn UCASE({fn LCASE({fn CONCAT('a', b)})})}", Ok("upper(lower(concat('a', b)))"));
}

#[test]
fn functions_take_as_many_arguments_as_they_have() {
    for call in ["LOCATE('a')", "LOCATE('a', b, 1, 2)", "UCASE()", "UCASE", "UCASE(a, b)", "PI(1)", "RAND(7)"] {
        check(&format!("{{fn {call}}}"), Err("42000"));
    }
    let message = translate("{fn LOCATE('a')}").unwrap_err().message;
    assert_eq!(message, "`LOCATE` is called as `LOCATE(sought, text)` or `LOCATE(sought, text, start)`");
}

#[test]
fn parameters_keep_their_places() {
    check("{fn LOCATE(?, ?)}", Ok("position((?) IN (?))"));
    check("{fn LOCATE(?, b, 2)}", Err("HYC00"));
    check(
        "{fn LOCATE('?', b, 2)} = ?",
        Ok("CASE WHEN strpos(substr(b, 2), '?') = 0 THEN 0 ELSE strpos(substr(b, 2), '?') + (2) - 1 END = ?"),
    );
}

#[test]
fn quotes_comments_and_other_braces_stay() {
    check("SELECT '{d ''x''}' -- {d 'y'}\n, \"{t}\"", Ok("SELECT '{d ''x''}' -- {d 'y'}\n, \"{t}\""));
    check("SELECT /* {fn UCASE(a)} */ 1", Ok("SELECT /* {fn UCASE(a)} */ 1"));
    check("SELECT {'a': 1}", Ok("SELECT {'a': 1}"));
    check("SELECT {d: 1}", Ok("SELECT {d: 1}"));
    check("SELECT 1", Ok("SELECT 1"));
    check("SELECT {fn UCASE('}')}", Ok("SELECT upper('}')"));
}

#[test]
fn an_escape_that_is_not_closed_is_a_mistake() {
    check("SELECT {d '2025-01-31'", Err("42000"));
    check("SELECT {fn UCASE(a}", Err("42000"));
}

#[test]
fn escapes_that_stand_too_deep_in_each_other_are_an_error() {
    let error = translate(&"{".repeat(200_000)).unwrap_err();
    assert_eq!((error.state, error.message.as_str()), ("42000", "more than 64 escapes stand in each other"));
}
