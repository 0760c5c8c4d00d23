//! `odbc.ini`: sections of `key = value` lines, as ODBC driver managers read them.

use crate::Secret;

/// Sections that list drivers and settings of the driver manager, not data sources.
const NOT_DATA_SOURCES: [&str; 2] = ["ODBC", "ODBC Data Sources"];

/// One data source.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) name: String,
    pub(crate) entries: Vec<Entry>,
}

/// One line of a data source.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) value: Secret,
    /// Line of the file, counted from 1.
    pub(crate) line: usize,
}

/// The data sources of a file.
///
/// Lines that begin with `;` or `#` are comments, lines without `=` are skipped, and values are taken as
/// they stand, so that a value may hold `;`.
pub(crate) fn parse(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (line, content) in (1..).zip(text.lines().map(str::trim)) {
        if content.starts_with([';', '#']) {
            continue;
        }
        if let Some(name) = content.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            sections.push(Section { name: name.trim().to_owned(), entries: Vec::new() });
        } else if let (Some(section), Some((key, value))) = (sections.last_mut(), content.split_once('=')) {
            let entry = Entry { key: key.trim().to_owned(), value: Secret::new(value.trim()), line };
            section.entries.push(entry);
        }
    }
    sections.retain(|section| !NOT_DATA_SOURCES.iter().any(|name| section.name.eq_ignore_ascii_case(name)));
    sections
}

/// Keys of driver managers, which say nothing about the connection.
pub(crate) fn is_driver_managers(key: &str) -> bool {
    const KEYS: [&str; 9] =
        ["Description", "Driver", "Driver64", "FileUsage", "ServerName", "Setup", "Trace", "TraceFile", "UsageCount"];
    KEYS.iter().any(|known| key.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_entries_and_comments_are_told_apart() {
        let text = "\u{feff}stray=1\n; note\n[ODBC Data Sources]\nacme=Pipedrive\n[ acme ]\r\n# note = 1\n; note = 2\nAPIToken = a;b=c \n\
                    nonsense\n[other]\n[ODBC]\nTrace=1\n";
        let read: Vec<_> = parse(text)
            .into_iter()
            .map(|section| {
                let entries: Vec<_> = section
                    .entries
                    .into_iter()
                    .map(|entry| (entry.key, entry.value.expose().to_owned(), entry.line))
                    .collect();
                (section.name, entries)
            })
            .collect();
        let expect = vec![
            ("acme".to_owned(), vec![("APIToken".to_owned(), "a;b=c".to_owned(), 8)]),
            ("other".to_owned(), vec![]),
        ];
        assert_eq!(read, expect);
    }
}
