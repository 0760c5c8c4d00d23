//! One file of the cache: read with distrust, replaced in one step.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use super::content::{Content, KEPT};

/// Largest file that is read; that of an account with a thousand fields has a megabyte.
const LARGEST: u64 = 64 * 1024 * 1024;

/// What the names of files end with.
const EXTENSION: &str = "json";

/// What the names of files that are being written begin with.
const UNFINISHED: &str = ".new-";

/// How long to wait for another process, which takes milliseconds to replace a file.
const PATIENCE: Duration = Duration::from_millis(100);

/// How long to wait before asking for a lock again.
const PAUSE: Duration = Duration::from_millis(5);

/// Another process has the file at this moment.
#[derive(Clone, Copy, Debug)]
struct Busy;

/// What is kept about one user of one account.
///
/// Everything here works as well as it can: whoever cannot read or write goes without.
#[derive(Clone, Debug)]
pub(super) struct CacheFile {
    directory: PathBuf,
    path: PathBuf,
    /// How long to wait for another process that replaces a file.
    patience: Duration,
}

impl CacheFile {
    /// The file of that name, which need not be there.
    pub(super) fn new(directory: &Path, name: &str) -> Self {
        let path = directory.join(format!("{name}.{EXTENSION}"));
        Self { directory: directory.to_owned(), path, patience: PATIENCE }
    }

    /// The same, which waits longer for others.
    pub(super) fn patient(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// What the file says that is not too old at `now`. One that is absent, damaged or not to be trusted says nothing.
    pub(super) fn read(&self, now: u64) -> Content {
        let mut content = check_directory(&self.directory).and_then(|()| self.load()).unwrap_or_else(|error| {
            if error.kind() != ErrorKind::NotFound {
                self.log("cannot use what is kept about the account", &error);
            }
            Content::default()
        });
        content.expire(now);
        content
    }

    /// Adds `news` to what the file says by now. If that does not work, things stay as they are.
    ///
    /// The clock is looked at once the file is this process's alone: what others have added meanwhile would else seem to
    /// be from the future.
    pub(super) fn add(&self, news: Content, now: impl Fn() -> u64) {
        // Whoever waits in vain goes on: the file is whole in any case.
        self.added(|| {
            let lock = self.lock().unwrap_or(None);
            self.write(news, now(), lock)
        });
    }

    /// The same for a thread that must not wait: gives the news back if another process has the file at this moment.
    #[must_use]
    pub(super) fn add_at_once(&self, news: Content, now: impl Fn() -> u64) -> Option<Content> {
        let mut left = None;
        self.added(|| {
            if let Ok(lock) = self.try_lock() {
                self.write(news, now(), lock)
            } else {
                left = Some(news);
                Ok(())
            }
        });
        left
    }

    fn added(&self, add: impl FnOnce() -> io::Result<()>) {
        let prepared = make_directory(&self.directory).and_then(|()| check_directory(&self.directory));
        if let Err(error) = prepared.and_then(|()| add()) {
            self.log("cannot keep what was learnt about the account", &error);
        }
    }

    fn write(&self, news: Content, now: u64, _lock: Option<File>) -> io::Result<()> {
        let mut content = self.read(now);
        content.absorb(news);
        self.replace(&content)
    }

    /// Forgets all of it.
    pub(super) fn remove(&self) {
        let removed = check_directory(&self.directory).and_then(|()| {
            let _lock = self.lock();
            fs::remove_file(&self.path)
        });
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                self.log("cannot forget what is kept about the account", &error);
            }
            _ => {}
        }
    }

    fn load(&self) -> io::Result<Content> {
        let metadata = fs::symlink_metadata(&self.path)?;
        if !metadata.is_file() || metadata.len() > LARGEST {
            return Err(io::Error::other("it is no file, or too large"));
        }
        Content::parse(&fs::read(&self.path)?).ok_or_else(|| io::Error::other("it is damaged or of another version"))
    }

    fn replace(&self, content: &Content) -> io::Result<()> {
        let text = content.render()?;
        if !self.path.exists() {
            self.sweep();
        }
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.directory)?;
        file.write_all(&text)?;
        file.persist(&self.path)?;
        Ok(())
    }

    /// One process at a time, so that none loses what another has just written; `None` where nobody can lock.
    ///
    /// # Errors
    /// [`Busy`] if another process has it all the time.
    fn lock(&self) -> Result<Option<File>, Busy> {
        let mut waited = Duration::ZERO;
        loop {
            match self.try_lock() {
                Err(Busy) if waited < self.patience => thread::sleep(PAUSE),
                outcome => return outcome,
            }
            waited += PAUSE;
        }
    }

    fn try_lock(&self) -> Result<Option<File>, Busy> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let Ok(file) = options.open(self.directory.join("lock")) else { return Ok(None) };
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Err(Busy),
            Err(TryLockError::Error(_)) => Ok(None),
        }
    }

    /// Removes files of accounts that nobody has used for long, such as those of tokens that were replaced, and what
    /// processes left that were killed while they wrote.
    fn sweep(&self) {
        let is_old = |entry: &fs::DirEntry| {
            let changed = entry.metadata().and_then(|metadata| metadata.modified());
            let age = changed.ok().and_then(|changed| SystemTime::now().duration_since(changed).ok());
            age.is_some_and(|age| age > KEPT)
        };
        let is_unfinished = |path: &Path| {
            path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(UNFINISHED.as_bytes()))
        };
        let is_ours =
            |path: &Path| path.extension().is_some_and(|extension| extension == EXTENSION) || is_unfinished(path);
        for entry in fs::read_dir(&self.directory).into_iter().flatten().flatten() {
            if is_ours(&entry.path()) && is_old(&entry) {
                // Another process may have been faster.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn log(&self, what: &str, error: &io::Error) {
        tracing::debug!(target: "pipedrive::metadata", path = %self.path.display(), %error, "{what}");
    }
}

/// Makes a directory that only this user can look into, if there is none.
fn make_directory(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Refuses a directory into which somebody else can put files: columns that do not exist would be asked for, and ways to
/// rows be taken that are not proven.
fn check_directory(directory: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(directory)?;
    if !metadata.is_dir() {
        return Err(io::Error::other("its directory is a link, or none at all"));
    }
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o022 != 0 {
        return Err(io::Error::other("others can write to its directory"));
    }
    #[cfg(unix)]
    check_owner(directory, &metadata)?;
    Ok(())
}

/// Refuses a directory of somebody else, who can put files into it whatever its mode says.
#[cfg(unix)]
fn check_owner(directory: &Path, metadata: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    // Whoever made this file is who we are; it has no name, or loses it at once.
    let ours = tempfile::tempfile_in(directory)?.metadata()?;
    if metadata.uid() == ours.uid() {
        return Ok(());
    }
    Err(io::Error::other("its directory belongs to somebody else"))
}
