//! Connection strings: `Key=Value;` texts, data source files and profiles, parsed into a typed configuration.
//!
//! [`KEYS`] is the one table of keys; the parser, its messages, the help text and the documentation derive
//! from it. The crate reads files of data sources and profiles and does no other IO.

mod address;
mod callback;
mod config;
mod error;
mod key;
mod key_value;
mod keys;
mod layers;
mod notes;
mod oauth;
mod oauth_settings;
mod odbc_ini;
mod place;
mod profiles;
mod proxy;
mod redact;
mod reference;
mod requirements;
mod resolve;
mod retired;
mod secret;
mod settings;
mod sources;
mod tokenizer;
mod value;
mod wording;

pub use address::service_url;
pub use callback::{CALLBACK_URL, LoopbackCallback, callback_url};
pub use config::{AuthScheme, ConnectionConfig, FieldNames, ParallelScan, PushdownFilters, RecordVisibility};
pub use error::{ConnectionError, MissingKeys, SyntaxProblem};
pub use key::{ChoiceSpec, KeyDefault, KeyGroup, KeyKind, KeySpec};
pub use key_value::{KeyValue, WrittenPair, key_values, quoted, written_pairs};
pub use keys::KEYS;
pub use oauth::{InitiateOAuth, OAuthConfig, SettingsLocation};
pub use place::Place;
pub use proxy::ProxyConfig;
pub use redact::redact;
pub use reference::{help, keys_markdown};
pub use secret::Secret;
pub use sources::Sources;
