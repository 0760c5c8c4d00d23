//! The rules of this repository that a machine can check.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod dependencies;
mod readme;
mod scripts;
mod sources;

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// The text of a file in the workspace.
fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every Rust file of the workspace, by its path below the workspace.
fn rust_files() -> Vec<PathBuf> {
    let files = files(&["crates", "tests"], "rs");
    assert!(files.len() > 100, "only {} files found", files.len());
    files
}

/// The files of those folders whose names end so, by their paths below the workspace.
fn files(folders: &[&str], extension: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in folders {
        collect(&root().join(folder), extension, &mut files);
    }
    files.sort();
    files.into_iter().map(|path| path.strip_prefix(root()).unwrap().to_path_buf()).collect()
}

fn collect(folder: &Path, wanted: &str, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            collect(&path, wanted, files);
        } else if path.extension().is_some_and(|extension| extension == wanted) {
            files.push(path);
        }
    }
}

/// Fails with all complaints at once.
fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
