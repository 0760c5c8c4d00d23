//! The history file: in the state directory, readable by its owner alone, never holding a secret.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use crate::files::create_private_directory;

/// Makes sure that the file exists and only its owner can read it.
///
/// # Errors
/// If the system refuses.
pub(super) fn prepare(path: &Path) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        create_private_directory(directory)?;
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    restrict_new(&mut options);
    let file = options.open(path)?;
    restrict(&file)
}

#[cfg(unix)]
fn restrict_new(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn restrict_new(_options: &mut OpenOptions) {}

/// A file from before may have other rights.
#[cfg(unix)]
fn restrict(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn restrict(_file: &fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn check(before: Option<u32>) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("state/pipedrive-sql/history");
        if let Some(mode) = before {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "kept\n").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }
        prepare(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_to_string(&path).unwrap(), if before.is_some() { "kept\n" } else { "" });
    }

    #[test]
    fn only_its_owner_can_read_the_history() {
        check(None);
        check(Some(0o644));
        check(Some(0o600));
    }
}
