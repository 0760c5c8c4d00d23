//! Notes: what a user should know about settings that are right and yet do nothing.

use crate::settings::{Setting, Settings};
use crate::wording::join;
use crate::{AuthScheme, Available, ConnectionConfig, KEYS, KeyDefault};

/// Notes about features that are not there yet and about keys without effect.
pub(crate) fn notes(settings: &Settings, config: &ConnectionConfig) -> Vec<String> {
    let mut notes = not_there_yet(settings);
    let unused = match config.auth_scheme {
        AuthScheme::ApiToken => "OAuthAccessToken",
        AuthScheme::OAuth => "APIToken",
    };
    if settings.has(unused) {
        notes.push(format!("`{unused}` has no effect with `AuthScheme={}`", config.auth_scheme.name()));
    }
    notes
}

/// One note a feature, naming the keys that ask for it.
fn not_there_yet(settings: &Settings) -> Vec<String> {
    let mut features: Vec<&'static str> = Vec::new();
    for key in KEYS {
        if let Available::Later(feature) = key.available
            && !features.contains(&feature)
        {
            features.push(feature);
        }
    }
    let note = |feature: &'static str| {
        let keys: Vec<&str> = settings
            .given()
            .filter(|setting| setting.spec.available == Available::Later(feature) && !is_default(setting))
            .map(|setting| setting.spec.name)
            .collect();
        (!keys.is_empty())
            .then(|| format!("not used yet: {} (for {feature}, which a later version brings)", join(keys, "and")))
    };
    features.into_iter().filter_map(note).collect()
}

fn is_default(setting: &Setting) -> bool {
    matches!(setting.spec.default, KeyDefault::Value(default) if setting.value.expose().eq_ignore_ascii_case(default))
}
