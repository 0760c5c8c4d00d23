//! What is kept on disk about one user of one account, as text.
//!
//! ```text
//! {
//!   "format": "pipedrive-sql metadata",
//!   "version": 1,
//!   "known": {
//!     "fields": {                      definitions by the path of their list, in its order
//!       "/dealFields": {"at": …, "value": [{
//!         "code": "…", "label": "…", "type": "enum", "custom": true,
//!         "options": [["12", "Hot"]]   pairs of id and label
//!       }]}
//!     },
//!     "rows": {"deals": {"active": {"at": …, "value": 9500}}},              by table and walk
//!     "spreads": {"deals": {"active": {"at": …, "value": {                  likewise, of long lists
//!       "times": [1700000000, …],      seconds, with as many changes between any two
//!       "all_timed": true
//!     }}}},
//!     "without_null": {"deals": {"active.update_time": {"at": …, "value": true}}},   by table, walk and column
//!     "summary_agrees": {"at": …, "value": true},
//!     "numbers": {"/dealFields": {"at": …, "value": {"title": 12450}}},         by the path of their list and key
//!     "limits": {"at": …, "value": {"burst": 40, "daily": 90000}}               of the plan: in 2 seconds, and a day
//!   }
//! }
//! ```
//!
//! `at` is when it was found out, in milliseconds since 1970 (UTC). Members that are not known are skipped, and each may
//! be absent. There is nothing secret in it: labels, counts and times, but no record and no token.

use std::collections::BTreeMap;
use std::time::Duration;

use pipedrive_client::PlanLimits;
use pipedrive_schema::{FieldDefinition, FieldOption};
use serde::{Deserialize, Serialize};

use crate::parallel::Spread;

/// What every file begins with.
const FORMAT: &str = "pipedrive-sql metadata";

/// The version that is written, and the only one that is read.
const VERSION: u64 = 1;

/// How long anything is kept. Field definitions are used for `MetadataTTL` only, which is at most as long.
pub(super) const KEPT: Duration = Duration::from_hours(30 * 24);

/// Something, and when it was found out, in milliseconds since 1970 (UTC).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Dated<T> {
    pub(crate) at: u64,
    pub(crate) value: T,
}

/// Facts by the name of a table and that of its walk, or walk and column.
pub(crate) type Facts<T> = BTreeMap<String, BTreeMap<String, Dated<T>>>;

/// All that is known about an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Content {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) fields: BTreeMap<String, Dated<Vec<KeptField>>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) rows: Facts<usize>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) spreads: Facts<Spread>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) without_null: Facts<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) summary_agrees: Option<Dated<bool>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) numbers: BTreeMap<String, Dated<BTreeMap<String, u64>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) limits: Option<Dated<KeptLimits>>,
}

/// The limits of a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct KeptLimits {
    #[serde(skip_serializing_if = "Option::is_none")]
    burst: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    daily: Option<u64>,
}

/// One field definition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct KeptField {
    code: String,
    label: String,
    r#type: String,
    custom: bool,
    options: Vec<(String, String)>,
}

#[derive(Deserialize, Serialize)]
struct Envelope<T> {
    format: String,
    version: u64,
    known: T,
}

impl Content {
    /// What a text says; `None` if it is damaged, of another version, or something else.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let envelope: Envelope<Self> = serde_json::from_slice(text).ok()?;
        (envelope.format == FORMAT && envelope.version == VERSION).then_some(envelope.known)
    }

    /// The text of a file.
    pub(super) fn render(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(&Envelope { format: FORMAT.to_owned(), version: VERSION, known: self })
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what others found out; of two answers to one question the later stays.
    pub(super) fn absorb(&mut self, others: Self) {
        absorb(&mut self.fields, others.fields);
        absorb_facts(&mut self.rows, others.rows);
        absorb_facts(&mut self.spreads, others.spreads);
        absorb_facts(&mut self.without_null, others.without_null);
        absorb_one(&mut self.summary_agrees, others.summary_agrees);
        absorb(&mut self.numbers, others.numbers);
        absorb_one(&mut self.limits, others.limits);
    }

    /// Drops what is too old, and what a clock that went wrong has dated after `now`.
    pub(super) fn expire(&mut self, now: u64) {
        let is_valid = |at: u64| now.checked_sub(at).is_some_and(|age| Duration::from_millis(age) <= KEPT);
        self.fields.retain(|_, fields| is_valid(fields.at));
        expire_facts(&mut self.rows, is_valid);
        expire_facts(&mut self.spreads, is_valid);
        expire_facts(&mut self.without_null, is_valid);
        self.summary_agrees.take_if(|verdict| !is_valid(verdict.at));
        self.numbers.retain(|_, numbers| is_valid(numbers.at));
        self.limits.take_if(|limits| !is_valid(limits.at));
    }
}

fn absorb_one<T>(own: &mut Option<Dated<T>>, other: Option<Dated<T>>) {
    if let Some(other) = other
        && own.as_ref().is_none_or(|own| own.at <= other.at)
    {
        *own = Some(other);
    }
}

fn absorb<T>(own: &mut BTreeMap<String, Dated<T>>, others: BTreeMap<String, Dated<T>>) {
    for (name, other) in others {
        if own.get(&name).is_none_or(|own| own.at <= other.at) {
            own.insert(name, other);
        }
    }
}

fn absorb_facts<T>(own: &mut Facts<T>, others: Facts<T>) {
    for (table, facts) in others {
        absorb(own.entry(table).or_default(), facts);
    }
}

fn expire_facts<T>(facts: &mut Facts<T>, is_valid: impl Fn(u64) -> bool) {
    facts.retain(|_, facts| {
        facts.retain(|_, fact| is_valid(fact.at));
        !facts.is_empty()
    });
}

impl From<&FieldDefinition> for KeptField {
    fn from(field: &FieldDefinition) -> Self {
        Self {
            code: field.code.clone(),
            label: field.label.clone(),
            r#type: field.field_type.clone(),
            custom: field.is_custom,
            options: field.options.iter().map(|option| (option.id.clone(), option.label.clone())).collect(),
        }
    }
}

impl From<KeptField> for FieldDefinition {
    fn from(field: KeptField) -> Self {
        let options = field.options.into_iter().map(|(id, label)| FieldOption { id, label });
        Self {
            code: field.code,
            label: field.label,
            field_type: field.r#type,
            is_custom: field.custom,
            options: options.collect(),
        }
    }
}

impl From<PlanLimits> for KeptLimits {
    fn from(PlanLimits { burst, daily }: PlanLimits) -> Self {
        Self { burst, daily }
    }
}

impl From<KeptLimits> for PlanLimits {
    fn from(KeptLimits { burst, daily }: KeptLimits) -> Self {
        Self { burst, daily }
    }
}
