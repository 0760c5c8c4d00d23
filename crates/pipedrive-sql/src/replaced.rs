//! Files that are replaced in one step, so that nobody ever reads half of one.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::files;

/// The file that is replaced: a link stays a link.
pub(crate) fn target(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The folder of a file, made if need be.
///
/// # Errors
/// If the system refuses.
pub(crate) fn folder(file: &Path) -> io::Result<&Path> {
    let folder = file.parent().unwrap_or(Path::new("."));
    files::create_private_directory(folder)?;
    Ok(folder)
}

/// An empty file beside that one, which only this user can read.
///
/// # Errors
/// If the folder cannot be written.
pub(crate) fn beside(path: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(".pipedrive-sql-").tempfile_in(folder(&target(path))?)
}

/// Replaces a file by one that only its owner can read.
///
/// # Errors
/// If the system refuses; the file is as it was then.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    put(beside(path)?, path, content)
}

/// Replaces a file, which keeps its permissions. A new one is readable by its owner alone if it is `private`, else by
/// everybody.
///
/// # Errors
/// If the system refuses; the file is as it was then.
pub(crate) fn write(path: &Path, content: &[u8], private: bool) -> io::Result<()> {
    let file = beside(path)?;
    match fs::metadata(path) {
        Ok(old) => file.as_file().set_permissions(old.permissions())?,
        Err(_) if private => {}
        Err(_) => make_public(&file)?,
    }
    put(file, path, content)
}

#[cfg(unix)]
fn make_public(file: &NamedTempFile) -> io::Result<()> {
    file.as_file().set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_public(_: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

fn put(mut file: NamedTempFile, path: &Path, content: &[u8]) -> io::Result<()> {
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(target(path)).map(drop).map_err(|error| error.error)
}
