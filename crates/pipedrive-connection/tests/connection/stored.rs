//! Keys stored elsewhere: data sources, profiles, the environment variable.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use pipedrive_connection::{ConnectionConfig, ConnectionError, Secret, Sources};
use tempfile::TempDir;

const ODBC_INI: &str = "\
; written by hand
[ODBC Data Sources]
acme = Pipedrive SQL
[acme]
Driver = /usr/lib/libpipedrive.so
Description = The account; of everybody
Trace = No
company domain = acme
APIToken = from-dsn
PageSize = 100
[Linked]
Profile = globex
[broken]
PageSise = 5
[cleared]
CompanyDomain = acme
APIToken =
[proxied]
CompanyDomain = acme
APIToken = from-dsn
ProxyServer = proxy.example
ProxyPort = 3128
";

const PROFILES: &str = "\
[globex]
CompanyDomain = \"globex\"
api_token = \"from-profile\"
PageSize = 50
ReadOnly = true
Tables = [\"deals\", \"persons\"]

[initech]
CompanyDomain = \"initech\"

[wrong]
Timeout = 1979-05-27
";

struct Stored {
    directory: TempDir,
    sources: Sources,
}

fn stored() -> Stored {
    let directory = tempfile::tempdir().unwrap();
    let user = directory.path().join("user.ini");
    let system = directory.path().join("system.ini");
    let profiles = directory.path().join("profiles.toml");
    fs::write(&user, ODBC_INI).unwrap();
    fs::write(&system, "[acme]\nPageSize = 1\n[system]\nCompanyDomain = umbrella\nAPIToken = from-system\n").unwrap();
    fs::write(&profiles, PROFILES).unwrap();
    for file in [&user, &system, &profiles] {
        hide(file);
    }
    let missing = directory.path().join("missing.ini");
    let sources = Sources { odbc_ini: vec![missing, user, system], profiles: Some(profiles), ..Sources::default() };
    Stored { directory, sources }
}

#[cfg(unix)]
fn set_mode(file: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
}

fn hide(file: &Path) {
    #[cfg(unix)]
    set_mode(file, 0o600);
    #[cfg(not(unix))]
    let _ = file;
}

impl Stored {
    /// The account, its token and the page size.
    #[track_caller]
    fn check(&self, text: &str, expect: (&str, &str, u32)) {
        let config = ConnectionConfig::parse_with(text, &self.sources).expect(text);
        let token = config.api_token.as_ref().map(Secret::expose).unwrap_or_default();
        let domain = config.company_domain.as_deref().unwrap_or_default();
        assert_eq!((domain, token, config.page_size), expect, "`{text}`");
        assert_eq!(config.notes, [""; 0], "`{text}`");
    }

    /// The message and the hints, with the directory written as `…`.
    #[track_caller]
    fn check_error(&self, text: &str, message: &str, hint: &str) {
        let error: ConnectionError = ConnectionConfig::parse_with(text, &self.sources).expect_err(text);
        let directory = self.directory.path().display().to_string();
        assert_eq!(error.to_string().replace(&directory, "…"), message, "`{text}`");
        assert_eq!(error.hints().join("\n"), hint, "`{text}`");
        assert_eq!(error.position(), None, "`{text}`");
    }
}

#[test]
fn explicit_keys_win_over_the_data_source_and_that_over_the_profile() {
    let stored = stored();
    stored.check("DSN=acme", ("acme", "from-dsn", 100));
    stored.check("dsn=ACME;PageSize=7", ("acme", "from-dsn", 7));
    stored.check("DSN=system", ("umbrella", "from-system", 500));
    stored.check("Profile=globex", ("globex", "from-profile", 50));
    stored.check("Profile=globex;APIToken=given", ("globex", "given", 50));
    stored.check("DSN=acme;Profile=globex", ("acme", "from-dsn", 100));
    stored.check("DSN=linked", ("globex", "from-profile", 50));
}

#[test]
fn a_key_without_a_value_undoes_a_stored_one() {
    let stored = stored();
    stored.check("DSN=acme;PageSize=", ("acme", "from-dsn", 500));
    for (text, proxied) in [("DSN=proxied", true), ("DSN=proxied;ProxyServer=", false)] {
        let config = ConnectionConfig::parse_with(text, &stored.sources).unwrap();
        assert_eq!(config.proxy.is_some(), proxied, "`{text}`");
    }
}

#[test]
fn profiles_hold_numbers_flags_and_lists() {
    let config = ConnectionConfig::parse_with("Profile=globex", &stored().sources).unwrap();
    assert!(config.read_only);
    assert_eq!(config.tables, Some(vec!["deals".to_owned(), "persons".to_owned()]));
}

#[test]
fn an_empty_string_means_the_environment_variable() {
    let Stored { sources, directory: _directory } = stored();
    let variable = |text: &str| Sources { connection_string: Some(Secret::new(text)), ..sources.clone() };
    let config = ConnectionConfig::parse_with(" ", &variable("DSN=acme")).unwrap();
    assert_eq!(config.company_domain.as_deref(), Some("acme"));
    let config = ConnectionConfig::parse_with("DSN=system", &variable("DSN=acme")).unwrap();
    assert_eq!(config.company_domain.as_deref(), Some("umbrella"));
    let error = ConnectionConfig::parse_with("", &variable("Timeout=1;PageSize=0")).unwrap_err();
    assert!(error.to_string().starts_with("bad value for `PageSize` at character 11 of `PIPEDRIVE_SQL_CONNECTION`"));
    assert_eq!(error.position(), Some(11));
}

#[test]
fn a_name_that_is_not_stored_lists_those_that_are() {
    let stored = stored();
    stored.check_error(
        "DSN=amce",
        "no data source `amce` in `…/missing.ini`, `…/user.ini` or `…/system.ini`",
        "the data sources are `acme`, `Linked`, `broken`, `cleared`, `proxied` and `system`",
    );
    stored.check_error(
        "Profile=Globex",
        "no profile `Globex` in `…/profiles.toml`",
        "the profiles are `globex`, `initech` and `wrong`",
    );
}

#[test]
fn nothing_stored_is_said_so() {
    for (text, message, hint) in [
        (
            "DSN=a",
            "no data source `a` in any file: this machine names no place to look at",
            "there are no data sources yet",
        ),
        (
            "Profile=a",
            "no profile `a` in any file: this machine names no place to look at",
            "there are no profiles yet",
        ),
    ] {
        let error = ConnectionConfig::parse_with(text, &Sources::default()).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.hints().join("")), (message, hint.to_owned()), "`{text}`");
    }
}

