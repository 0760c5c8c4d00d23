//! Keeping tokens between connections: in an encrypted file, or in this process.

mod cipher;
mod error;
mod file;
mod format;
mod lock;
mod memory;

use std::time::Duration;

use pipedrive_connection::{Secret, SettingsLocation};

pub use error::StoreError;

use crate::Tokens;
use file::FileStore;
use memory::MemoryStore;

/// Where the tokens of one app are kept.
#[derive(Debug)]
pub(crate) enum Store {
    /// An encrypted file, shared by all processes that know the client secret.
    File(FileStore),
    /// This process's memory, shared by all connections that name the same id.
    Memory(MemoryStore),
}

/// Exclusive use of a store, across processes; given back when dropped.
#[derive(Debug)]
pub(crate) enum StoreLock {
    /// A lock on a file beside the tokens.
    File { _lock: lock::FileLock },
    /// A lock in this process.
    Memory { _lock: tokio::sync::OwnedMutexGuard<()> },
}

impl Store {
    /// The store at a place, for the tokens of an app.
    pub(crate) fn new(location: &SettingsLocation, client_id: &str, client_secret: &Secret) -> Self {
        match location {
            SettingsLocation::File(path) => Self::File(FileStore::new(path.clone(), client_id, client_secret.clone())),
            SettingsLocation::Memory(id) => Self::Memory(MemoryStore::open(id, client_id)),
        }
    }

    /// Whether there may be tokens, without reading them.
    pub(crate) fn may_hold_tokens(&self) -> bool {
        match self {
            Self::File(file) => file.exists(),
            Self::Memory(memory) => memory.load().is_some(),
        }
    }

    /// The tokens kept, if there are any.
    ///
    /// # Errors
    /// [`StoreError`] if there is a file that cannot be read as one of tokens with this client secret.
    pub(crate) fn load(&self) -> Result<Option<Tokens>, StoreError> {
        match self {
            Self::File(file) => file.load(),
            Self::Memory(memory) => Ok(memory.load()),
        }
    }

    /// Waits until nobody else uses the store, at most so long.
    ///
    /// # Errors
    /// [`StoreError`] if the time is over, or if no lock can be made beside the file.
    pub(crate) async fn lock(&self, at_most: Duration) -> Result<StoreLock, StoreError> {
        match self {
            Self::File(file) => Ok(StoreLock::File { _lock: file.lock(at_most).await? }),
            Self::Memory(memory) => Ok(StoreLock::Memory { _lock: memory.lock().await }),
        }
    }

    /// Makes sure that tokens can be kept, before they are asked for: a refresh token may work only once.
    ///
    /// # Errors
    /// [`StoreError::Unwritable`] if the file or its folder cannot be written.
    pub(crate) fn check_writable(&self) -> Result<(), StoreError> {
        match self {
            Self::File(file) => file.check_writable(),
            Self::Memory(_) => Ok(()),
        }
    }

    /// Keeps tokens in place of those that are there. A file is replaced in one step.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be written, or holds something that is not ours.
    pub(crate) fn save(&self, _lock: &StoreLock, tokens: &Tokens) -> Result<(), StoreError> {
        match self {
            Self::File(file) => file.save(tokens),
            Self::Memory(memory) => {
                memory.save(Some(tokens.clone()));
                Ok(())
            }
        }
    }

    /// Forgets the tokens.
    ///
    /// # Errors
    /// [`StoreError::Unwritable`] if the file cannot be removed.
    pub(crate) fn forget(&self, _lock: &StoreLock) -> Result<(), StoreError> {
        match self {
            Self::File(file) => file.remove(),
            Self::Memory(memory) => {
                memory.save(None);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests;
