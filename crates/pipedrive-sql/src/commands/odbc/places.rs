//! Where unixODBC keeps its lists of drivers and data sources, and where the driver is.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::failure::Report;

/// The driver's name in `odbcinst.ini`, as in `Driver={Pipedrive}`.
pub(super) const DRIVER: &str = "Pipedrive";

/// The file of the driver.
pub(super) const LIBRARY: &str = if cfg!(target_os = "macos") {
    "libpipedriveodbc.dylib"
} else if cfg!(windows) {
    "pipedriveodbc.dll"
} else {
    "libpipedriveodbc.so"
};

/// The two files of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Places {
    /// Drivers.
    pub(super) odbcinst: PathBuf,
    /// Data sources.
    pub(super) odbc: PathBuf,
}

impl Places {
    /// Those of this user, or of everybody.
    ///
    /// # Errors
    /// If the environment names no home directory.
    pub(super) fn of_environment(system: bool) -> Result<Self, Report> {
        Self::of(system, |name| std::env::var_os(name))
    }

    /// Of this user: `~/.odbcinst.ini`, and what `ODBCINI` names or `~/.odbc.ini`. Of everybody: both in the directory
    /// that `ODBCSYSINI` names or in `/etc`, where `ODBCINSTINI` may give `odbcinst.ini` another name.
    fn of(system: bool, variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, Report> {
        let path = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        if system {
            let directory = path("ODBCSYSINI").unwrap_or_else(|| PathBuf::from("/etc"));
            let odbcinst = path("ODBCINSTINI").unwrap_or_else(|| PathBuf::from("odbcinst.ini"));
            return Ok(Self { odbcinst: directory.join(odbcinst), odbc: directory.join("odbc.ini") });
        }
        let homeless = || Report::new("`HOME` is not set: use `--system`, or set it");
        let home = path("HOME").ok_or_else(homeless)?;
        Ok(Self {
            odbcinst: home.join(".odbcinst.ini"),
            odbc: path("ODBCINI").unwrap_or_else(|| home.join(".odbc.ini")),
        })
    }
}

/// The driver's file: the one named, else the one beside this program.
///
/// # Errors
/// If there is none.
pub(super) fn library(named: Option<&Path>) -> Result<PathBuf, Report> {
    let beside = || {
        let program = std::env::current_exe().ok()?;
        Some(program.parent()?.join(LIBRARY))
    };
    let path = named.map(Path::to_owned).or_else(beside).unwrap_or_else(|| PathBuf::from(LIBRARY));
    match std::fs::canonicalize(&path) {
        Ok(path) if path.is_file() => Ok(path),
        Ok(path) => Err(Report::new(format!("`{}` is no file", path.display()))),
        Err(error) => Err(Report::new(format!("no driver at `{}`: {error}", path.display()))
            .with_hint("`cargo build --release -p pipedrive-odbc` builds it")
            .with_hint("`--driver FILE` names another place")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_those_of_the_driver_manager() {
        let check = |system, variables: &[(&str, &str)], expect: Option<(&str, &str)>| {
            let variable =
                |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value));
            let found = Places::of(system, variable).ok();
            let expect = expect.map(|(odbcinst, odbc)| Places { odbcinst: odbcinst.into(), odbc: odbc.into() });
            assert_eq!(found, expect, "{variables:?}");
        };
        check(false, &[("HOME", "/home/ada")], Some(("/home/ada/.odbcinst.ini", "/home/ada/.odbc.ini")));
        check(
            false,
            &[("HOME", "/home/ada"), ("ODBCINI", "/x/my.ini")],
            Some(("/home/ada/.odbcinst.ini", "/x/my.ini")),
        );
        check(false, &[("ODBCSYSINI", "/x")], None);
        check(true, &[], Some(("/etc/odbcinst.ini", "/etc/odbc.ini")));
        check(true, &[("ODBCSYSINI", "/x"), ("ODBCINSTINI", "drivers")], Some(("/x/drivers", "/x/odbc.ini")));
    }

    #[test]
    fn a_driver_that_is_not_there_is_an_error_that_names_the_place() {
        let error = library(Some(Path::new("/nowhere/driver.so"))).unwrap_err();
        assert!(error.message.starts_with("no driver at `/nowhere/driver.so`"), "{}", error.message);
        let error = library(Some(Path::new("/"))).unwrap_err();
        assert_eq!(error.message, "`/` is no file");
    }
}
