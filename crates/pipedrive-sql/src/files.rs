//! Where the shell keeps its own files, after the XDG base directory specification.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use pipedrive_connection::Sources;

/// The history of statements: `pipedrive-sql/history` below `XDG_STATE_HOME`, by default `~/.local/state`.
pub(crate) fn history() -> Option<PathBuf> {
    history_of(|name| std::env::var_os(name))
}

/// The file that runs first in an interactive shell: `rc.sql` in the configuration directory, if there is one.
pub(crate) fn rc(sources: &Sources) -> Option<PathBuf> {
    sources.config_directory.as_ref().map(|directory| directory.join("rc.sql")).filter(|path| path.is_file())
}

/// Makes a directory, and those above it, that only this user can look into; one that is there stays as it is.
///
/// # Errors
/// If the system refuses.
#[cfg(unix)]
pub(crate) fn create_private_directory(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)
}

/// Makes a directory, and those above it; one that is there stays as it is.
///
/// # Errors
/// If the system refuses.
#[cfg(not(unix))]
pub(crate) fn create_private_directory(directory: &Path) -> io::Result<()> {
    std::fs::create_dir_all(directory)
}

fn history_of(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let path = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    // The specification tells programs to ignore relative paths.
    path("XDG_STATE_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| path("HOME").map(|home| home.join(".local/state")))
        .or_else(|| path("LOCALAPPDATA"))
        .map(|state| state.join("pipedrive-sql").join("history"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_stands_in_the_state_directory() {
        let check = |variables: &[(&str, &str)], expect: Option<&str>| {
            let variable =
                |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value));
            assert_eq!(history_of(variable), expect.map(PathBuf::from), "{variables:?}");
        };
        check(&[("HOME", "/home/ada")], Some("/home/ada/.local/state/pipedrive-sql/history"));
        check(&[("HOME", "/home/ada"), ("XDG_STATE_HOME", "/state")], Some("/state/pipedrive-sql/history"));
        check(
            &[("HOME", "/home/ada"), ("XDG_STATE_HOME", "state")],
            Some("/home/ada/.local/state/pipedrive-sql/history"),
        );
        check(&[], None);
    }
}
