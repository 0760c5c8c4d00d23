//! The questions of `sql-examples`, through the program as the README runs them.

use std::path::{Path, PathBuf};

use crate::bench::Bench;

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sql-examples");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn every_example_is_answered() {
    let bench = Bench::new();
    let files = examples();
    assert!(files.len() >= 12, "{files:?}");
    for file in files {
        let outcome =
            bench.program(["--sandbox".into(), "-q".into(), "-f".into(), file.clone().into_os_string()]).output();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{}", file.display());
        assert!(!outcome.stdout.is_empty(), "{}", file.display());
    }
}

#[test]
fn every_example_begins_with_its_question_and_its_cost() {
    for file in examples() {
        let text = std::fs::read_to_string(&file).unwrap();
        let header: Vec<&str> = text.lines().take_while(|line| line.starts_with("--")).collect();
        assert!(header.iter().any(|line| line.starts_with("-- Cost: ")), "{}", file.display());
        assert!(text.lines().all(|line| line.chars().count() <= 120), "{}", file.display());
    }
}
