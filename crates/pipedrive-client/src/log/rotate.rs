//! A file that begins anew when it is full, and keeps a number of its predecessors.
//!
//! `pipedrive.log` is the current one, `pipedrive.log.1` the one before, and so on.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A log file with its predecessors.
#[derive(Debug)]
pub(super) struct RotatingFile {
    path: PathBuf,
    max_size: u64,
    max_count: u32,
    file: File,
    size: u64,
}

impl RotatingFile {
    /// Opens `path` for appending. The file is renamed before it would exceed `max_size` bytes, and `max_count`
    /// files are kept, this one included.
    pub(super) fn open(path: &Path, max_size: u64, max_count: u32) -> io::Result<Self> {
        let file = create(path)?;
        let size = file.metadata()?.len();
        Ok(Self { path: path.to_owned(), max_size: max_size.max(1), max_count: max_count.max(1), file, size })
    }

    /// Writes a line. A line never spans two files.
    pub(super) fn append(&mut self, line: &str) -> io::Result<()> {
        let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
        if self.size > 0 && self.size.saturating_add(length) > self.max_size {
            self.rotate()?;
        }
        self.file.write_all(line.as_bytes())?;
        self.size = self.size.saturating_add(length);
        Ok(())
    }

    fn rotate(&mut self) -> io::Result<()> {
        let oldest = self.max_count - 1;
        // The oldest falls out: by being overwritten, or by being removed if no predecessor is kept.
        if oldest == 0 {
            fs::remove_file(&self.path)?;
        }
        for number in (0..oldest).rev() {
            let (from, to) = (self.numbered(number), self.numbered(number + 1));
            match fs::rename(from, to) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        self.file = create(&self.path)?;
        self.size = self.file.metadata()?.len();
        Ok(())
    }

    fn numbered(&self, number: u32) -> PathBuf {
        if number == 0 {
            return self.path.clone();
        }
        let mut name = OsString::from(&self.path);
        name.push(format!(".{number}"));
        PathBuf::from(name)
    }
}

/// Opens a file that only its owner can read: a log at verbosity 4 holds customers' records.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes lines of 10 bytes and compares the files afterwards, the current one first.
    fn check(max_size: u64, max_count: u32, lines: std::ops::Range<u32>, expect: &[&[u32]]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.log");
        let mut file = RotatingFile::open(&path, max_size, max_count).unwrap();
        for line in lines {
            file.append(&format!("line {line:04}\n")).unwrap();
        }
        let read = |number| fs::read_to_string(file.numbered(number)).unwrap();
        let expect_text = |lines: &&[u32]| {
            let lines: Vec<String> = lines.iter().map(|line| format!("line {line:04}\n")).collect();
            lines.concat()
        };
        let files: Vec<String> = (0..).take(expect.len()).map(read).collect();
        assert_eq!(files, expect.iter().map(expect_text).collect::<Vec<_>>());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), expect.len());
    }

    #[test]
    fn a_full_file_makes_room_and_the_oldest_falls_out() {
        check(20, 3, 0..2, &[&[0, 1]]);
        check(20, 3, 0..3, &[&[2], &[0, 1]]);
        check(20, 3, 0..7, &[&[6], &[4, 5], &[2, 3]]);
        check(20, 1, 0..3, &[&[2]]);
        check(5, 2, 0..3, &[&[2], &[1]]);
    }

    #[test]
    fn a_file_that_is_there_is_continued() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.log");
        for line in ["a\n", "b\n"] {
            RotatingFile::open(&path, 3, 2).unwrap().append(line).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "b\n");
        assert_eq!(fs::read_to_string(folder.path().join("x.log.1")).unwrap(), "a\n");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_a_log() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.log");
        RotatingFile::open(&path, 3, 2).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
