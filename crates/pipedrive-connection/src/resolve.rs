//! From settings to a configuration: what one key alone cannot decide.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::oauth_settings::{oauth, settings_file};
use crate::requirements::check_required;
use crate::settings::Settings;
use crate::value::Automatic;
use crate::{
    AuthScheme, ConnectionConfig, ConnectionError, FieldNames, KeyKind, ParallelScan, ProxyConfig, PushdownFilters,
    RecordVisibility, Secret, Sources, address, layers, notes, value,
};

/// Parses, merges, checks and completes.
pub(crate) fn resolve(connection_string: &str, sources: &Sources) -> Result<ConnectionConfig, ConnectionError> {
    let mut notes = Vec::new();
    let settings = layers::gather(connection_string, sources, &mut notes)?;
    let auth_scheme = choice(&settings, "AuthScheme", AuthScheme::ALL)?;
    let company_domain = settings.optional("CompanyDomain", address::company_domain, COMPANY_DOMAIN)?;
    let base_url = settings.optional("BaseURL", address::service_url, address::SERVICE_URL)?;
    let oauth = oauth(&settings, sources, auth_scheme)?;
    let proxy = proxy(&settings)?;
    let config = ConnectionConfig {
        auth_scheme,
        company_domain: company_domain.clone().or_else(|| base_url.as_deref().and_then(address::company_of)),
        api_token: token(&settings, "APIToken")?,
        oauth,
        base_url: base_url.or_else(|| company_domain.map(|name| format!("https://{name}.pipedrive.com"))),
        timeout: seconds(&settings, "Timeout")?,
        page_size: number(&settings, "PageSize")?,
        max_rows: number::<i64>(&settings, "MaxRows").map(|rows| u64::try_from(rows).ok().filter(|rows| *rows > 0))?,
        read_only: flag(&settings, "ReadOnly")?,
        max_concurrent_requests: settings.value("MaxConcurrentRequests", |kind, text| match kind {
            KeyKind::Automatic { min, max } => match value::automatic(text, min, max)? {
                Automatic::Auto => Some(None),
                Automatic::Number(most) => usize::try_from(most).ok().map(Some),
            },
            _ => None,
        })?,
        max_tokens_per_query: settings
            .has("MaxTokensPerQuery")
            .then(|| number(&settings, "MaxTokensPerQuery"))
            .transpose()?,
        metadata_ttl: seconds(&settings, "MetadataTTL")?,
        metadata_cache: metadata_cache(&settings, sources)?,
        archived_records: choice(&settings, "ArchivedRecords", RecordVisibility::ALL)?,
        deleted_records: choice(&settings, "DeletedRecords", RecordVisibility::ALL)?,
        custom_field_names: choice(&settings, "CustomFieldNames", FieldNames::ALL)?,
        proxy,
        ssl_server_cert: certificate(&settings, sources)?,
        log_file: settings.text("LogFile").map(|path| file(&path, sources)),
        verbosity: number(&settings, "Verbosity")?,
        max_log_file_size: settings.value("MaxLogFileSize", |kind, text| match kind {
            KeyKind::Size { min } => value::size(text, min),
            _ => None,
        })?,
        max_log_file_count: number(&settings, "MaxLogFileCount")?,
        connect_on_open: flag(&settings, "ConnectOnOpen")?,
        aggregate_pushdown: flag(&settings, "AggregatePushdown")?,
        pushdown_filters: choice(&settings, "PushdownFilters", PushdownFilters::ALL)?,
        parallel_scan: choice(&settings, "ParallelScan", ParallelScan::ALL)?,
        tables: settings
            .text("Tables")
            .map(|names| value::list(&names.to_lowercase()))
            .filter(|names| !names.is_empty()),
        notes: Vec::new(),
    };
    check_required(&settings, &config)?;
    notes.extend(notes::notes(&settings, &config));
    Ok(ConnectionConfig { notes, ..config })
}

/// A path, with `~/` standing for the home directory.
pub(crate) fn file(path: &str, sources: &Sources) -> PathBuf {
    match (path.strip_prefix("~/"), &sources.home) {
        (Some(below), Some(home)) => home.join(below),
        _ => PathBuf::from(path),
    }
}

