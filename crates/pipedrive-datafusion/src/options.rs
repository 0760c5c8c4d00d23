//! Session options, set with `SET pipedrive.name = value` and listed in `information_schema.df_settings`.

use datafusion::common::extensions_options;
use datafusion::config::{ConfigExtension, ConfigOptions};

extensions_options! {
    /// Options under the prefix `pipedrive`.
    pub struct PipedriveOptions {
        /// Whether filters, sorts and limits are carried out by the API where it can; off, every row is fetched
        /// and the engine does the rest.
        pub pushdown: bool, default = true
        /// Most API tokens one query may cost; 0 means no limit.
        pub max_tokens_per_query: u64, default = 0
        /// API tokens of the day that queries must leave to the company's other integrations; 0 means none.
        pub min_tokens_left: u64, default = 0
    }
}

impl ConfigExtension for PipedriveOptions {
    const PREFIX: &'static str = "pipedrive";
}

impl PipedriveOptions {
    /// The options of a session; the defaults where a session was made without them.
    pub fn of(options: &ConfigOptions) -> Self {
        options.extensions.get::<Self>().cloned().unwrap_or_default()
    }

    /// `max_tokens_per_query` as a limit.
    pub fn token_limit(&self) -> Option<u64> {
        (self.max_tokens_per_query > 0).then_some(self.max_tokens_per_query)
    }

    /// `min_tokens_left` as a limit.
    pub fn token_reserve(&self) -> Option<u64> {
        (self.min_tokens_left > 0).then_some(self.min_tokens_left)
    }
}
