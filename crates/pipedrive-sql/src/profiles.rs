//! `profiles.toml`, read and rewritten with its comments and whatever else stands in it.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use pipedrive_connection::{KeySpec, KeyValue, Sources};
use toml_edit::{DocumentMut, Item, RawString, Table, TableLike, Value};

use crate::failure::Report;
use crate::replaced;
use crate::wording::nearest;

/// The file of profiles.
#[derive(Clone)]
pub(crate) struct Profiles {
    path: PathBuf,
    document: DocumentMut,
}

impl Profiles {
    /// Reads the file; without one there are no profiles.
    ///
    /// # Errors
    /// If the file cannot be read or is no TOML.
    pub(crate) fn read(sources: &Sources) -> Result<Self, Report> {
        Self::read_file(path_in(sources)?)
    }

    /// Changes the file while nobody else does: what another process wrote by then stays.
    ///
    /// # Errors
    /// If the file cannot be locked, read or written, or whatever is wrong with the change; then nothing is written.
    pub(crate) fn change<T>(
        sources: &Sources,
        change: impl FnOnce(&mut Self) -> Result<T, Report>,
    ) -> Result<T, Report> {
        let path = path_in(sources)?;
        let _lock = lock(&path).map_err(|error| unwritable(&path, &error))?;
        let mut profiles = Self::read_file(path)?;
        let outcome = change(&mut profiles)?;
        profiles.write()?;
        Ok(outcome)
    }

    fn read_file(path: PathBuf) -> Result<Self, Report> {
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Report::new(format!("cannot read `{}`: {error}", path.display()))),
        };
        Self::parse(path, &text)
    }

    /// The parser's own message is dropped: it can quote the line, which can hold a secret.
    fn parse(path: PathBuf, text: &str) -> Result<Self, Report> {
        match text.parse() {
            Ok(document) => Ok(Self { path, document }),
            Err(_) => Err(Report::new(format!("`{}` is not a TOML file of profiles", path.display()))),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The names, in the order of the file.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.document.iter().filter(|(_, item)| item.is_table_like()).map(|(name, _)| name).collect()
    }

    /// The keys of a profile as they are written, with their values as a connection string would hold them.
    pub(crate) fn keys(&self, name: &str) -> Option<Vec<(&str, String)>> {
        let table = self.document.get(name)?.as_table_like()?;
        Some(table.iter().map(|(key, item)| (key, text_of(item))).collect())
    }

    /// What to say about a name that no profile has.
    pub(crate) fn unknown(&self, name: &str) -> Report {
        let report = Report::new(format!("no profile `{name}` in {}", self.path.display()));
        match nearest(name, self.names()) {
            Some(near) => report.with_hint(format!("did you mean `{near}`?")),
            None => report.with_hint("`pipedrive-sql profile list` lists them"),
        }
    }

    /// Sets keys of a profile, which is made if there is none, and takes others out of it.
    pub(crate) fn set(&mut self, name: &str, pairs: &[KeyValue], without: &[&str]) {
        let item = self.document.entry(name).or_insert_with(|| {
            let mut table = Table::new();
            table.decor_mut().set_prefix("\n");
            Item::Table(table)
        });
        if !item.is_table_like() {
            *item = Item::Table(Table::new());
        }
        let Some(table) = item.as_table_like_mut() else { return };
        for key in without {
            while let Some(written) = written_key(table, key) {
                table.remove(&written);
            }
        }
        for pair in pairs {
            set(table, pair);
        }
    }

    /// Takes a profile out of the file, with the comment right above it; `false` if there is none.
    pub(crate) fn remove(&mut self, name: &str) -> bool {
        let Some(item) = self.document.get(name).filter(|item| item.is_table_like()) else { return false };
        let above = item.as_table().and_then(|table| table.decor().prefix()?.as_str());
        // What stands apart from it is about the file.
        let apart = above.and_then(|text| Some(text[..text.rfind("\n\n")? + 2].to_owned()));
        let next = self.document.iter().map(|(key, _)| key).skip_while(|key| *key != name).nth(1).map(str::to_owned);
        self.document.remove(name);
        if let Some(apart) = apart {
            self.keep_comment(&apart, next.as_deref());
        }
        true
    }

    /// Puts a comment before that profile, or at the end of the file.
    fn keep_comment(&mut self, comment: &str, before: Option<&str>) {
        if let Some(Item::Table(table)) = before.and_then(|name| self.document.get_mut(name)) {
            let own = table.decor().prefix().and_then(RawString::as_str).unwrap_or_default().trim_start_matches('\n');
            let both = format!("{comment}{own}");
            table.decor_mut().set_prefix(both);
        } else {
            let both = format!("{comment}{}", self.document.trailing().as_str().unwrap_or_default());
            self.document.set_trailing(both);
        }
    }

    /// Makes sure that the file can be written, before anything happens that cannot be undone.
    ///
    /// # Errors
    /// If its folder cannot be written.
    pub(crate) fn check_writable(&self) -> Result<(), Report> {
        replaced::beside(&self.path).map(drop).map_err(|error| unwritable(&self.path, &error))
    }

    /// Writes the file in one step, readable by its owner alone.
    fn write(&self) -> Result<(), Report> {
        let text = self.document.to_string();
        let written = replaced::write_private(&self.path, text.trim_start_matches('\n').as_bytes());
        written.map_err(|error| unwritable(&self.path, &error))
    }
}