/// A length of time.
pub(crate) fn seconds(settings: &Settings, key: &'static str) -> Result<Duration, ConnectionError> {
    settings.value(key, |kind, text| match kind {
        KeyKind::Seconds { min, max } => value::seconds(text, min, max),
        _ => None,
    })
}

/// A whole number.
pub(crate) fn number<T: TryFrom<i64>>(settings: &Settings, key: &'static str) -> Result<T, ConnectionError> {
    settings.value(key, |kind, text| match kind {
        KeyKind::Integer { min, max } => T::try_from(value::integer(text, min, max)?).ok(),
        _ => None,
    })
}

/// One of the named choices.
pub(crate) fn choice<T: Copy, const N: usize>(
    settings: &Settings,
    key: &'static str,
    all: [(&str, T); N],
) -> Result<T, ConnectionError> {
    settings.value(key, |kind, text| match kind {
        KeyKind::Choice(choices) => {
            let name = value::choice(text, choices)?;
            all.iter().find(|(known, _)| *known == name).map(|(_, choice)| *choice)
        }
        _ => None,
    })
}

/// A token that goes into a header.
pub(crate) fn token(settings: &Settings, key: &'static str) -> Result<Option<Secret>, ConnectionError> {
    let visible = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic()).then(|| Secret::new(text));
    settings.optional(key, visible, "letters, digits and signs of ASCII without blanks")
}

fn flag(settings: &Settings, key: &'static str) -> Result<bool, ConnectionError> {
    settings.value(key, |_, text| value::flag(text))
}

/// The directory for what is kept between sessions, or none.
fn metadata_cache(settings: &Settings, sources: &Sources) -> Result<Option<PathBuf>, ConnectionError> {
    let given = settings.optional("CacheLocation", |text| settings_file(text, sources), "the path of a directory")?;
    // Emulated accounts come and go, each at another port: they would leave a file each.
    let is_emulated = ["BaseURL", "OAuthURL"]
        .iter()
        .filter_map(|key| settings.text(key))
        .any(|address| Url::parse(&address).is_ok_and(|url| address::is_loopback(&url)));
    let is_wanted = settings.optional("CacheMetadata", value::flag, "`true` or `false`")?;
    let directory = given.clone().or_else(|| sources.cache_directory.clone());
    Ok(directory.filter(|_| is_wanted.unwrap_or(given.is_some() || !is_emulated)))
}

const COMPANY_DOMAIN: &str = "the name before `.pipedrive.com`, that host, or its address";

fn proxy(settings: &Settings) -> Result<Option<ProxyConfig>, ConnectionError> {
    let Some((server, written_port, default_port)) =
        settings.optional("ProxyServer", address::proxy, address::PROXY)?
    else {
        return Ok(None);
    };
    let port = if settings.has("ProxyPort") { Some(number(settings, "ProxyPort")?) } else { None };
    if let (Some(port), Some(written)) = (port, written_port)
        && port != written
    {
        return Err(settings.bad_value("ProxyPort", "the port in `ProxyServer`, or only one of the two", None));
    }
    Ok(Some(ProxyConfig {
        server,
        port: port.or(written_port).unwrap_or(default_port),
        user: settings.text("ProxyUser"),
        password: settings.secret("ProxyPassword"),
    }))
}

fn certificate(settings: &Settings, sources: &Sources) -> Result<Option<String>, ConnectionError> {
    let key = "SSLServerCert";
    let expected = "the path of a PEM file with certificates, or its text";
    match settings.text(key) {
        Some(text) if text.trim() == "*" => Err(settings.bad_value(
            key,
            expected,
            Some(
                "`*` would trust any server with your token and is refused; name the certificate of your proxy instead",
            ),
        )),
        Some(text) if text.contains("-----BEGIN ") => {
            if text.contains("-----BEGIN CERTIFICATE-----") && !text.contains("PRIVATE KEY-----") {
                return Ok(Some(text));
            }
            Err(settings.bad_value(key, expected, Some("only certificates are wanted, never a private key")))
        }
        Some(path) => Ok(Some(file(&path, sources).display().to_string())),
        None => Ok(None),
    }
}
