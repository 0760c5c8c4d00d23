//! `KEYS`: every key of the connection string. Parser, messages, help and documentation derive from it.

use std::time::Duration;

use crate::key::{ChoiceSpec, KeyDefault, KeyGroup, KeyKind, KeySpec};
use KeyGroup::{Account, Logging, Network, OAuth, Queries, Sources};
use KeyKind::{Choice, Flag, Integer, List, Path, Seconds, Secret, Size, Text, Url};

/// All keys, in the order in which they are documented.
pub const KEYS: &[KeySpec] = &[
    key(Account, "AuthScheme", Choice(AUTH_SCHEMES), "How to sign in: `Basic` with a personal API token, or `OAuth`.")
        .default("Basic"),
    key(Account, "CompanyDomain", Text, "The account: `acme`, `acme.pipedrive.com` or its address in a browser.")
        .computed("with `OAuth`, the account that granted the token"),
    key(Account, "APIToken", Secret, "Personal API token, from Settings > Personal preferences > API.")
        .aliases(&["Token"]),
    key(
        OAuth,
        "InitiateOAuth",
        Choice(INITIATE),
        "`REFRESH` renews tokens; `GETANDREFRESH` also opens a browser when there are none.",
    )
    .default("OFF"),
    key(OAuth, "OAuthClientId", Text, "Client id of your app in the Developer Hub.").aliases(&["ClientId"]),
    key(OAuth, "OAuthClientSecret", Secret, "Client secret of that app; the file of tokens is encrypted under it.")
        .aliases(&["ClientSecret"]),
    key(OAuth, "OAuthAccessToken", Secret, "An access token you already have; it lives about an hour.")
        .aliases(&["AccessToken"]),
    key(OAuth, "OAuthRefreshToken", Secret, "Refresh token that renews the access token.").aliases(&["RefreshToken"]),
    key(
        OAuth,
        "OAuthVerifier",
        Secret,
        "The `code` of the address you were sent back to, for machines without a browser.",
    ),
    key(
        OAuth,
        "CallbackURL",
        Url,
        "Callback address registered for the app; `GETANDREFRESH` listens on it, as `http` on this machine.",
    )
    .aliases(&["RedirectURI", "RedirectURL"])
    .computed("`http://localhost:33333` for the sign-in with a browser"),
    key(
        OAuth,
        "OAuthSettingsLocation",
        Path,
        "Encrypted file of tokens, which may begin with `~/` or `%APPDATA%`; or `memory://id` for this process only.",
    )
    .computed("`pipedrive-sql/OAuthSettings.txt` in the user's configuration directory"),
    key(OAuth, "OAuthExpiresIn", seconds(0, 31_536_000), "Lifetime of the access token when it was issued."),
    key(OAuth, "OAuthTokenTimestamp", from(0), "When the access token was issued, in milliseconds since 1970 (UTC)."),
    key(
        OAuth,
        "Scope",
        List,
        "Sent with the address of the consent page, if given; Pipedrive grants the scopes of the app.",
    ),
    key(
        OAuth,
        "State",
        Text,
        "Value in the address that `GetOAuthAuthorizationURL` builds; the desktop sign-in always uses a random one.",
    ),
    key(OAuth, "OAuthURL", Url, "Scheme and host of the OAuth server; `/oauth/token` and the like are appended.")
        .default("https://oauth.pipedrive.com"),
    key(OAuth, "OAuthTimeout", seconds(1, 86_400), "How long to wait for the sign-in in the browser.").default("300"),
    key(Network, "BaseURL", Url, "Scheme and host of the API; `/api/v1/…` and `/api/v2/…` are appended.")
        .computed("`https://{CompanyDomain}.pipedrive.com`"),
    key(Network, "Timeout", TIMEOUT, "How long one request may take.").default("60"),
    key(
        Network,
        "MaxConcurrentRequests",
        KeyKind::Automatic { min: 1, max: 64 },
        "Most requests in flight at a time; `auto` keeps as many as the rate limit lets through.",
    )
    .default("auto"),
    key(Network, "ProxyServer", Url, "HTTP proxy: `host`, `host:port` or `http://host:port`."),
    key(Network, "ProxyPort", range(1, 65_535), "Port of the proxy.").computed("80, or 443 for `https://`"),
    key(Network, "ProxyUser", Text, "User name for the proxy."),
    key(Network, "ProxyPassword", Secret, "Password for the proxy."),
    key(Network, "SSLServerCert", Text, "Extra certificate to trust: a PEM file or PEM text."),
    key(Network, "ConnectOnOpen", Flag, "Whether the ODBC driver checks the credentials when it connects, for 2 tokens.")
        .default("true"),
    key(Queries, "ReadOnly", Flag, "Refuses every statement that would change the account.").default("false"),
    key(Queries, "PageSize", range(1, 500), "Rows asked for in one request.").default("500"),
    key(Queries, "MaxRows", from(-1), "Most rows a query returns; `0` and `-1` mean all.").default("-1"),
    key(Queries, "MaxTokensPerQuery", from(1), "Most API tokens one query may spend; without it there is no limit."),
    key(Queries, "MetadataTTL", seconds(0, 2_592_000), "How long fields and other metadata are reused.").default("900"),
    key(
        Queries,
        "CacheMetadata",
        Flag,
        "Whether fields, and what was learnt about the account, are kept on disk for later sessions.",
    )
    .computed("`true`; `false` where the account is emulated on this machine and `CacheLocation` is not given"),
    key(
        Queries,
        "CacheLocation",
        Path,
        "Directory for what is kept on disk, which may begin with `~/` or `%APPDATA%`; only you must be able to write to it.",
    )
    .computed("`pipedrive-sql` in the user's cache directory"),
    key(Queries, "ArchivedRecords", Choice(VISIBILITY), "Whether tables hold archived records.").default("Include"),
    key(Queries, "DeletedRecords", Choice(VISIBILITY), "Whether tables hold records deleted in the last 30 days.")
        .default("Exclude"),
    key(Queries, "CustomFieldNames", Choice(FIELD_NAMES), "What columns of custom fields are called.").default("Slug"),
    key(Queries, "Tables", List, "The only tables to show; by default all."),
    key(Queries, "AggregatePushdown", Flag, "Whether Pipedrive's own totals may answer sums and counts of deals.")
        .default("true"),
    key(
        Queries,
        "PushdownFilters",
        Choice(PUSHDOWN_FILTERS),
        "`Temporary` lets queries save filters in the account for conditions that no parameter takes.",
    )
    .default("Parameters"),
    key(
        Queries,
        "ParallelScan",
        Choice(PARALLEL_SCAN),
        "`Auto` reads long lists from several places at once; `Jump` from more, by undocumented cursors it writes itself.",
    )
    .default("Auto"),
    key(Logging, "LogFile", Path, "File to log to; secrets are never written."),
    key(Logging, "Verbosity", range(1, 5), "1 statements, 2 requests, 3 headers, 4 bodies, 5 everything.").default("1"),
    key(Logging, "MaxLogFileSize", Size { min: 100_000 }, "Size at which a new log file is begun.").default("100MB"),
    key(Logging, "MaxLogFileCount", range(1, 1_000), "Log files to keep, the current one included.").default("10"),
    key(Sources, "DSN", Text, "Data source in `odbc.ini` that holds further keys; keys given here win."),
    key(Sources, "Profile", Text, "Table of `profiles.toml` that holds further keys; keys given here win."),
    key(Sources, "Driver", Text, "Name of the ODBC driver; accepted and not used."),
];

