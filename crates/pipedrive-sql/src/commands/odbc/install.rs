//! `odbc install`: a section for the driver in `odbcinst.ini` and one for a data source in `odbc.ini`.

use std::fmt::Write;

use pipedrive_connection::{ConnectionConfig, KeyValue, Sources, key_values, quoted};

use super::DATA_SOURCES;
use super::file::{IniFile, is_library};
use super::places::{DRIVER, Places, library};
use crate::args::OdbcInstallArgs;
use crate::connection::{append, check_typing};
use crate::console::Console;
use crate::failure::{Failure, Report};

/// Names that mean something else in `odbc.ini`.
const RESERVED: [&str; 3] = ["ODBC", DATA_SOURCES, "Default"];

/// Registers the driver, and the data source that is asked for. Whatever is wrong is said before a file is touched.
pub(super) fn run(arguments: &OdbcInstallArgs, console: &Console, sources: &Sources) -> Result<(), Failure> {
    let places = Places::of_environment(arguments.system)?;
    let library = library(arguments.driver.as_deref())?;
    let Some(library) = library.to_str() else {
        return Err(Report::new(format!("`{}` is no text, as `odbcinst.ini` needs it", library.display())).into());
    };
    let mut drivers = IniFile::read(places.odbcinst)?;
    if let Some(other) = drivers.ini.get(DRIVER, "Driver").filter(|other| !is_library(other)) {
        let message = format!("`{}` has another driver named `{DRIVER}`: {other}", drivers.path.display());
        return Err(Report::new(message).with_hint("remove its section first").into());
    }
    let mut data_sources = IniFile::read(places.odbc)?;
    let source = match &arguments.dsn {
        Some(name) => Some((name.as_str(), keys(name, arguments, sources, &data_sources)?)),
        None if arguments.string.is_some() || arguments.profile.is_some() => {
            return Err(Report::usage("the connection is for a data source: name it with `--dsn NAME`").into());
        }
        None => None,
    };

    drivers.ini.put(DRIVER, &[("Description", "SQL for Pipedrive"), ("Driver", library)]);
    drivers.write(false)?;
    let mut said = format!("Driver {DRIVER} in {}: {library}\n", drivers.path.display());
    if let Some((name, keys)) = source {
        let pairs = keys.iter().map(|pair| (pair.key, pair.value.expose()));
        let section: Vec<_> = std::iter::once(("Driver", DRIVER)).chain(pairs).collect();
        data_sources.ini.set(DATA_SOURCES, name, DRIVER);
        data_sources.ini.put(name, &section);
        data_sources.write(!arguments.system)?;
        let path = data_sources.path.display();
        // Writing to a text cannot fail.
        let _ = writeln!(said, "Data source {name} in {path}");
    }
    console.data(said.as_bytes())?;
    match &arguments.dsn {
        Some(name) => console.note(&format!("note: try `pipedrive-sql odbc check --dsn {name}` or `isql -v {name}`")),
        None => console.note("note: programs connect with `Driver={Pipedrive};CompanyDomain=…;APIToken=…`"),
    }
    Ok(())
}

/// What is to stand in the section of a data source.
fn keys(name: &str, arguments: &OdbcInstallArgs, sources: &Sources, file: &IniFile) -> Result<Vec<KeyValue>, Failure> {
    let plain = |c: char| !c.is_control() && !"[]{}(),;?*=!@\\".contains(c);
    if name.trim() != name || name.is_empty() || name.len() > 32 || !name.chars().all(plain) {
        let message = format!("`{name}` cannot be the name of a data source");
        return Err(Report::usage(message).with_hint("up to 32 letters, digits, `-` and `_`").into());
    }
    if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name)) {
        return Err(Report::usage(format!("`{name}` has a meaning of its own in `odbc.ini`")).into());
    }
    if file.ini.sections().iter().any(|known| known.eq_ignore_ascii_case(name)) && !file.is_ours(name) {
        let message = format!("`{}` has a data source `{name}` of another driver", file.path.display());
        return Err(Report::new(message).with_hint("choose another name").into());
    }
    let mut text = arguments.string.clone().unwrap_or_default();
    check_typing(&text)?;
    if let Some(profile) = &arguments.profile {
        append(&mut text, &format!("Profile={}", quoted(profile)));
    }
    if text.trim().is_empty() {
        return Err(Report::usage(format!("data source `{name}` needs a connection string or `--profile`"))
            .with_hint("`pipedrive-sql odbc install --dsn NAME \"CompanyDomain=acme;APIToken=…\"`")
            .into());
    }
    // The same mistakes are found here as when somebody connects.
    ConnectionConfig::parse_with(&text, sources)?;
    let keys: Vec<KeyValue> =
        key_values(&text).into_iter().filter(|pair| !["Driver", "DSN"].contains(&pair.key)).collect();
    for pair in &keys {
        let value = pair.value.expose();
        if value.trim() != value || value.contains(['\r', '\n']) {
            let message = format!("the value of `{}` begins or ends with a blank, or has several lines", pair.key);
            return Err(Report::new(message).with_hint("`odbc.ini` cannot hold it; use a profile").into());
        }
    }
    Ok(keys)
}
