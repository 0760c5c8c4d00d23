//! `Sources`: the environment variables and files a connection string can draw on.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::Secret;

/// Where further connection keys may stand.
///
/// The default value knows no files and no variables, which is what tests and embedders want that must not
/// depend on the machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The connection string to use when an empty one is given (`PIPEDRIVE_SQL_CONNECTION`).
    pub connection_string: Option<Secret>,
    /// ODBC data source files, looked at in this order; those that do not exist are skipped.
    pub odbc_ini: Vec<PathBuf>,
    /// The file of profiles.
    pub profiles: Option<PathBuf>,
    /// The user's configuration directory of this product.
    pub config_directory: Option<PathBuf>,
    /// The user's directory of this product for what can be had again; it need not exist.
    pub cache_directory: Option<PathBuf>,
    /// The user's home directory, for paths that begin with `~/`.
    pub home: Option<PathBuf>,
}

impl Sources {
    /// What this process's environment says.
    ///
    /// Data sources: the file `ODBCINI` names, else `~/.odbc.ini`; then `odbc.ini` in the directory
    /// `ODBCSYSINI` names, else `/etc/odbc.ini`. Profiles: `pipedrive-sql/profiles.toml` below
    /// `XDG_CONFIG_HOME` (default `~/.config`; `APPDATA` where there is no `HOME`). What is kept between sessions:
    /// `pipedrive-sql` below `XDG_CACHE_HOME` (default `~/.cache`; `LOCALAPPDATA` where there is no `HOME`).
    pub fn from_environment() -> Self {
        Self::from_variables(|name| env::var_os(name))
    }

    /// What an environment with these variables says; `variable` looks one up.
    pub fn from_variables(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let path = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = path("HOME").or_else(|| path("USERPROFILE"));
        let user_ini = path("ODBCINI").or_else(|| home.as_ref().map(|home| home.join(".odbc.ini")));
        let system_ini = path("ODBCSYSINI").unwrap_or_else(|| PathBuf::from("/etc")).join("odbc.ini");
        // Both variables may name the same file.
        let user_ini = user_ini.filter(|file| *file != system_ini);
        // The XDG base directory specification tells programs to ignore relative paths.
        let directory = |xdg: &str, below_home: &str, windows: &str| {
            path(xdg)
                .filter(|path| path.is_absolute())
                .or_else(|| path("HOME").map(|home| home.join(below_home)))
                .or_else(|| path(windows))
                .map(|base| base.join("pipedrive-sql"))
        };
        let config_directory = directory("XDG_CONFIG_HOME", ".config", "APPDATA");
        Self {
            connection_string: variable("PIPEDRIVE_SQL_CONNECTION")
                .and_then(|value| value.into_string().ok())
                .filter(|value| !value.trim().is_empty())
                .map(Secret::new),
            odbc_ini: user_ini.into_iter().chain([system_ini]).collect(),
            profiles: config_directory.as_ref().map(|directory| directory.join("profiles.toml")),
            config_directory,
            // Unlike a configuration, which a person puts there, it is written unasked: never below the working directory.
            cache_directory: directory("XDG_CACHE_HOME", ".cache", "LOCALAPPDATA").filter(|path| path.is_absolute()),
            home,
        }
    }
}
