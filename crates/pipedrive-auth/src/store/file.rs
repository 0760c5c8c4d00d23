//! Tokens in an encrypted file.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use pipedrive_connection::Secret;

use super::StoreError;
use super::format::{self, Unfit};
use super::lock::{FileLock, LockError};
use crate::Tokens;

/// Largest file that is read; one of tokens has a few kilobytes.
const LARGEST: u64 = 1024 * 1024;

/// A file of tokens, as [`format`] describes it. Beside it lies an empty file with `.lock` after its name.
#[derive(Debug)]
pub(crate) struct FileStore {
    path: PathBuf,
    client_id: String,
    client_secret: Secret,
}

impl FileStore {
    pub(super) fn new(path: PathBuf, client_id: &str, client_secret: Secret) -> Self {
        Self { path, client_id: client_id.to_owned(), client_secret }
    }

    /// Whether there is a file with something in it.
    pub(super) fn exists(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|metadata| metadata.len() > 0)
    }

    /// The tokens in the file; none if there is no file, or an empty one.
    pub(super) fn load(&self) -> Result<Option<Tokens>, StoreError> {
        let unreadable = |reason: String| StoreError::Unreadable { path: self.path.clone(), reason };
        match fs::metadata(&self.path) {
            Ok(metadata) if metadata.len() > LARGEST && metadata.is_file() => {
                return Err(StoreError::Foreign { path: self.path.clone() });
            }
            Ok(metadata) if metadata.is_dir() => return Err(unreadable("it is a folder".to_owned())),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(error.to_string())),
        }
        let text = fs::read(&self.path).map_err(|error| unreadable(error.to_string()))?;
        if text.is_empty() {
            return Ok(None);
        }
        let path = self.path.clone();
        format::read(&text, &self.client_id, &self.client_secret).map(Some).map_err(|unfit| match unfit {
            Unfit::Foreign => StoreError::Foreign { path },
            Unfit::Newer(version) => StoreError::Newer { path, version },
            Unfit::Damaged(detail) => StoreError::Damaged { path, detail },
            Unfit::OtherApp(client_id) => StoreError::OtherApp { path, client_id },
            Unfit::WrongSecret => StoreError::WrongSecret { path },
        })
    }

    /// Beside the file itself, so that whoever comes by a link to it finds the same lock.
    pub(super) async fn lock(&self, at_most: Duration) -> Result<FileLock, StoreError> {
        let target = self.target();
        make_folder(parent(&target)).map_err(|error| self.unwritable(&error))?;
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(".lock");
        FileLock::acquire(&target.with_file_name(name), at_most).await.map_err(|error| match error {
            LockError::Io(error) => self.unwritable(&error),
            LockError::Busy => StoreError::Busy { path: self.path.clone(), after: at_most },
        })
    }

    /// Tries what [`FileStore::save`] will do, short of replacing the file.
    pub(super) fn check_writable(&self) -> Result<(), StoreError> {
        match fs::metadata(&self.path) {
            // Replacing a file takes no right to write it, but somebody has said that it should stay.
            Ok(metadata) if metadata.permissions().readonly() => {
                Err(self.unwritable(&io::Error::from(ErrorKind::PermissionDenied)))
            }
            _ => self.new_file().map(drop),
        }
    }

    /// Replaces the file in one step. One that is not ours, or cannot be read, stays.
    pub(super) fn save(&self, tokens: &Tokens) -> Result<(), StoreError> {
        self.load()?;
        self.check_writable()?;
        let text = format::write(&self.client_id, &self.client_secret, tokens)
            .ok_or_else(|| self.unwritable(&io::Error::other("the system has no random numbers")))?;
        let mut file = self.new_file()?;
        let written = file
            .write_all(text.as_bytes())
            .and_then(|()| file.as_file().sync_all())
            // A link stays a link, to a file that is replaced.
            .and_then(|()| file.persist(self.target()).map_err(|error| error.error))
            .and_then(|_| sync_folder(parent(&self.target())));
        written.map_err(|error| self.unwritable(&error))
    }

    pub(super) fn remove(&self) -> Result<(), StoreError> {
        match fs::remove_file(self.target()) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(self.unwritable(&error)),
            _ => Ok(()),
        }
    }

    /// An empty file in the folder of the tokens, which only this user can read.
    fn new_file(&self) -> Result<tempfile::NamedTempFile, StoreError> {
        let target = self.target();
        let folder = parent(&target);
        make_folder(folder)
            .and_then(|()| tempfile::Builder::new().prefix(".pipedrive-sql-").tempfile_in(folder))
            .map_err(|error| self.unwritable(&error))
    }

    /// The file itself, where the path is a link to it.
    fn target(&self) -> PathBuf {
        fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone())
    }

    fn unwritable(&self, error: &io::Error) -> StoreError {
        StoreError::Unwritable { path: self.path.clone(), reason: error.to_string() }
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes a folder that only this user can look into, if there is none.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes a replacement survive a power cut.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}
