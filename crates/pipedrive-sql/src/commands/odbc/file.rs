//! Reading and replacing a file of the driver manager.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::ini::Ini;
use super::places::{DRIVER, LIBRARY};
use crate::failure::Report;
use crate::replaced;

/// A file of the driver manager and what stands in it.
#[derive(Debug)]
pub(super) struct IniFile {
    pub(super) path: PathBuf,
    pub(super) ini: Ini,
    before: Ini,
}

impl IniFile {
    /// Reads a file; one that is not there is empty.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn read(path: PathBuf) -> Result<Self, Report> {
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Report::new(format!("cannot read `{}`: {error}", path.display()))),
        };
        let ini = Ini::parse(&text);
        Ok(Self { path, before: ini.clone(), ini })
    }

    /// Writes it where it was changed, in one step; one with nothing left in it is deleted. `private` is whether a new
    /// file is for its owner alone.
    ///
    /// # Errors
    /// If the system refuses.
    pub(super) fn write(&self, private: bool) -> Result<(), Report> {
        if self.ini == self.before {
            return Ok(());
        }
        let written = if self.ini.is_blank() {
            fs::remove_file(&self.path)
        } else {
            replaced::write(&self.path, self.ini.to_string().as_bytes(), private)
        };
        written.map_err(|error| {
            let report = Report::new(format!("cannot write `{}`: {error}", self.path.display()));
            match error.kind() {
                ErrorKind::PermissionDenied => report.with_hint("`--system` needs the rights of an administrator"),
                _ => report,
            }
        })
    }

    /// Whether a data source uses this driver, by its name or its file.
    pub(super) fn is_ours(&self, section: &str) -> bool {
        self.ini.get(section, "Driver").is_some_and(|driver| driver.eq_ignore_ascii_case(DRIVER) || is_library(driver))
    }
}

/// Whether that is a file of this driver.
pub(super) fn is_library(path: &str) -> bool {
    Path::new(path).file_name().is_some_and(|name| name == LIBRARY)
}
