//! The measuring scripts, which no other test runs, can at least be read by what runs them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{assert_none, files, root};

/// Lets a program read each of those files. A machine without the program has nobody who could run them.
fn check(extension: &str, program: &str, options: &[&str]) {
    if Command::new(program).arg("--version").output().is_err() {
        return;
    }
    let scripts: Vec<PathBuf> = files(&["crates"], extension).into_iter().filter(|path| is_script(path)).collect();
    assert!(!scripts.is_empty(), "no `.{extension}` found");
    let complaint = |path: &PathBuf| {
        let output = Command::new(program).args(options).arg(root().join(path)).output().unwrap();
        (!output.status.success()).then(|| format!("{}: {}", path.display(), String::from_utf8_lossy(&output.stderr)))
    };
    assert_none(&scripts.iter().filter_map(complaint).collect::<Vec<_>>());
}

fn is_script(path: &Path) -> bool {
    path.components().any(|component| component.as_os_str() == "benches")
}

#[test]
fn the_scripts_in_python_can_be_parsed() {
    // Compiling them in memory leaves no files beside them.
    check("py", "python3", &["-c", "import sys; compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')"]);
}

#[test]
fn the_scripts_of_the_shell_can_be_parsed() {
    check("sh", "bash", &["-n"]);
}
