//! Python with pyodbc, which asks for much that other programs do not: `session.py` says what is checked.

use crate::bench::{Bench, script};

/// The script, which ends with an error where something is not as it should be.
const SESSION: &str = include_str!("session.py");

#[test]
fn a_session_of_pyodbc_goes_as_its_users_expect() {
    let Some(bench) = Bench::with("python3", &["-c", "import pyodbc"]) else { return };
    let before = bench.sandbox().requests().len();
    let said = bench.run("python3", &["-"], SESSION);
    assert!(said.ends_with("all checked\n"), "{said}");
    assert!(bench.sandbox().requests().len() > before);
}

#[test]
fn a_process_that_forks_never_waits_for_threads_it_does_not_have() {
    let Some(bench) = Bench::with("python3", &["-c", "import pyodbc"]) else { return };
    let said = bench.run("python3", &["-B", &script("fork.py")], "");
    assert!(said.ends_with("all checked\n"), "{said}");
}
