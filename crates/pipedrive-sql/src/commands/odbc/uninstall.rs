//! `odbc uninstall`: takes out what `odbc install` put in, and nothing else.

use std::fmt::Write;

use super::DATA_SOURCES;
use super::file::{IniFile, is_library};
use super::places::{DRIVER, Places};
use crate::args::OdbcUninstallArgs;
use crate::console::Console;
use crate::failure::{Failure, Report};

/// Removes the data sources that are named, or all of this driver and the driver itself.
pub(super) fn run(arguments: &OdbcUninstallArgs, console: &Console) -> Result<(), Failure> {
    let places = Places::of_environment(arguments.system)?;
    let mut drivers = IniFile::read(places.odbcinst)?;
    let mut sources = IniFile::read(places.odbc)?;
    let ours: Vec<String> =
        sources.ini.sections().into_iter().filter(|name| sources.is_ours(name)).map(str::to_owned).collect();
    let mut said = String::new();
    let going = if arguments.dsn.is_empty() { ours.clone() } else { arguments.dsn.clone() };
    for name in &going {
        if !ours.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            let known = if ours.is_empty() { "none".to_owned() } else { ours.join(", ") };
            let message = format!("`{}` has no data source `{name}` of this driver", sources.path.display());
            return Err(Report::new(message).with_hint(format!("its data sources: {known}")).into());
        }
        sources.ini.remove(name);
        sources.ini.unset(DATA_SOURCES, name);
        // Writing to a text cannot fail.
        let _ = writeln!(said, "Removed data source {name} from {}", sources.path.display());
    }
    if arguments.dsn.is_empty() && drivers.ini.get(DRIVER, "Driver").is_some_and(is_library) {
        drivers.ini.remove(DRIVER);
        let _ = writeln!(said, "Removed driver {DRIVER} from {}", drivers.path.display());
    }
    sources.write(!arguments.system)?;
    drivers.write(false)?;
    if said.is_empty() {
        console.note(&format!("neither `{}` nor `{}` has it", drivers.path.display(), sources.path.display()));
    }
    console.data(said.as_bytes())
}
