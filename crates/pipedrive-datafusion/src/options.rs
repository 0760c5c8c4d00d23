//! Session options, set with `SET pipedrive.name = value` and listed in `information_schema.df_settings`.

use std::any::Any;
use std::fmt::Display;
use std::str::FromStr;

use datafusion::config::{ConfigEntry, ConfigExtension, ConfigOptions, ExtensionOptions};
use datafusion::error::Result;
use pipedrive_client::ErrorKind;
use pipedrive_connection::{ParallelScan, PushdownFilters};

use crate::error::Error;
use crate::translate::nearest;

/// Options under the prefix `pipedrive`.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own that users set by its name")]
pub struct PipedriveOptions {
    /// Whether filters, sorts and limits are carried out by the API where it can. Default true; off, every row
    /// is fetched and the engine does the rest.
    pub pushdown: bool,
    /// Whether Pipedrive's own totals may answer counts and sums of deals. Default true; without `pushdown` they
    /// never do.
    pub aggregate_pushdown: bool,
    /// Most API tokens one query may cost. Default 0, no limit.
    pub max_tokens_per_query: u64,
    /// API tokens of the day that queries must leave to the company's other integrations. Default 0, none.
    pub min_tokens_left: u64,
    /// Whether a table that takes one request a parent may be read for all of its parents. Default false: such a
    /// query is refused, with what it would cost.
    pub allow_fan_out: bool,
    /// Whether saved filters may be added to the account for conditions that no parameter takes. Default
    /// [`PushdownFilters::Parameters`], which adds none; a connection with `ReadOnly` never adds any.
    pub pushdown_filters: PushdownFilters,
    /// Whether an UPDATE or DELETE may have no WHERE, or one that is true of every row. Default false.
    pub allow_unfiltered_writes: bool,
    /// Most rows one statement may write. Default 1000.
    pub max_write_rows: usize,
    /// Whether statements that write give the requests they would send as rows, and send none. Default false.
    pub dry_run: bool,
    /// How wide lists are read that are certain to be read to their end. Default [`ParallelScan::Auto`].
    pub parallel_scan: ParallelScan,
}

/// One option: its name, what it does, and its two directions.
struct OptionSpec {
    name: &'static str,
    description: &'static str,
    expects: &'static str,
    get: fn(&PipedriveOptions) -> String,
    set: fn(&mut PipedriveOptions, &str) -> bool,
}

