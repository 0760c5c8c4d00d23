//! `ConnectionConfig`: a connection string after it was parsed, checked and completed with defaults.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use crate::{ConnectionError, OAuthConfig, ProxyConfig, Secret, Sources, resolve};

/// Everything a connection string says, typed.
///
/// A connection string is a list of `Key=Value` pairs separated by `;`. Keys are found whatever their case,
/// spaces and underscores ([`KEYS`](crate::KEYS) lists them, [`help`](crate::help) prints them). A value is
/// taken as it stands, without surrounding blanks, or quoted by `'…'`, `"…"` or `{…}`, in which `;` may
/// stand and the closing character is written twice; an empty value means the default. A leading
/// `jdbc:pipedrive:` is skipped.
///
/// `DSN=name` adds the keys of that section of an `odbc.ini`, `Profile=name` those of that table of
/// `profiles.toml`; a key in the string wins over the data source, which wins over the profile.
///
/// ```
/// use pipedrive_connection::{ConnectionConfig, Sources};
///
/// let config = ConnectionConfig::parse_with("Company Domain=acme; APIToken='0;1'", &Sources::default())?;
/// assert_eq!(config.base_url.as_deref(), Some("https://acme.pipedrive.com"));
/// assert_eq!(config.page_size, 500);
/// # Ok::<(), pipedrive_connection::ConnectionError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionConfig {
    /// `AuthScheme`: how to sign in. Default [`AuthScheme::ApiToken`].
    pub auth_scheme: AuthScheme,
    /// `CompanyDomain`: the bare name of the account, such as `acme`; `None` if only `BaseURL` or the answer
    /// of an OAuth sign-in says where the API is.
    pub company_domain: Option<String>,
    /// `APIToken`: always there when `auth_scheme` is [`AuthScheme::ApiToken`].
    pub api_token: Option<Secret>,
    /// The OAuth keys.
    pub oauth: OAuthConfig,
    /// `BaseURL`: scheme, host and port of the API, without a trailing slash. `https` unless the host is
    /// this machine. Default `https://{CompanyDomain}.pipedrive.com`.
    ///
    /// `None`, with [`AuthScheme::OAuth`] only: the account's own address, which is the `api_domain` of
    /// [the answer that brought the token](https://pipedrive.readme.io/docs/marketplace-oauth-authorization),
    /// or `https://api.pipedrive.com` where no answer told one.
    pub base_url: Option<String>,
    /// `Timeout`: how long one request may take. Default 60 s.
    pub timeout: Duration,
    /// `PageSize`: rows asked for in one request, 1 to 500. Default 500.
    pub page_size: u32,
    /// `MaxRows`: most rows a query returns. Default `None`, all.
    pub max_rows: Option<u64>,
    /// `ReadOnly`: whether every change is refused. Default false.
    pub read_only: bool,
    /// `MaxConcurrentRequests`: most requests in flight at a time, 1 to 64. Default `None`: as many as fill the token's
    /// burst window.
    pub max_concurrent_requests: Option<usize>,
    /// `MaxTokensPerQuery`: most API tokens one query may spend. Default `None`, no limit.
    pub max_tokens_per_query: Option<u64>,
    /// `MetadataTTL`: how long fields and other metadata are reused. Default 900 s.
    pub metadata_ttl: Duration,
    /// `CacheMetadata` and `CacheLocation`: the directory in which fields and what was learnt about the account are
    /// kept for later sessions. `None` keeps them in memory only. Default `pipedrive-sql` below `XDG_CACHE_HOME`, and
    /// `None` where `BaseURL` or `OAuthURL` is an address of this machine.
    pub metadata_cache: Option<PathBuf>,
    /// `ArchivedRecords`. Default [`RecordVisibility::Include`].
    pub archived_records: RecordVisibility,
    /// `DeletedRecords`. Default [`RecordVisibility::Exclude`].
    pub deleted_records: RecordVisibility,
    /// `CustomFieldNames`: what columns of custom fields are called. Default [`FieldNames::Slug`].
    pub custom_field_names: FieldNames,
    /// `ProxyServer`, `ProxyPort`, `ProxyUser`, `ProxyPassword`. Default `None`, a direct connection: proxies
    /// of the system or its environment are not used.
    pub proxy: Option<ProxyConfig>,
    /// `SSLServerCert`: PEM text, or the path of a PEM file, with certificates to trust besides the usual.
    pub ssl_server_cert: Option<String>,
    /// `LogFile`: file to log to. Default `None`, no log.
    pub log_file: Option<PathBuf>,
    /// `Verbosity`: 1 (statements) to 5 (everything). Default 1.
    pub verbosity: u8,
    /// `MaxLogFileSize`: bytes at which a new log file is begun. Default 100 MB.
    pub max_log_file_size: u64,
    /// `MaxLogFileCount`: log files to keep, the current one included. Default 10.
    pub max_log_file_count: u32,
    /// `ConnectOnOpen`: whether the ODBC driver checks the credentials when it connects. Default true. A session of
    /// the library sends nothing before it is asked to.
    pub connect_on_open: bool,
    /// `AggregatePushdown`: whether Pipedrive's own totals may answer sums and counts of deals. Default true.
    pub aggregate_pushdown: bool,
    /// `PushdownFilters`. Default [`PushdownFilters::Parameters`].
    pub pushdown_filters: PushdownFilters,
    /// `ParallelScan`. Default [`ParallelScan::Auto`].
    pub parallel_scan: ParallelScan,
    /// `Tables`: lower-case names of the only tables to show. Default `None`, all.
    pub tables: Option<Vec<String>>,
    /// What the user should know although nothing is wrong: keys that have no
    /// effect, secrets in files others can read.
    pub notes: Vec<String>,
}

