//! Layers: the keys of the connection string, of its data source and of its profile, the stronger first.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::settings::Settings;
use crate::tokenizer::Tokenizer;
use crate::{ConnectionError, KeySpec, Place, Secret, Sources, odbc_ini, profiles};

/// All keys that hold for a connection string.
pub(crate) fn gather(
    connection_string: &str,
    sources: &Sources,
    notes: &mut Vec<String>,
) -> Result<Settings, ConnectionError> {
    let given = !connection_string.trim().is_empty();
    let mut settings = match &sources.connection_string {
        Some(variable) if !given => read_pairs(variable.expose(), Place::Variable)?,
        _ => read_pairs(connection_string, Place::Character)?,
    };
    if let Some(name) = settings.optional("DSN", stored_name, STORED_NAME)? {
        settings.complete_with(data_source(&name, sources, notes)?);
    }
    if let Some(name) = settings.optional("Profile", stored_name, STORED_NAME)? {
        settings.complete_with(profile(&name, sources, notes)?);
    }
    settings.refuse_retired()?;
    Ok(settings)
}

fn read_pairs(text: &str, place: fn(usize) -> Place) -> Result<Settings, ConnectionError> {
    let mut settings = Settings::default();
    for pair in Tokenizer::new(text) {
        let pair = pair
            .map_err(|mistake| ConnectionError::Syntax { problem: mistake.problem, place: place(mistake.position) })?;
        settings.insert(pair.key, pair.value, place(pair.position))?;
    }
    Ok(settings)
}

const STORED_NAME: &str = r"a name without any of `[]{}(),;?*=!@\`";

/// A name that both an `odbc.ini` section and a message can carry.
fn stored_name(text: &str) -> Option<String> {
    let allowed =
        text.chars().count() <= 255 && !text.contains(|c: char| r"[]{}(),;?*=!@\".contains(c) || c.is_control());
    allowed.then(|| text.to_owned())
}

fn data_source(name: &str, sources: &Sources, notes: &mut Vec<String>) -> Result<Settings, ConnectionError> {
    let mut known: Vec<String> = Vec::new();
    for file in &sources.odbc_ini {
        let Some(text) = read(file)? else { continue };
        for section in odbc_ini::parse(&text) {
            if !section.name.eq_ignore_ascii_case(name) {
                if !known.contains(&section.name) {
                    known.push(section.name);
                }
                continue;
            }
            let mut settings = Settings::default();
            for entry in section.entries.into_iter().filter(|entry| !odbc_ini::is_driver_managers(&entry.key)) {
                let place = Place::Dsn { name: section.name.clone(), file: file.clone(), line: entry.line };
                settings.insert(&entry.key, entry.value, place)?;
            }
            notes.extend(exposure(file, &settings));
            return Ok(settings);
        }
    }
    Err(ConnectionError::UnknownDsn { name: name.to_owned(), known, looked_at: sources.odbc_ini.clone() })
}

fn profile(name: &str, sources: &Sources, notes: &mut Vec<String>) -> Result<Settings, ConnectionError> {
    let looked_at: Vec<PathBuf> = sources.profiles.iter().cloned().collect();
    let mut known: Vec<String> = Vec::new();
    for file in &looked_at {
        let Some(text) = read(file)? else { continue };
        for (found, table) in profiles::parse(&text, file)? {
            if found != name {
                known.push(found);
                continue;
            }
            let mut settings = Settings::default();
            for (key, value) in table {
                let place = Place::Profile { name: name.to_owned(), file: file.clone() };
                settings.insert(&key, profile_value(value, &key, file)?, place)?;
            }
            notes.extend(exposure(file, &settings));
            return Ok(settings);
        }
    }
    Err(ConnectionError::UnknownProfile { name: name.to_owned(), known, looked_at })
}

fn profile_value(value: toml::Value, key: &str, file: &Path) -> Result<Secret, ConnectionError> {
    // An unknown key is the better message; `insert` gives it.
    let value = profiles::text_of(value).or_else(|| KeySpec::find(key).is_none().then(|| Secret::new("")));
    value.ok_or_else(|| ConnectionError::MalformedFile {
        path: file.to_owned(),
        line: None,
        problem: "holds a value that is no text, number, flag or list of texts",
    })
}

/// The text of a file; `None` when there is none.
fn read(path: &Path) -> Result<Option<Zeroizing<String>>, ConnectionError> {
    match fs::read(path).map(Zeroizing::new) {
        Ok(bytes) => Ok(Some(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(source) => Err(ConnectionError::UnreadableFile { path: path.to_owned(), source }),
    }
}

/// A note when a file with secrets can be read by others.
fn exposure(file: &Path, settings: &Settings) -> Option<String> {
    let key = settings.given().find(|setting| setting.spec.is_sensitive())?.spec.name;
    let path = file.display();
    is_readable_by_others(file).then(|| format!("`{path}` holds `{key}` and others can read it; `chmod 600` it"))
}

#[cfg(unix)]
fn is_readable_by_others(file: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(file).is_ok_and(|metadata| metadata.mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_readable_by_others(_file: &Path) -> bool {
    false
}