fn path_in(sources: &Sources) -> Result<PathBuf, Report> {
    let unknown = || Report::new("this machine names no configuration directory for `profiles.toml`");
    sources.profiles.clone().ok_or_else(unknown)
}

/// Waits until no other process changes the profiles, which none does for long. The lock is on a file beside them, because
/// they themselves are replaced; the operating system gives it back with the process.
fn lock(path: &Path) -> io::Result<File> {
    let target = replaced::target(path);
    replaced::folder(&target)?;
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(target.with_added_extension("lock"))?;
    file.lock()?;
    Ok(file)
}

fn unwritable(path: &Path, error: &io::Error) -> Report {
    Report::new(format!("cannot write `{}`: {error}", path.display()))
}

/// Sets one key, under the name it has in the file already, and with the comment behind it.
fn set(table: &mut dyn TableLike, pair: &KeyValue) {
    let key = written_key(table, pair.key).unwrap_or_else(|| pair.key.to_owned());
    let mut value = Value::from(pair.value.expose());
    if let Some(old) = table.get(&key).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    table.insert(&key, Item::Value(value));
}

/// How a key is spelt in a profile that has it.
fn written_key(table: &dyn TableLike, key: &str) -> Option<String> {
    let is_same = |written: &&str| KeySpec::find(written).is_some_and(|spec| spec.name == key);
    table.iter().map(|(written, _)| written).find(is_same).map(str::to_owned)
}