/// How a session proves who it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthScheme {
    /// A personal API token (`AuthScheme=Basic`).
    #[default]
    ApiToken,
    /// An OAuth 2.0 access token.
    OAuth,
}

/// Whether a kind of record is part of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordVisibility {
    /// It is.
    Include,
    /// It is not.
    Exclude,
}

/// What may carry the conditions of a query to Pipedrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PushdownFilters {
    /// The parameters of its lists.
    #[default]
    Parameters,
    /// Also saved filters, which a session adds to the account where they pay, and deletes when it ends.
    Temporary,
}

/// How wide lists are read that are certain to be read to their end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ParallelScan {
    /// Ahead and from several places at once, by documented requests only.
    #[default]
    Auto,
    /// Each page when the one before it was used up.
    Off,
    /// As with `Auto`, and lists in the order of their ids from places that no answer has named: Pipedrive's cursors
    /// are not documented, but once one could be read, others like it can be written. Where ranges of ids meet, a row
    /// of the next one must be seen from the one before, so that nothing is skipped unnoticed. Cursors that cannot
    /// be read or are refused lead back to `Auto`, and a contradiction to page after page.
    Jump,
}

/// What columns of custom fields are called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldNames {
    /// Lower-case slug of the label: `contract_type`.
    #[default]
    Slug,
    /// The label as it is: `"Contract Type"`.
    Label,
    /// The field's key: 40 hex digits.
    Key,
}

impl AuthScheme {
    /// The choices by name.
    pub(crate) const ALL: [(&'static str, Self); 2] = [("Basic", Self::ApiToken), ("OAuth", Self::OAuth)];

    /// The value of `AuthScheme` that stands for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ApiToken => "Basic",
            Self::OAuth => "OAuth",
        }
    }
}

impl RecordVisibility {
    /// The choices by name.
    pub(crate) const ALL: [(&'static str, Self); 2] = [("Include", Self::Include), ("Exclude", Self::Exclude)];
}

impl PushdownFilters {
    /// The choices by name.
    pub const ALL: [(&'static str, Self); 2] = [("Parameters", Self::Parameters), ("Temporary", Self::Temporary)];

    /// The value of `PushdownFilters` that stands for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parameters => "Parameters",
            Self::Temporary => "Temporary",
        }
    }
}

impl ParallelScan {
    /// The choices by name.
    pub const ALL: [(&'static str, Self); 3] = [("Auto", Self::Auto), ("Off", Self::Off), ("Jump", Self::Jump)];

    /// The value of `ParallelScan` that stands for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "Auto",
            Self::Off => "Off",
            Self::Jump => "Jump",
        }
    }
}

impl FieldNames {
    /// The choices by name.
    pub(crate) const ALL: [(&'static str, Self); 3] =
        [("Slug", Self::Slug), ("Label", Self::Label), ("Key", Self::Key)];
}

impl ConnectionConfig {
    /// Parses a connection string with the files and environment variables of this process.
    ///
    /// An empty string stands for the content of `PIPEDRIVE_SQL_CONNECTION`.
    ///
    /// # Errors
    /// [`ConnectionError`]: the text is not a list of pairs, a key is unknown, repeated or missing, a value
    /// is not allowed, or a data source or profile cannot be read.
    pub fn parse(connection_string: &str) -> Result<Self, ConnectionError> {
        Self::parse_with(connection_string, &Sources::from_environment())
    }

    /// Parses a connection string with the given files and variables.
    ///
    /// # Errors
    /// As [`ConnectionConfig::parse`].
    pub fn parse_with(connection_string: &str, sources: &Sources) -> Result<Self, ConnectionError> {
        resolve::resolve(connection_string, sources)
    }
}

impl FromStr for ConnectionConfig {
    type Err = ConnectionError;

    fn from_str(connection_string: &str) -> Result<Self, ConnectionError> {
        Self::parse(connection_string)
    }
}
