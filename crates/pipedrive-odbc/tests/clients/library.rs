//! The library itself: what it exports, loading and unloading it, programs with mistakes, and that it keeps secrets.

use std::collections::BTreeSet;
use std::fs;

use pipedriveodbc::reference::functions_markdown;

use crate::bench::{Bench, library, script};

/// A token that is wrong.
const SECRET: &str = "se7ret0se7ret0se7ret0";

/// The functions of the list that the driver answers `SQLGetFunctions` from, wide ones included.
fn listed() -> BTreeSet<String> {
    functions_markdown().split('`').filter(|name| name.starts_with("SQL")).map(str::to_owned).collect()
}

#[test]
fn exactly_the_listed_functions_are_exported() {
    let Some(bench) = Bench::with("nm", &["--version"]) else { return };
    let library = library().display().to_string();
    let symbols = bench.run("nm", &["-D", "--defined-only", &library], "");
    let exported: BTreeSet<String> =
        symbols.lines().filter_map(|line| line.split_whitespace().nth(2)).map(str::to_owned).collect();
    assert_eq!(exported, listed());
}

#[test]
fn the_library_is_unloaded_and_loaded_again() {
    let Some(bench) = Bench::with("python3", &["--version"]) else { return };
    let said = bench.run("python3", &["-B", &script("library.py")], "");
    assert!(said.ends_with("all checked\n"), "{said}");
}

#[test]
fn programs_with_mistakes_are_told_so_and_nothing_crashes() {
    let Some(bench) = Bench::with("python3", &["--version"]) else { return };
    let exported: Vec<String> = listed().into_iter().collect();
    let bench = bench.with_variable("EXPORTED", &exported.join(" "));
    let said = bench.run("python3", &["-B", &script("hostile.py")], "");
    assert!(said.ends_with("all checked\n"), "{said}");
}

#[test]
fn nothing_the_driver_says_writes_or_lets_be_traced_holds_a_secret() {
    let Some(bench) = Bench::for_python_with_manager() else { return };
    let trace = bench.trace();
    let log = trace.with_file_name("driver.log");
    let bench = bench.with_variable("SECRET", SECRET).with_variable("LOG_FILE", &log.display().to_string());
    let said = bench.run("python3", &["-B", &script("secrets.py")], "");
    assert!(said.ends_with("all said\n") && said.contains("28000"), "{said}");
    let account = bench.sandbox().connection_string();
    let token = account.split("APIToken=").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    assert!(token.len() > 20, "{token}");
    // The driver manager traces bytes as they are.
    let read = |path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    let (trace, log) = (read(trace), read(log));
    assert!(trace.contains("SQLExecDirectW") && !log.is_empty());
    for (place, text) in [("the answers", &said), ("the trace", &trace), ("the log", &log)] {
        for secret in [token, SECRET] {
            let line = text.lines().find(|line| line.contains(secret));
            assert!(line.is_none(), "in {place}: {line:?}");
        }
    }
}
