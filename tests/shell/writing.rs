//! Statements that write: what the program says after them, without them, and when they break off.

use std::time::Duration;

use insta::assert_snapshot;
use pipedrive_sandbox::SandboxConfig;

use crate::bench::Bench;
use crate::live::Live;

/// A statement with rows enough to be interrupted.
const MANY: &str = "INSERT INTO persons (name) SELECT 'Person ' || value FROM generate_series(1, 60)";

/// Persons of the sandbox.
const PERSONS: usize = 200;

fn posts(bench: &Bench) -> usize {
    bench.requests().iter().filter(|request| request.starts_with("POST ")).count()
}

/// What is said of so many new persons: a program that ends names them all.
fn named(written: usize) -> String {
    let first = PERSONS + 1;
    let ids: Vec<String> = (first..first + written).map(|id| id.to_string()).collect();
    let (verb, noun) = if written == 1 { ("was", "id") } else { ("were", "ids") };
    format!("; {written} of 60 rows {verb} written ({noun} {})\n", ids.join(", "))
}

#[test]
fn a_statement_that_writes_says_how_many_rows_it_wrote() {
    let bench = Bench::new();
    let sql = "INSERT INTO deals (title) VALUES ('One'), ('Two'); UPDATE deals SET value = 5 WHERE id = 1; \
               DELETE FROM deals WHERE id IN (1, 2); DELETE FROM deals WHERE id = 1 AND id = 2";
    assert_snapshot!(bench.shell(["-c", sql]).show(), @r"
    exit: 0
    --- stderr
    2 rows written · [time] · 3 requests · 20 tokens
    1 row written · [time] · 2 requests · 6 tokens
    2 rows written · [time] · 4 requests · 8 tokens
    0 rows written · [time] · no requests
    ");
}

#[test]
fn a_dry_run_shows_requests_as_rows() {
    let bench = Bench::new();
    let sql = "SET pipedrive.dry_run = true; INSERT INTO deals (title, value) VALUES ('One', 5), ('Two', NULL)";
    assert_snapshot!(bench.shell(["-q", "--format", "table", "-c", sql]).show(), @r#"
    exit: 0
    --- stdout
    +---+--------+---------------+---------------------------+--------+
    | n | method | path          | body                      | tokens |
    +---+--------+---------------+---------------------------+--------+
    | 1 | POST   | /api/v2/deals | {"title":"One","value":5} |      5 |
    | 2 | POST   | /api/v2/deals | {"title":"Two"}           |      5 |
    +---+--------+---------------+---------------------------+--------+
    "#);
    assert_eq!(posts(&bench), 0);
}

#[test]
fn a_write_that_fails_in_the_middle_says_what_is_written_and_ends_the_run() {
    let bench = Bench::new();
    let sql = "INSERT INTO deals (title, person_id) VALUES ('One', 1), ('Two', 9999999), ('Three', 2); SELECT 1";
    let connection = format!("{};MaxConcurrentRequests=1", bench.connection());
    assert_snapshot!(bench.program(["-q", "-c", sql, connection.as_str()]).show(), @r"
    exit: 1
    --- stderr
    error: `deals.person_id` in row 2 of `INSERT`: Pipedrive answered 400 to `POST /api/v2/deals`: Validation failed: person_id: Parameter 'person_id' does not refer to an existing record (9999999); 1 of the 3 rows was written (id 401)
       at: statement 1
    hint: `SELECT * FROM last_write` tells what became of each row
    ");
    assert_eq!(posts(&bench), 2);
}

#[test]
fn a_write_that_is_cancelled_says_what_it_wrote() {
    let bench = Bench::with(SandboxConfig { latency: Duration::from_millis(150), ..SandboxConfig::default() });
    let connection = format!("{};MaxConcurrentRequests=1", bench.connection());
    let live = Live::start(bench.program(["-c", MANY, connection.as_str()]));
    bench.wait_for_request("/api/v2/persons");
    live.interrupt();
    let outcome = live.finish();
    let written = posts(&bench);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""), "{}", outcome.stderr);
    assert!(written > 0 && written < 60, "{written} {}", outcome.stderr);
    let expect = named(written);
    assert!(outcome.stderr.ends_with(&expect), "{expect} {}", outcome.stderr);
}

#[test]
fn a_write_is_answered_and_told_before_the_program_ends() {
    let bench = Bench::with(SandboxConfig { latency: Duration::from_millis(1500), ..SandboxConfig::default() });
    let connection = format!("{};MaxConcurrentRequests=1", bench.connection());
    let live = Live::start(bench.program(["-c", MANY, connection.as_str()]));
    bench.wait_for_request("/api/v2/persons");
    live.signal("TERM");
    let outcome = live.finish();
    let written = posts(&bench);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(143), ""), "{}", outcome.stderr);
    assert!(written > 0 && written < 60, "{written} {}", outcome.stderr);
    let expect = named(written);
    assert!(outcome.stderr.trim_end().ends_with(expect.trim_end()), "{expect} {}", outcome.stderr);
}

#[test]
fn a_write_that_fails_after_many_rows_names_them_all() {
    let bench = Bench::new();
    let sql = "INSERT INTO deals (title, person_id) \
               SELECT 'New', CASE WHEN value = 30 THEN 9999999 ELSE 1 END FROM generate_series(1, 40)";
    let connection = format!("{};MaxConcurrentRequests=1", bench.connection());
    let outcome = bench.program(["-q", "-c", sql, connection.as_str()]).output();
    assert!(outcome.stderr.contains("29 of the 40 rows were written"), "{}", outcome.stderr);
    let ids: Vec<String> = (401..430).map(|id: usize| id.to_string()).collect();
    let expect = format!("hint: all that was written: (ids {})\n", ids.join(", "));
    assert!(outcome.stderr.ends_with(&expect), "{expect} {}", outcome.stderr);
}

#[test]
fn a_call_whose_answer_nobody_reads_is_told() {
    let bench = Bench::new();
    let mut program = bench.shell(["-q", "-c", "SELECT * FROM DuplicateDeal(1)"]).command();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    program.stdout(writer);
    let output = program.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(stderr, "nobody reads the output any more; the call was carried out (id 401)\n");
    assert!(output.status.success());
}

#[test]
fn what_is_executed_says_as_much_as_the_statement_itself() {
    let bench = Bench::new();
    let sql = "PREPARE won AS UPDATE deals SET status = 'won' WHERE id = $1; EXECUTE won(1)";
    let outcome = bench.shell(["-c", sql]).output();
    assert_eq!(outcome.stdout, "", "{}", outcome.stderr);
    assert!(outcome.stderr.contains("\n1 row written · "), "{}", outcome.stderr);
}

#[test]
fn a_statement_is_explained_by_its_first_word() {
    let bench = Bench::new();
    let shown = bench.shell(["-q", "-c", "\\h UPDATE"]).output();
    assert!(shown.stdout.starts_with("UPDATE table [AS alias] SET column = value"), "{}{}", shown.stdout, shown.stderr);
}