const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "pushdown",
        description: "Whether filters, sorts and limits are carried out by the API where it can.",
        expects: "true or false",
        get: |options| options.pushdown.to_string(),
        set: |options, text| store(&mut options.pushdown, &text.to_lowercase()),
    },
    OptionSpec {
        name: "aggregate_pushdown",
        description: "Whether Pipedrive's own totals may answer counts and sums of deals.",
        expects: "true or false",
        get: |options| options.aggregate_pushdown.to_string(),
        set: |options, text| store(&mut options.aggregate_pushdown, &text.to_lowercase()),
    },
    OptionSpec {
        name: "max_tokens_per_query",
        description: "Most API tokens one query may cost; 0 means no limit.",
        expects: "a whole number",
        get: |options| options.max_tokens_per_query.to_string(),
        set: |options, text| store(&mut options.max_tokens_per_query, text),
    },
    OptionSpec {
        name: "min_tokens_left",
        description: "API tokens of the day that queries leave to the company's other integrations; 0 means none.",
        expects: "a whole number",
        get: |options| options.min_tokens_left.to_string(),
        set: |options, text| store(&mut options.min_tokens_left, text),
    },
    OptionSpec {
        name: "allow_fan_out",
        description: "Whether tables that take one request a parent may be read for all parents, or for more than 500 \
                      that a join leaves.",
        expects: "true or false",
        get: |options| options.allow_fan_out.to_string(),
        set: |options, text| store(&mut options.allow_fan_out, &text.to_lowercase()),
    },
    OptionSpec {
        name: "pushdown_filters",
        description: "Whether saved filters may be added to the account for conditions that no parameter takes, and \
                      deleted at the session's end.",
        expects: "Parameters or Temporary",
        get: |options| options.pushdown_filters.name().to_owned(),
        set: |options, text| {
            let found = PushdownFilters::ALL.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(text.trim()));
            found.map(|(_, choice)| options.pushdown_filters = choice).is_some()
        },
    },
    OptionSpec {
        name: "parallel_scan",
        description: "How wide lists are read that are certain to be read to their end: Auto reads ahead and from several \
                      places at once, Off page after page, Jump from more places, by undocumented cursors it writes itself.",
        expects: "Auto, Off or Jump",
        get: |options| options.parallel_scan.name().to_owned(),
        set: |options, text| {
            let choice = match text.trim().to_lowercase().as_str() {
                "auto" | "true" => ParallelScan::Auto,
                "off" | "false" => ParallelScan::Off,
                "jump" => ParallelScan::Jump,
                _ => return false,
            };
            options.parallel_scan = choice;
            true
        },
    },
    OptionSpec {
        name: "allow_unfiltered_writes",
        description: "Whether an UPDATE or DELETE may have no WHERE, or one that is true of every row.",
        expects: "true or false",
        get: |options| options.allow_unfiltered_writes.to_string(),
        set: |options, text| store(&mut options.allow_unfiltered_writes, &text.to_lowercase()),
    },
    OptionSpec {
        name: "max_write_rows",
        description: "Most rows one statement may write.",
        expects: "a whole number",
        get: |options| options.max_write_rows.to_string(),
        set: |options, text| store(&mut options.max_write_rows, text),
    },
    OptionSpec {
        name: "dry_run",
        description: "Whether statements that write give the requests they would send as rows, and send none of them.",
        expects: "true or false",
        get: |options| options.dry_run.to_string(),
        set: |options, text| store(&mut options.dry_run, &text.to_lowercase()),
    },
];

fn store<T: FromStr + Display>(place: &mut T, text: &str) -> bool {
    text.trim().parse().map(|value| *place = value).is_ok()
}

impl Default for PipedriveOptions {
    fn default() -> Self {
        Self {
            pushdown: true,
            aggregate_pushdown: true,
            max_tokens_per_query: 0,
            min_tokens_left: 0,
            allow_fan_out: false,
            parallel_scan: ParallelScan::Auto,
            pushdown_filters: PushdownFilters::Parameters,
            allow_unfiltered_writes: false,
            max_write_rows: 1000,
            dry_run: false,
        }
    }
}

impl ConfigExtension for PipedriveOptions {
    const PREFIX: &'static str = "pipedrive";
}

impl ExtensionOptions for PipedriveOptions {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn cloned(&self) -> Box<dyn ExtensionOptions> {
        Box::new(self.clone())
    }

    fn set(&mut self, key: &str, value: &str) -> Result<()> {
        let prefix = Self::PREFIX;
        let Some(option) = OPTIONS.iter().find(|option| option.name == key) else {
            let error = Error::new(ErrorKind::InvalidArgument, format!("no setting `{prefix}.{key}`"));
            let names: Vec<&str> = OPTIONS.iter().map(|option| option.name).collect();
            let hint = match nearest(key, names.iter().copied()) {
                Some(near) => format!("did you mean `{prefix}.{near}`?"),
                None => format!("settings under `{prefix}.`: {}", names.join(", ")),
            };
            return Err(error.with_hint(hint).into());
        };
        if (option.set)(self, value) {
            return Ok(());
        }
        let message = format!("`{prefix}.{key}` takes {}, not `{value}`", option.expects);
        Err(Error::new(ErrorKind::InvalidArgument, message).into())
    }

    fn entries(&self) -> Vec<ConfigEntry> {
        let entry = |option: &OptionSpec| ConfigEntry {
            key: format!("{}.{}", Self::PREFIX, option.name),
            value: Some((option.get)(self)),
            description: option.description,
        };
        OPTIONS.iter().map(entry).collect()
    }
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
