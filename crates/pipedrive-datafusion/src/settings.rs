//! What the keys of the connection string are set to, as people may see it.

use std::collections::BTreeMap;
use std::time::Duration;

use pipedrive_connection::{ConnectionConfig, FieldNames, RecordVisibility, SettingsLocation};

/// Values by key; a secret is `***` where there is one, and a key that is not set is missing.
pub(crate) type Settings = BTreeMap<&'static str, String>;

/// What stands in the place of a secret.
pub(crate) const MASK: &str = "***";

/// The settings of a session.
pub(crate) fn settings(config: &ConnectionConfig) -> Settings {
    values(config).into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

/// Each key with what it is set to. Those that only say where further keys are have done their work.
fn values(config: &ConnectionConfig) -> Vec<(&'static str, Option<String>)> {
    let oauth = &config.oauth;
    let secret = |given: bool| given.then(|| MASK.to_owned());
    let proxy = config.proxy.as_ref();
    vec![
        ("AuthScheme", Some(config.auth_scheme.name().to_owned())),
        ("CompanyDomain", config.company_domain.clone()),
        ("APIToken", secret(config.api_token.is_some())),
        ("InitiateOAuth", Some(oauth.initiate.name().to_owned())),
        ("OAuthClientId", oauth.client_id.clone()),
        ("OAuthClientSecret", secret(oauth.client_secret.is_some())),
        ("OAuthAccessToken", secret(oauth.access_token.is_some())),
        ("OAuthRefreshToken", secret(oauth.refresh_token.is_some())),
        ("OAuthVerifier", secret(oauth.verifier.is_some())),
        ("CallbackURL", oauth.callback_url.clone()),
        ("OAuthSettingsLocation", oauth.settings_location.as_ref().map(location)),
        ("OAuthExpiresIn", oauth.expires_in.map(seconds)),
        ("OAuthTokenTimestamp", oauth.token_timestamp.map(|at| at.to_string())),
        ("Scope", (!oauth.scope.is_empty()).then(|| oauth.scope.join(","))),
        // It may be what tells a genuine answer of the consent page from a forged one.
        ("State", secret(oauth.state.is_some())),
        ("OAuthURL", Some(oauth.oauth_url.clone())),
        ("OAuthTimeout", Some(seconds(oauth.timeout))),
        ("BaseURL", config.base_url.clone()),
        ("Timeout", Some(seconds(config.timeout))),
        (
            "MaxConcurrentRequests",
            Some(config.max_concurrent_requests.map_or_else(|| "auto".to_owned(), |most| most.to_string())),
        ),
        ("ProxyServer", proxy.map(|proxy| proxy.server.clone())),
        ("ProxyPort", proxy.map(|proxy| proxy.port.to_string())),
        ("ProxyUser", proxy.and_then(|proxy| proxy.user.clone())),
        ("ProxyPassword", secret(proxy.is_some_and(|proxy| proxy.password.is_some()))),
        ("SSLServerCert", config.ssl_server_cert.clone()),
        ("ConnectOnOpen", Some(config.connect_on_open.to_string())),
        ("ReadOnly", Some(config.read_only.to_string())),
        ("PageSize", Some(config.page_size.to_string())),
        ("MaxRows", Some(config.max_rows.map_or_else(|| "-1".to_owned(), |rows| rows.to_string()))),
        ("MaxTokensPerQuery", config.max_tokens_per_query.map(|tokens| tokens.to_string())),
        ("MetadataTTL", Some(seconds(config.metadata_ttl))),
        ("CacheMetadata", Some(config.metadata_cache.is_some().to_string())),
        ("CacheLocation", config.metadata_cache.as_ref().map(|path| path.display().to_string())),
        ("ArchivedRecords", Some(visibility(config.archived_records).to_owned())),
        ("DeletedRecords", Some(visibility(config.deleted_records).to_owned())),
        ("CustomFieldNames", Some(field_names(config.custom_field_names).to_owned())),
        ("Tables", config.tables.as_ref().map(|tables| tables.join(","))),
        ("AggregatePushdown", Some(config.aggregate_pushdown.to_string())),
        ("PushdownFilters", Some(config.pushdown_filters.name().to_owned())),
        ("ParallelScan", Some(config.parallel_scan.name().to_owned())),
        ("LogFile", config.log_file.as_ref().map(|path| path.display().to_string())),
        ("Verbosity", Some(config.verbosity.to_string())),
        ("MaxLogFileSize", Some(config.max_log_file_size.to_string())),
        ("MaxLogFileCount", Some(config.max_log_file_count.to_string())),
    ]
}

fn seconds(duration: Duration) -> String {
    duration.as_secs_f64().to_string()
}

fn location(location: &SettingsLocation) -> String {
    match location {
        SettingsLocation::File(path) => path.display().to_string(),
        SettingsLocation::Memory(id) => format!("memory://{id}"),
    }
}

fn visibility(visibility: RecordVisibility) -> &'static str {
    match visibility {
        RecordVisibility::Include => "Include",
        RecordVisibility::Exclude => "Exclude",
    }
}

fn field_names(names: FieldNames) -> &'static str {
    match names {
        FieldNames::Slug => "Slug",
        FieldNames::Label => "Label",
        FieldNames::Key => "Key",
    }
}

#[cfg(test)]
mod tests {
    use pipedrive_connection::{KEYS, KeyGroup, Sources};

    use super::*;

    #[test]
    fn every_key_has_a_value_and_secrets_are_masked() {
        let config = ConnectionConfig::parse_with("APIToken=0123456789;CompanyDomain=acme", &Sources::default());
        let values = values(&config.unwrap());
        let keys = KEYS.iter().filter(|key| key.group != KeyGroup::Sources).map(|key| key.name);
        assert_eq!(values.iter().map(|(key, _)| *key).collect::<Vec<_>>(), keys.collect::<Vec<_>>());
        assert!(values.contains(&("APIToken", Some(MASK.to_owned()))));
    }
}