const AUTH_SCHEMES: &[ChoiceSpec] = &[
    ChoiceSpec { name: "Basic", aliases: &["APIToken", "Token"] },
    ChoiceSpec { name: "OAuth", aliases: &["OAuth2"] },
];

const INITIATE: &[ChoiceSpec] = &[choice("OFF"), choice("REFRESH"), choice("GETANDREFRESH")];

const VISIBILITY: &[ChoiceSpec] = &[choice("Include"), choice("Exclude")];

const PUSHDOWN_FILTERS: &[ChoiceSpec] = &[choice("Parameters"), choice("Temporary")];

const PARALLEL_SCAN: &[ChoiceSpec] =
    &[ChoiceSpec { name: "Auto", aliases: &["true"] }, ChoiceSpec { name: "Off", aliases: &["false"] }, choice("Jump")];

const FIELD_NAMES: &[ChoiceSpec] = &[choice("Slug"), choice("Label"), choice("Key")];

const TIMEOUT: KeyKind = Seconds { min: Duration::from_millis(1), max: Duration::from_hours(24) };

const fn key(group: KeyGroup, name: &'static str, kind: KeyKind, comment: &'static str) -> KeySpec {
    KeySpec { name, aliases: &[], group, kind, default: KeyDefault::None, comment }
}

const fn choice(name: &'static str) -> ChoiceSpec {
    ChoiceSpec { name, aliases: &[] }
}

const fn range(min: i64, max: i64) -> KeyKind {
    Integer { min, max }
}

const fn from(min: i64) -> KeyKind {
    Integer { min, max: i64::MAX }
}

const fn seconds(min: u64, max: u64) -> KeyKind {
    Seconds { min: Duration::from_secs(min), max: Duration::from_secs(max) }
}

impl KeySpec {
    const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    const fn default(mut self, value: &'static str) -> Self {
        self.default = KeyDefault::Value(value);
        self
    }

    const fn computed(mut self, words: &'static str) -> Self {
        self.default = KeyDefault::Computed(words);
        self
    }
}