#[test]
fn mistakes_in_files_are_found_there() {
    let stored = stored();
    stored.check_error(
        "DSN=broken",
        "unknown connection key `PageSise` in the data source `broken` (`…/user.ini`, line 14)",
        "did you mean `PageSize`?",
    );
    stored.check_error(
        "DSN=cleared",
        "the connection string lacks `APIToken`, which `AuthScheme=Basic` needs",
        "copy your API token from Settings > Personal preferences > API",
    );
    stored.check_error(
        "Profile=wrong",
        "`…/profiles.toml` holds a value that is no text, number, flag or list of texts",
        "",
    );
    fs::write(stored.directory.path().join("profiles.toml"), "[a]\nTimeout = 1\nx = y z\n").unwrap();
    stored.check_error("Profile=a", "`…/profiles.toml` is not a TOML file of profiles (line 3)", "");
    fs::remove_file(stored.directory.path().join("profiles.toml")).unwrap();
    fs::create_dir(stored.directory.path().join("profiles.toml")).unwrap();
    stored.check_error("Profile=a", "cannot read `…/profiles.toml`", "check that the file may be read by you");
}

#[cfg(unix)]
#[test]
fn a_file_of_secrets_that_others_can_read_is_noted() {
    let stored = stored();
    for (file, text, noted) in [
        ("user.ini", "DSN=acme", true),
        ("profiles.toml", "Profile=globex", true),
        ("profiles.toml", "Profile=initech;APIToken=given", false),
    ] {
        let path = stored.directory.path().join(file);
        for (mode, wide) in [(0o644, true), (0o640, true), (0o600, false), (0o400, false)] {
            set_mode(&path, mode);
            let notes = ConnectionConfig::parse_with(text, &stored.sources).unwrap().notes;
            let note = format!("`{}` holds `APIToken` and others can read it; `chmod 600` it", path.display());
            let expect = if noted && wide { vec![note] } else { Vec::new() };
            assert_eq!(notes, expect, "`{text}` with mode {mode:o}");
        }
    }
}