/// The text a connection string would hold for a value.
fn text_of(item: &Item) -> String {
    let part = |value: &Value| value.as_str().map_or_else(|| value.to_string().trim().to_owned(), str::to_owned);
    match item.as_value() {
        Some(Value::Array(values)) => values.iter().map(part).collect::<Vec<_>>().join(","),
        Some(value) => part(value),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Profiles {
        Profiles::parse(PathBuf::from("profiles.toml"), text).unwrap()
    }

    fn check(before: &str, change: impl FnOnce(&mut Profiles), expect: &str) {
        let mut profiles = parse(before);
        change(&mut profiles);
        assert_eq!(profiles.document.to_string().trim_start_matches('\n'), expect);
    }

    #[test]
    fn a_new_profile_comes_after_the_others_and_they_stay_as_they_are() {
        let pairs = [KeyValue::new("OAuthClientId", "5f2c"), KeyValue::new("BaseURL", "a\"b")];
        let table = "[new]\nOAuthClientId = \"5f2c\"\nBaseURL = 'a\"b'\n";
        check("", |profiles| profiles.set("new", &pairs, &[]), table);
        let other = "# mine\n[acme] # the first\nPageSize=50   # few\n";
        check(other, |profiles| profiles.set("new", &pairs, &[]), &format!("{other}\n{table}"));
    }

    #[test]
    fn a_profile_is_changed_where_it_differs_and_keeps_its_spelling_and_comments() {
        let pairs = [KeyValue::new("OAuthClientId", "new"), KeyValue::new("CallbackURL", "http://localhost:1")];
        check(
            "[acme]\nclient_id = \"old\" # of the app\nToken = \"x\"\nPageSize = 50\n\n[beta]\nReadOnly = true\n",
            |profiles| profiles.set("acme", &pairs, &["APIToken", "OAuthVerifier"]),
            "[acme]\nclient_id = \"new\" # of the app\nPageSize = 50\nCallbackURL = \"http://localhost:1\"\n\n\
             [beta]\nReadOnly = true\n",
        );
        check(
            "acme = { PageSize = 50 }\n",
            |profiles| profiles.set("acme", &[KeyValue::new("Scope", "base")], &[]),
            "acme = { PageSize = 50 , Scope = \"base\" }\n",
        );
    }

    #[test]
    fn only_the_named_profile_is_removed() {
        let text = "# mine\n[acme]\nPageSize = 50\n\n# theirs\n[beta]\nReadOnly = true\n";
        check(text, |profiles| assert!(profiles.remove("acme")), "# theirs\n[beta]\nReadOnly = true\n");
        check(text, |profiles| assert!(!profiles.remove("gamma")), text);
        let text = "# the file\n\n# mine\n[acme]\nPageSize = 50\n\n# theirs\n[beta]\nReadOnly = true\n";
        let beta = "# the file\n\n# theirs\n[beta]\nReadOnly = true\n";
        check(text, |profiles| assert!(profiles.remove("acme")), beta);
        check(beta, |profiles| assert!(profiles.remove("beta")), "# the file\n\n");
    }

    #[test]
    fn changes_at_the_same_time_all_stay() {
        let home = tempfile::TempDir::new().unwrap();
        let sources = Sources { profiles: Some(home.path().join("new/profiles.toml")), ..Sources::default() };
        let names: Vec<String> = (0..8).map(|number| format!("profile-{number}")).collect();
        std::thread::scope(|scope| {
            for name in &names {
                scope.spawn(|| {
                    let set = |profiles: &mut Profiles| {
                        profiles.set(name, &[KeyValue::new("PageSize", "50")], &[]);
                        Ok(())
                    };
                    Profiles::change(&sources, set).unwrap();
                });
            }
        });
        let profiles = Profiles::read(&sources).unwrap();
        let mut kept = profiles.names();
        kept.sort_unstable();
        assert_eq!(kept, names);
    }

    #[test]
    fn a_change_that_fails_writes_nothing() {
        let home = tempfile::TempDir::new().unwrap();
        let sources = Sources { profiles: Some(home.path().join("profiles.toml")), ..Sources::default() };
        let fails = |profiles: &mut Profiles| -> Result<(), Report> {
            profiles.set("acme", &[], &[]);
            Err(profiles.unknown("beta"))
        };
        assert!(Profiles::change(&sources, fails).is_err());
        assert!(!home.path().join("profiles.toml").exists());
    }

    #[test]
    fn values_are_texts_as_in_a_connection_string() {
        let profiles =
            parse("[acme]\nPageSize = 50\nReadOnly = true\nTables = [\"deals\", \"persons\"]\nScope = \"x\"\n");
        let expect = [("PageSize", "50"), ("ReadOnly", "true"), ("Tables", "deals,persons"), ("Scope", "x")];
        let expect: Vec<_> = expect.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        assert_eq!(profiles.keys("acme"), Some(expect));
        assert_eq!(profiles.keys("beta"), None);
    }

    #[test]
    fn a_file_that_is_no_toml_is_refused_without_its_text() {
        let report = Profiles::parse(PathBuf::from("p.toml"), "[acme\nAPIToken = s3cret").err().unwrap();
        assert_eq!(report.message, "`p.toml` is not a TOML file of profiles");
    }
}
