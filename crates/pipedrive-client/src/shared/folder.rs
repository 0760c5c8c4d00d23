//! Where the file lies: a folder that nobody but its user can look into.

use std::fs::{self, DirBuilder, Metadata, OpenOptions};
use std::io::{self, Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A file that nobody has written to for so long says nothing any more.
const STALE: Duration = Duration::from_hours(1);

/// The folder of this user, the same in a terminal, in a timed job and in a service. Hence not in `XDG_RUNTIME_DIR` or
/// `TMPDIR`, which not all of them have, and which may be a session's own.
pub(crate) fn path() -> PathBuf {
    let temporary = if cfg!(target_os = "linux") { PathBuf::from("/tmp") } else { std::env::temp_dir() };
    temporary.join(format!("pipedrive-sql-{}", user()))
}

/// What tells this user from others.
fn user() -> String {
    if let Some(number) = number() {
        return number.to_string();
    }
    let name = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    name.unwrap_or_default().chars().take(64).map(plain).collect()
}

/// The number of the user that this process runs as, where its own entry in `/proc` tells it.
#[cfg(target_os = "linux")]
fn number() -> Option<u32> {
    fs::metadata("/proc/self").ok().map(|metadata| std::os::unix::fs::MetadataExt::uid(&metadata))
}

#[cfg(not(target_os = "linux"))]
fn number() -> Option<u32> {
    None
}

/// Makes the folder if need be, and makes sure that it is ours alone: whoever else could write to it could make us write
/// to other files. Now and then it is swept.
///
/// # Errors
/// If it cannot be made, or belongs to somebody else.
pub(crate) fn prepare(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    if !fs::symlink_metadata(folder)?.is_dir() {
        return Err(Error::from(ErrorKind::NotADirectory));
    }
    // Whoever made this file is who we are. It must be new: a link that others laid here is not followed.
    let probe = folder.join(format!("{:016x}.probe", fastrand::u64(..)));
    let ours = OpenOptions::new().write(true).create_new(true).open(&probe)?.metadata();
    drop(fs::remove_file(&probe));
    if !is_private(&fs::symlink_metadata(folder)?, &ours?) {
        return Err(Error::from(ErrorKind::PermissionDenied));
    }
    if fastrand::u8(..) < 16 {
        sweep(folder);
    }
    Ok(())
}

#[cfg(unix)]
fn is_private(folder: &Metadata, ours: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    folder.is_dir() && folder.uid() == ours.uid() && folder.mode() & 0o777 == 0o700
}

#[cfg(not(unix))]
fn is_private(folder: &Metadata, _: &Metadata) -> bool {
    // Temporary folders belong to their users there.
    folder.is_dir()
}

/// Removes the files of tokens that nobody uses any more. What cannot be removed does no harm.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let modified = entry.metadata().and_then(|metadata| metadata.modified());
        if modified.is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age > STALE)) {
            drop(fs::remove_file(entry.path()));
        }
    }
}
