//! Contents of files to this machine: all of it or nothing, and never over a file unless told.

use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use datafusion::common::ScalarValue;
use pipedrive_client::{ApiRequest, ErrorKind, QueryScope, Receiver};
use pipedrive_schema::FILE_CONTENTS;
use tempfile::NamedTempFile;

use super::backend::Arguments;
use crate::account::Account;
use crate::error::Error;
use crate::write::Line;

/// What a dry run shows of it, once it is certain that it could be saved there.
///
/// # Errors
/// If it could not.
pub(super) fn line(arguments: &Arguments) -> Result<Line, Error> {
    let (path, overwrite) = place(arguments);
    Part::beside(&path, overwrite)?;
    Ok(Line::new(&request(arguments), None))
}

/// Where it is to be saved, and whether it may replace what is there.
fn place(arguments: &Arguments) -> (PathBuf, bool) {
    let overwrite = matches!(arguments.value("Overwrite"), Some(ScalarValue::Boolean(Some(true))));
    (PathBuf::from(arguments.text("Path").unwrap_or_default()), overwrite)
}

fn request(arguments: &Arguments) -> ApiRequest {
    ApiRequest::new(FILE_CONTENTS).with_key(arguments.plain("Id").unwrap_or_default())
}

impl Account {
    /// Saves the contents of a file.
    ///
    /// # Errors
    /// If it cannot be saved there, which is found out before anything is sent, or the request fails.
    pub(super) async fn download(&self, arguments: &Arguments, scope: &QueryScope) -> Result<Vec<ScalarValue>, Error> {
        let (path, overwrite) = place(arguments);
        let part = Arc::new(Part::beside(&path, overwrite)?);
        let request = request(arguments).delivered_to(Arc::clone(&part) as Arc<dyn Receiver>);
        let sent = self.client().send(&request, scope).await;
        if let Some(error) = part.failure() {
            return Err(unsaved(&path, &error));
        }
        sent?;
        let size = part.finish(&path, overwrite).await.map_err(|error| unsaved(&path, &error))?;
        let shown = ScalarValue::Utf8(Some(path.display().to_string()));
        Ok(vec![shown, ScalarValue::Int64(i64::try_from(size).ok())])
    }
}

fn unsaved(path: &Path, error: &io::Error) -> Error {
    let path = path.display();
    if error.kind() == io::ErrorKind::AlreadyExists {
        let message = format!("`{path}` is there already, and stays as it is");
        return Error::new(ErrorKind::Conflict, message).with_hint("`Overwrite => true` replaces it");
    }
    Error::new(ErrorKind::Resources, format!("cannot save to `{path}`: {error}"))
}

/// What has come so far, in a file beside the one it will be. It is gone when nobody needs it any more.
#[derive(Debug)]
struct Part {
    held: Arc<Mutex<Held>>,
}

#[derive(Debug)]
struct Held {
    file: Option<NamedTempFile>,
    size: u64,
    failure: Option<io::Error>,
}

impl Part {
    /// An empty part beside `path`.
    ///
    /// # Errors
    /// If nothing can be saved there.
    fn beside(path: &Path, overwrite: bool) -> Result<Self, Error> {
        let refused = |message: String| Error::new(ErrorKind::InvalidArgument, message);
        let shown = path.display();
        let found = path.symlink_metadata();
        if path.is_dir() || path.file_name().is_none() {
            return Err(refused(format!("`{shown}` is a directory; nothing was sent"))
                .with_hint("`Path` takes the name of the file to save to"));
        }
        if found.is_ok() && !overwrite {
            let message = format!("`{shown}` is there already; nothing was sent");
            return Err(Error::new(ErrorKind::Conflict, message).with_hint("`Overwrite => true` replaces it"));
        }
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".").suffix(".part");
        #[cfg(unix)]
        {
            // As any new file is made: whoever may read it is said by the mask of the process.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let file = builder
            .tempfile_in(directory)
            .map_err(|error| refused(format!("cannot save to `{shown}`: {}; nothing was sent", plain(&error))))?;
        let held = Held { file: Some(file), size: 0, failure: None };
        Ok(Self { held: Arc::new(Mutex::new(held)) })
    }

    /// What went wrong here, and not on the line.
    fn failure(&self) -> Option<io::Error> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).failure.take()
    }

    /// Makes the part the file it is to be, and tells its size in bytes.
    async fn finish(&self, path: &Path, overwrite: bool) -> io::Result<u64> {
        let path = path.to_owned();
        self.work(move |held| {
            let Some(file) = held.file.take() else { return Err(io::Error::other("there is nothing to save")) };
            file.as_file().sync_all()?;
            if overwrite {
                file.persist(&path)?
            } else {
                file.persist_noclobber(&path)?
            };
            Ok(held.size)
        })
        .await
    }

    /// Does something with the file where it may block.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Held) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let held = Arc::clone(&self.held);
        let done = move || work(&mut held.lock().unwrap_or_else(PoisonError::into_inner));
        tokio::task::spawn_blocking(done).await.map_err(io::Error::other)?
    }

    /// Does something with the file while content comes, and remembers why it could not.
    async fn write(&self, work: impl FnOnce(&mut Held) -> io::Result<()> + Send + 'static) -> io::Result<()> {
        self.work(|held| {
            work(held).map_err(|error| {
                let told = io::Error::new(error.kind(), error.to_string());
                held.failure = Some(error);
                told
            })
        })
        .await
    }
}

#[async_trait]
impl Receiver for Part {
    async fn begin(&self) -> io::Result<()> {
        self.write(|held| {
            held.size = 0;
            let Some(file) = held.file.as_mut() else { return Ok(()) };
            file.as_file().set_len(0)?;
            file.seek(SeekFrom::Start(0)).map(|_| ())
        })
        .await
    }

    async fn take(&self, piece: Bytes) -> io::Result<()> {
        self.write(move |held| {
            held.size = held.size.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
            held.file.as_mut().map_or(Ok(()), |file| file.write_all(&piece))
        })
        .await
    }
}

/// What the system said, without the name of the part, which nobody knows.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split_once(" at path ").map_or_else(|| text.clone(), |(said, _)| said.to_owned())
}
