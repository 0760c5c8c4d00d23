//! Rules about source files: how long they are, how they begin, and what must not be in them.

use std::path::Path;

use crate::{assert_none, read, rust_files};

/// Most lines a file may have.
const MOST_LINES: usize = 400;

/// Checks every line of the files for which `applies` holds.
fn check_lines(applies: impl Fn(&Path) -> bool, is_wrong: impl Fn(&str) -> bool, what: &str) {
    let mut complaints = Vec::new();
    for path in rust_files().into_iter().filter(|path| applies(path)) {
        for (number, line) in read(&path).lines().enumerate() {
            let code = line.trim_start();
            if !code.starts_with("//") && is_wrong(code) {
                complaints.push(format!("{}:{}: {what}: {code}", path.display(), number + 1));
            }
        }
    }
    assert_none(&complaints);
}

/// Whether the code has `word` with nothing before it that would make it part of another name.
fn has_word(code: &str, word: &str) -> bool {
    let in_name = |c: char| c.is_alphanumeric() || c == '_';
    let stands_alone = |(at, _): (usize, &str)| !code[..at].ends_with(in_name);
    code.match_indices(word).any(stands_alone)
}

fn is_test(path: &Path) -> bool {
    let inside = |part: &str| path.components().any(|component| component.as_os_str() == part);
    inside("tests") || path.file_stem().is_some_and(|stem| stem == "tests" || stem == "testing")
}

fn in_crate(path: &Path, name: &str) -> bool {
    path.starts_with(Path::new("crates").join(name))
}

// The words searched for are put together here, so that this file does not contain them.
fn joined(parts: [&str; 2]) -> String {
    parts.concat()
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let too_long = |path: &std::path::PathBuf| {
        let lines = read(path).lines().count();
        (lines > MOST_LINES).then(|| format!("{}: {lines} lines, at most {MOST_LINES}", path.display()))
    };
    assert_none(&rust_files().iter().filter_map(too_long).collect::<Vec<_>>());
}

#[test]
fn every_file_says_first_what_it_is() {
    let silent = |path: &std::path::PathBuf| {
        let text = read(path);
        let first = text.lines().next().unwrap_or_default();
        let says = first.strip_prefix("//! ").is_some_and(|words| !words.trim().is_empty());
        (!says).then(|| format!("{}: the first line must be `//!` and a sentence", path.display()))
    };
    assert_none(&rust_files().iter().filter_map(silent).collect::<Vec<_>>());
}

#[test]
fn only_the_borders_to_c_step_around_the_compiler() {
    let word = joined(["uns", "afe "]);
    check_lines(
        |path| !in_crate(path, "pipedrive-odbc"),
        |code| has_word(code, &word) && !code.contains(&joined(["uns", "afe_code"])),
        "not allowed yet",
    );
}

#[test]
fn only_the_shell_prints() {
    let words = ["println!", "eprintln!", "print!", "eprint!"];
    let may = |path: &Path| {
        let is_build_script = path.file_name().is_some_and(|name| name == "build.rs");
        let is_bench = path.components().any(|c| c.as_os_str() == "benches");
        in_crate(path, "pipedrive-sql") || is_test(path) || is_bench || is_build_script
    };
    check_lines(|path| !may(path), |code| words.iter().any(|word| has_word(code, word)), "only `pipedrive-sql` prints");
}

#[test]
fn no_test_is_left_out() {
    let attribute = joined(["#[ign", "ore"]);
    check_lines(|_| true, |code| code.contains(&attribute), "a test that does not run");
}

#[test]
fn no_test_waits_for_time_to_pass() {
    let of_thread = joined(["thread::sle", "ep("]);
    check_lines(is_test, |code| has_word(code, &of_thread), "use a signal or paused time");
    // Where the clock is paused, waiting takes no time; what several test modules share is used with such a clock.
    let is_paused = |path: &Path| path.ends_with("testing.rs") || read(path).contains("start_paused = true");
    let of_clock = joined(["sle", "ep("]);
    check_lines(|path| is_test(path) && !is_paused(path), |code| has_word(code, &of_clock), "pause the clock");
}

#[test]
fn lints_are_expected_and_not_allowed() {
    let attributes = [joined(["#[all", "ow("]), joined(["#![all", "ow("])];
    check_lines(|_| true, |code| attributes.iter().any(|a| code.starts_with(a)), "use `expect` with a reason");
}

#[test]
fn nothing_is_left_to_do() {
    let words = [joined(["TO", "DO"]), joined(["FIX", "ME"]), joined(["to", "do!("])];
    let mut complaints = Vec::new();
    for path in rust_files() {
        let text = read(&path);
        let found = words.iter().find(|word| text.contains(word.as_str()));
        complaints.extend(found.map(|word| format!("{}: {word}", path.display())));
    }
    assert_none(&complaints);
}

#[test]
fn words_are_found_only_where_they_stand_alone() {
    assert!(has_word("x; println!(1)", "println!") && has_word("println!(1)", "println!"));
    assert!(!has_word("eprintln!(1)", "println!") && !has_word("my_print!(1)", "print!"));
}
