//! An application in Rust with `odbc-api` and `arrow-odbc`. It links the driver manager, so it is a package of its own, which
//! is compiled here; each of its sessions says what it checks.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::bench::{Bench, is_there};

/// Links a program with the driver manager, which fails without its development files.
const LINKED: &str = "echo 'int main(void) { return 0; }' | cc -x c - -lodbc -o /dev/null";

/// The application, compiled by the first test that needs it; `None` where its dependencies can neither be found nor fetched.
fn application() -> Option<&'static str> {
    static APPLICATION: OnceLock<Option<PathBuf>> = OnceLock::new();
    let compile = || {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/application/Cargo.toml");
        let fetch = ["fetch", "--quiet", "--locked", "--target", "host-tuple", "--manifest-path"];
        if !is_there(env!("CARGO"), &[&fetch[..], &[source.to_str().unwrap()]].concat()) {
            return None;
        }
        // Outside the folder where the other packages are, whose dependencies it does not share.
        let tests = std::env::current_exe().unwrap();
        let target = tests.ancestors().nth(3).unwrap().join("odbc-application");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--locked", "--manifest-path"]).arg(source).arg("--target-dir").arg(&target);
        let output = cargo.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Some(target.join("debug/pipedrive-odbc-application"))
    };
    APPLICATION.get_or_init(compile).as_deref().map(|application| application.to_str().unwrap())
}

fn check(session: &str) {
    let Some(bench) = Bench::with("sh", &["-c", LINKED]) else { return };
    let Some(application) = application() else { return };
    let said = bench.run(application, &[session], "");
    assert!(said.ends_with("all checked\n"), "{said}");
    assert!(!bench.sandbox().requests().is_empty());
}

#[test]
fn no_byte_outside_the_buffers_is_touched_and_none_is_lost() {
    // The program sees every byte that is read and written, and what is never freed. It takes a minute.
    let Some(bench) = Bench::with("sh", &["-c", &format!("{LINKED} && valgrind --version")]) else { return };
    let Some(application) = application() else { return };
    let leaks = ["--leak-check=full", "--show-leak-kinds=definite", "--errors-for-leak-kinds=definite"];
    let sessions = [application, "types", "few-blocks"];
    let arguments = [&["--quiet", "--error-exitcode=9", "--fair-sched=try"], &leaks[..], &sessions].concat();
    let said = bench.run("valgrind", &arguments, "");
    assert!(said.ends_with("few-blocks: all checked\n"), "{said}");
}

#[test]
fn every_type_goes_into_buffers_and_arrow() {
    check("types");
}

#[test]
fn rows_are_the_same_in_blocks_of_any_size() {
    check("blocks");
}

#[test]
fn long_texts_come_whole() {
    check("texts");
}

#[test]
fn batches_of_arrow_hold_what_texts_say() {
    check("batches");
}

#[test]
fn parameters_of_every_type_are_taken() {
    check("parameters");
}

#[test]
fn arrays_of_parameters_write_a_row_for_each_set() {
    check("arrays");
}

#[test]
fn the_catalogue_names_tables_columns_and_keys() {
    check("catalogue");
}

#[test]
fn writes_tell_how_many_rows_they_wrote() {
    check("writing");
}

#[test]
fn a_late_query_fails_and_its_connection_works_on() {
    check("timeout");
}

#[test]
fn a_statement_is_cancelled_by_another_thread() {
    check("cancel");
}

#[test]
fn two_threads_fetch_at_once() {
    check("threads");
}

#[test]
fn mistakes_have_the_states_of_the_standard() {
    check("mistakes");
}

#[test]
fn connections_that_fail_say_why() {
    check("connections");
}

#[test]
fn a_thousand_connections_leave_no_memory_behind() {
    check("cycles");
}
