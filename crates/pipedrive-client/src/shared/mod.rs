//! What the processes of this machine that use one token tell each other: a small file under a lock.
//!
//! Without it each would fill the burst window as if it were alone. Whoever is about to send a request locks the file,
//! reads what the others have sent, decides, adds its own request and gives the lock back, which takes some
//! microseconds. Whatever goes wrong with the file, the work goes on without it.
//!
//! The file holds times and numbers ([`format`] describes it), and its name is a hash, with the address of a server on this
//! machine ([`folder`] says where it lies).

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

mod board;
pub(crate) mod folder;
mod format;
mod moment;

pub(crate) use board::{Board, Budgeted, Sent};
pub(crate) use moment::Moment;

/// How often to look whether somebody has tidied the file away.
const LOOK: Duration = Duration::from_secs(1);

/// Somebody else has the file for the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Busy;

/// The file of one token.
#[derive(Debug)]
pub(crate) struct SharedFile {
    path: PathBuf,
    opened: Mutex<Option<Opened>>,
}

#[derive(Debug)]
struct Opened {
    file: File,
    looked: Instant,
    /// What was read last, and what is written next; kept to save allocations.
    bytes: Vec<u8>,
    next: Vec<u8>,
}

impl SharedFile {
    /// Opens the file of that name in a folder that is only ours, and makes it if need be.
    ///
    /// # Errors
    /// If the file cannot be opened for reading and writing.
    pub(crate) fn open(folder: &Path, name: &str) -> io::Result<Self> {
        let path = folder.join(name);
        let opened = Opened::new(&path)?;
        Ok(Self { path, opened: Mutex::new(Some(opened)) })
    }

    /// Lets `change` see what the processes have told, and write to it, while no other process can.
    ///
    /// A file that cannot be used is an empty one, and what is written to it is lost.
    ///
    /// # Errors
    /// [`Busy`] if another process has it at this moment; `change` was not called.
    pub(crate) fn update<T>(&self, change: impl FnOnce(&mut Board) -> T) -> Result<T, Busy> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.as_mut().is_none_or(Opened::is_gone) {
            // Where it cannot be opened now it is tried again with the next request, which costs one system call.
            *opened = Opened::new(&self.path).ok();
        }
        let Some(state) = opened.as_mut() else { return Ok(change(&mut Board::default())) };
        match state.file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Busy),
            Err(TryLockError::Error(_)) => return Ok(change(&mut Board::default())),
        }
        let mut board = state.read();
        let result = change(&mut board);
        // What cannot be written, or unlocked, is opened anew: closing a file gives its lock back.
        if state.write(&board).and_then(|()| state.file.unlock()).is_err() {
            *opened = None;
        }
        Ok(result)
    }
}

impl Opened {
    fn new(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self { file: options.open(path)?, looked: Instant::now(), bytes: Vec::new(), next: Vec::new() })
    }

    /// Whether the file has been removed, so that others would open another one.
    fn is_gone(&mut self) -> bool {
        if self.looked.elapsed() < LOOK {
            return false;
        }
        self.looked = Instant::now();
        #[cfg(unix)]
        let is_gone = self.file.metadata().map_or(true, |meta| std::os::unix::fs::MetadataExt::nlink(&meta) == 0);
        // Elsewhere an open file cannot be removed.
        #[cfg(not(unix))]
        let is_gone = false;
        is_gone
    }

    /// What the file says; nothing if it is damaged.
    fn read(&mut self) -> Board {
        self.bytes.clear();
        let read = self.file.rewind().and_then(|()| (&self.file).take(format::LARGEST).read_to_end(&mut self.bytes));
        if read.is_err() {
            self.bytes.clear();
        }
        format::read(&self.bytes).unwrap_or_default()
    }

    fn write(&mut self, board: &Board) -> io::Result<()> {
        format::write(board, &mut self.next);
        if self.bytes.starts_with(&self.next) {
            return Ok(());
        }
        self.file.rewind()?;
        // In one call, so that a process that ends here leaves all of it or nothing.
        self.file.write_all(&self.next)
    }
}

#[cfg(test)]
mod tests;
