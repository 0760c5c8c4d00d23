//! Files of sections with `key=value` lines, changed line by line, so that whatever else stands in them stays.

use std::fmt;

/// The text of `odbc.ini` or `odbcinst.ini`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ini {
    lines: Vec<String>,
}

impl Ini {
    pub(super) fn parse(text: &str) -> Self {
        Self { lines: text.lines().map(str::to_owned).collect() }
    }

    /// Whether nothing is left in it but blank lines.
    pub(super) fn is_blank(&self) -> bool {
        self.lines.iter().all(|line| line.trim().is_empty())
    }

    /// The names of the sections, in the order of the file.
    pub(super) fn sections(&self) -> Vec<&str> {
        self.lines.iter().filter_map(|line| section_name(line)).collect()
    }

    /// The value of a key; names are the same in any case.
    pub(super) fn get(&self, section: &str, key: &str) -> Option<&str> {
        let (begin, end) = self.body_of(section)?;
        self.lines
            .get(begin..end)?
            .iter()
            .filter_map(|line| pair(line))
            .find_map(|(name, value)| name.eq_ignore_ascii_case(key).then_some(value))
    }

    /// Puts a section with just these lines in the place of one of that name, or at the end.
    pub(super) fn put(&mut self, section: &str, pairs: &[(&str, &str)]) {
        self.remove(section);
        if self.lines.last().is_some_and(|line| !line.trim().is_empty()) {
            self.lines.push(String::new());
        }
        self.lines.push(format!("[{section}]"));
        self.lines.extend(pairs.iter().map(|(key, value)| format!("{key}={value}")));
    }

    /// Sets one key of a section, which is made at the beginning of the file if there is none.
    pub(super) fn set(&mut self, section: &str, key: &str, value: &str) {
        let line = format!("{key}={value}");
        let Some((begin, end)) = self.body_of(section) else {
            let blank = (!self.lines.is_empty()).then(String::new);
            self.lines.splice(0..0, [format!("[{section}]"), line].into_iter().chain(blank));
            return;
        };
        let is_key = |line: &String| pair(line).is_some_and(|(name, _)| name.eq_ignore_ascii_case(key));
        let body = self.lines.get(begin..end).unwrap_or_default();
        if let Some(at) = body.iter().position(is_key) {
            self.lines.splice(begin + at..=begin + at, [line]);
        } else {
            let filled = body.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |at| at + 1);
            self.lines.insert(begin + filled, line);
        }
    }

    /// Takes one key out of a section, and the section too if it holds nothing else.
    pub(super) fn unset(&mut self, section: &str, key: &str) {
        let Some((begin, end)) = self.body_of(section) else { return };
        let is_key = |line: &String| pair(line).is_some_and(|(name, _)| name.eq_ignore_ascii_case(key));
        let body = self.lines.get(begin..end).unwrap_or_default();
        if let Some(at) = body.iter().position(is_key) {
            self.lines.remove(begin + at);
        }
        let left = self.body_of(section).and_then(|(begin, end)| self.lines.get(begin..end)).unwrap_or_default();
        if left.iter().all(|line| line.trim().is_empty()) {
            self.remove(section);
        }
    }

    /// Takes a section out; whether there was one.
    pub(super) fn remove(&mut self, section: &str) -> bool {
        let Some((begin, end)) = self.body_of(section) else { return false };
        self.lines.drain(begin - 1..end);
        // Nor does the blank line above the last one stay.
        while begin > self.lines.len() && self.lines.last().is_some_and(|line| line.trim().is_empty()) {
            self.lines.pop();
        }
        true
    }

    /// The lines between the head of a section and the next one's.
    fn body_of(&self, section: &str) -> Option<(usize, usize)> {
        let is_head = |line: &String| section_name(line).is_some_and(|name| name.eq_ignore_ascii_case(section));
        let begin = self.lines.iter().position(is_head)? + 1;
        let rest = self.lines.get(begin..)?;
        let length = rest.iter().position(|line| section_name(line).is_some()).unwrap_or(rest.len());
        Some((begin, begin + length))
    }
}

impl fmt::Display for Ini {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

fn section_name(line: &str) -> Option<&str> {
    Some(line.trim_start().strip_prefix('[')?.split_once(']')?.0.trim())
}

fn pair(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    if line.starts_with([';', '#', '[']) {
        return None;
    }
    let (key, value) = line.split_once('=')?;
    Some((key.trim(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTHERS: &str = "; mine\n[ODBC Data Sources]\nother=SQLite\n\n[other]\nDriver = SQLite\n# note\nDatabase=/x\n";

    fn check(before: &str, change: impl FnOnce(&mut Ini), expect: &str) {
        let mut ini = Ini::parse(before);
        change(&mut ini);
        assert_eq!(ini.to_string(), expect);
    }

    #[test]
    fn a_new_section_comes_last_and_the_others_stay_as_they_are() {
        let section = "[acme]\nDriver=Pipedrive\n";
        let put = |ini: &mut Ini| ini.put("acme", &[("Driver", "Pipedrive")]);
        check("", put, section);
        check(OTHERS, put, &format!("{OTHERS}\n{section}"));
    }

    #[test]
    fn what_was_added_is_removed_without_a_trace() {
        check(
            OTHERS,
            |ini| {
                ini.set("ODBC Data Sources", "acme", "Pipedrive");
                ini.set("odbc data sources", "ACME", "Pipedrive");
                ini.unset("ODBC Data Sources", "acme");
            },
            OTHERS,
        );
        check("", |ini| ini.set("ODBC Data Sources", "acme", "x"), "[ODBC Data Sources]\nacme=x\n");
        check("[ODBC Data Sources]\nacme=x\n\n[b]\n", |ini| ini.unset("ODBC Data Sources", "acme"), "[b]\n");
        check("[a]\nx=1\n\n[b]\ny=2\n", |ini| assert!(ini.remove("A")), "[b]\ny=2\n");
        check("[a]\nx=1\n", |ini| assert!(!ini.remove("b")), "[a]\nx=1\n");
        let both = |ini: &mut Ini| {
            ini.put("a", &[("x", "1")]);
            ini.put("b", &[("x", "1")]);
            assert!(ini.remove("a") && ini.remove("b"));
        };
        check(OTHERS, both, OTHERS);
    }

    #[test]
    fn a_key_is_set_where_it_stands_or_behind_the_others() {
        check("[a]\nx=1\n\n[b]\n", |ini| ini.set("a", "X", "2"), "[a]\nX=2\n\n[b]\n");
        check("[a]\nx=1\n\n[b]\n", |ini| ini.set("a", "y", "2"), "[a]\nx=1\ny=2\n\n[b]\n");
        check("[a]\n[b]\n", |ini| ini.set("a", "y", "2"), "[a]\ny=2\n[b]\n");
    }

    #[test]
    fn values_and_names_are_read_without_blanks_and_comments() {
        let ini = Ini::parse(OTHERS);
        assert_eq!(ini.sections(), ["ODBC Data Sources", "other"]);
        assert_eq!(ini.get("OTHER", "driver"), Some("SQLite"));
        assert_eq!(ini.get("other", "# note"), None);
        assert_eq!(ini.get("none", "Driver"), None);
        assert!(Ini::parse("\n \n").is_blank());
    }
}