#[test]
fn the_environment_says_where_files_are() {
    let of = |variables: &[(&str, &str)]| {
        Sources::from_variables(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
        })
    };
    let paths = |paths: &[&str]| paths.iter().map(PathBuf::from).collect::<Vec<_>>();

    let home = of(&[("HOME", "/home/ada")]);
    assert_eq!(home.odbc_ini, paths(&["/home/ada/.odbc.ini", "/etc/odbc.ini"]));
    assert_eq!(home.profiles, Some(PathBuf::from("/home/ada/.config/pipedrive-sql/profiles.toml")));

    assert_eq!(home.cache_directory, Some(PathBuf::from("/home/ada/.cache/pipedrive-sql")));
    let cache = |name: &str, value: &str| of(&[("HOME", "/home/ada"), (name, value)]).cache_directory;
    assert_eq!(cache("XDG_CACHE_HOME", "/fast"), Some(PathBuf::from("/fast/pipedrive-sql")));
    assert_eq!(cache("XDG_CACHE_HOME", "fast"), home.cache_directory);
    assert_eq!(of(&[("LOCALAPPDATA", "/local")]).cache_directory, Some(PathBuf::from("/local/pipedrive-sql")));
    assert_eq!(of(&[("HOME", "home")]).cache_directory, None);

    let named = of(&[
        ("HOME", "/home/ada"),
        ("ODBCINI", "/x/my.ini"),
        ("ODBCSYSINI", "/opt/odbc"),
        ("XDG_CONFIG_HOME", "/cfg"),
        ("PIPEDRIVE_SQL_CONNECTION", "DSN=a"),
    ]);
    assert_eq!(named.odbc_ini, paths(&["/x/my.ini", "/opt/odbc/odbc.ini"]));
    assert_eq!(named.config_directory, Some(PathBuf::from("/cfg/pipedrive-sql")));
    assert_eq!(named.connection_string, Some(Secret::new("DSN=a")));

    let same = of(&[("ODBCINI", "/opt/odbc/odbc.ini"), ("ODBCSYSINI", "/opt/odbc")]);
    assert_eq!(same.odbc_ini, paths(&["/opt/odbc/odbc.ini"]));

    let odd = of(&[("HOME", ""), ("XDG_CONFIG_HOME", "relative"), ("PIPEDRIVE_SQL_CONNECTION", " ")]);
    assert_eq!(odd, Sources { odbc_ini: paths(&["/etc/odbc.ini"]), ..Sources::default() });
}

#[test]
fn fields_are_kept_in_the_cache_of_the_user_unless_the_account_is_emulated() {
    let ada = Sources {
        home: Some(PathBuf::from("/home/ada")),
        cache_directory: Some(PathBuf::from("/home/ada/.cache/pipedrive-sql")),
        ..Sources::default()
    };
    let of = |text: &str, sources: &Sources| {
        ConnectionConfig::parse_with(&format!("APIToken=t;{text}"), sources).map(|config| config.metadata_cache)
    };
    let (usual, other) = (ada.cache_directory.clone(), Some(PathBuf::from("/home/ada/x")));
    let local = "BaseURL=http://127.0.0.1:5000";
    for (text, expect) in [
        ("CompanyDomain=acme", &usual),
        ("CompanyDomain=acme;CacheMetadata=true", &usual),
        ("CompanyDomain=acme;CacheMetadata=false", &None),
        ("CompanyDomain=acme;CacheMetadata=false;CacheLocation=~/x", &None),
        ("CompanyDomain=acme;Cache Location=~/x", &other),
        ("BaseURL=https://gateway.example", &usual),
        (local, &None),
        ("BaseURL=https://localhost", &None),
        ("CompanyDomain=acme;OAuthURL=http://localhost:5000", &None),
        (&format!("{local};CacheLocation=/home/ada/x"), &other),
        (&format!("{local};CacheMetadata=true"), &usual),
    ] {
        assert_eq!(of(text, &ada).unwrap(), *expect, "`{text}`");
    }
    assert_eq!(of("CompanyDomain=acme;CacheMetadata=true", &Sources::default()).unwrap(), None);
    for wrong in ["CompanyDomain=acme;CacheLocation=~/x", "CompanyDomain=acme;CacheMetadata=maybe"] {
        assert!(of(wrong, &Sources::default()).is_err(), "`{wrong}`");
    }
}
