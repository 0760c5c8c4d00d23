//! `Settings`: known keys with their values and places, before they become a configuration.

use crate::key::{is_same, normalize};
use crate::retired::{self, RetiredKey};
use crate::{ChoiceSpec, ConnectionError, KeyDefault, KeyKind, KeySpec, Place, Secret, value};

/// One key that was given.
#[derive(Debug)]
pub(crate) struct Setting {
    pub(crate) spec: &'static KeySpec,
    /// The value; empty means that the default holds.
    pub(crate) value: Secret,
    pub(crate) place: Place,
}

/// Keys that were given, each at most once.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    known: Vec<Setting>,
    /// Keys of a login that does not exist any more, kept until it is clear what to answer.
    retired: Vec<RetiredKey>,
}

impl Settings {
    /// Adds a key as a user wrote it.
    pub(crate) fn insert(&mut self, name: &str, value: Secret, place: Place) -> Result<(), ConnectionError> {
        let Some(spec) = KeySpec::find(name) else {
            if let Some(key) = RetiredKey::find(name, &place) {
                self.retired.push(key);
                // At once: what follows may be a piece of an unquoted password.
                return retired::refuse_login(&self.retired);
            }
            let nearest = KeySpec::nearest(name).map(|spec| spec.name);
            let name = is_showable(name).then(|| name.to_owned());
            return Err(ConnectionError::UnknownKey { name, nearest, place });
        };
        if let Some(first) = self.known.iter().find(|setting| setting.spec.name == spec.name) {
            if first.value == value {
                return Ok(());
            }
            return Err(ConnectionError::RepeatedKey {
                key: spec.name,
                places: Box::new([first.place.clone(), place]),
            });
        }
        let setting = Setting { spec, value, place };
        if !setting.value.expose().is_empty() && !value::is_allowed(spec.kind, setting.value.expose()) {
            return Err(refuse(setting));
        }
        self.known.push(setting);
        Ok(())
    }

    /// Adds the keys of `weaker` that are not given here.
    pub(crate) fn complete_with(&mut self, weaker: Self) {
        for setting in weaker.known {
            if !self.known.iter().any(|given| given.spec.name == setting.spec.name) {
                self.known.push(setting);
            }
        }
        self.retired.extend(weaker.retired);
    }

    /// Refuses the keys of a login that does not exist any more.
    pub(crate) fn refuse_retired(&self) -> Result<(), ConnectionError> {
        retired::refuse_any(&self.retired)
    }

    /// The settings with a value, in the order in which they were given.
    pub(crate) fn given(&self) -> impl Iterator<Item = &Setting> {
        self.known.iter().filter(|setting| !setting.value.expose().is_empty())
    }

    /// Whether the key has a value.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.setting(key).is_some()
    }

    /// Whether the key was set to nothing, to undo what a profile says.
    pub(crate) fn is_cleared(&self, key: &str) -> bool {
        self.known.iter().any(|setting| setting.spec.name == key && setting.value.expose().is_empty())
    }

    /// The value of a key without a default.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.setting(key).map(|setting| setting.value.expose().to_owned())
    }

    /// The value of a secret key.
    pub(crate) fn secret(&self, key: &str) -> Option<Secret> {
        self.setting(key).map(|setting| setting.value.clone())
    }

    /// The value of a key without a default, when it is given, as `parse` understands it.
    pub(crate) fn optional<T>(
        &self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
        expected: &str,
    ) -> Result<Option<T>, ConnectionError> {
        let Some(setting) = self.setting(key) else { return Ok(None) };
        parse(setting.value.expose()).map(Some).ok_or_else(|| self.bad_value(key, expected, None))
    }

    /// The value of a key, or its default, as `parse` understands it.
    pub(crate) fn value<T>(
        &self,
        key: &'static str,
        parse: impl FnOnce(KeyKind, &str) -> Option<T>,
    ) -> Result<T, ConnectionError> {
        let spec = KeySpec::find(key);
        let default = match spec.map(|spec| spec.default) {
            Some(KeyDefault::Value(text)) => text,
            _ => "",
        };
        let text = self.setting(key).map_or(default, |setting| setting.value.expose());
        spec.and_then(|spec| parse(spec.kind, text)).ok_or_else(|| {
            let expected = spec.map(|spec| spec.kind.allowed()).unwrap_or_default();
            self.bad_value(key, &expected, None)
        })
    }

    /// The error for a value of that key which no rule allows.
    pub(crate) fn bad_value(&self, key: &'static str, expected: &str, advice: Option<&str>) -> ConnectionError {
        ConnectionError::BadValue {
            key,
            expected: expected.to_owned(),
            advice: advice.map(str::to_owned),
            place: self.setting(key).map_or(Place::Default, |setting| setting.place.clone()),
        }
    }

    fn setting(&self, key: &str) -> Option<&Setting> {
        self.given().find(|setting| setting.spec.name == key)
    }
}

/// The error for a setting whose value its kind does not allow.
fn refuse(Setting { spec, value, place }: Setting) -> ConnectionError {
    if spec.name == "AuthScheme" && is_same(value.expose(), "EmailPassword") {
        return ConnectionError::RetiredLogin { key: spec.name, place };
    }
    let advice = match spec.kind {
        KeyKind::Choice(choices) => nearest_choice(value.expose(), choices),
        _ => None,
    };
    ConnectionError::BadValue { key: spec.name, expected: spec.kind.allowed(), advice, place }
}

/// Names the allowed value that a misspelt one most likely means.
fn nearest_choice(text: &str, choices: &[ChoiceSpec]) -> Option<String> {
    if text.chars().count() > 32 {
        return None;
    }
    let wanted = normalize(text);
    choices
        .iter()
        .map(|choice| (choice.name, strsim::damerau_levenshtein(&wanted, &normalize(choice.name))))
        .filter(|(name, distance)| *distance <= name.len() / 3)
        .min_by_key(|(_, distance)| *distance)
        .map(|(name, _)| format!("did you mean `{name}`?"))
}

/// Whether an unknown key can be shown: it is no piece of a secret whose quotes were forgotten.
///
/// Keys are letters; tokens hold digits and signs. A name close to a known key is a misspelling.
pub(crate) fn is_showable(key: &str) -> bool {
    let plain =
        key.chars().count() <= 40 && key.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, ' ' | '_' | '-' | '.'));
    plain || KeySpec::nearest(key).is_some()
}
