//! `FileLock`: one process at a time, whatever happens to the one that holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use tokio::time::Instant;

/// How long to wait before asking for a lock again. The system's own waiting cannot be cancelled.
const PAUSE: Duration = Duration::from_millis(20);

/// An exclusive lock on a file. The operating system gives it back with the process.
#[derive(Debug)]
pub(crate) struct FileLock {
    _file: File,
}

/// Why there is no lock.
#[derive(Debug)]
pub(super) enum LockError {
    /// The file cannot be made, opened or locked.
    Io(std::io::Error),
    /// Somebody else held it all the time.
    Busy,
}

impl FileLock {
    /// Locks a file, which is made if need be, and waits for it at most so long.
    pub(super) async fn acquire(path: &Path, at_most: Duration) -> Result<Self, LockError> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(LockError::Io)?;
        let deadline = Instant::now() + at_most;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(error)) => return Err(LockError::Io(error)),
                Err(TryLockError::WouldBlock) if Instant::now() >= deadline => return Err(LockError::Busy),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
            }
        }
    }
}
