//! Knobs for the API's inconsistencies that have bitten clients.

/// How the last page of a v2 list says that it is the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LastPage {
    /// `"additional_data": {"next_cursor": null}`.
    #[default]
    NullCursor,
    /// `"additional_data": {}`.
    MissingCursor,
    /// No `additional_data` at all.
    NoAdditionalData,
}

/// How routes of an add-on that the company has not bought answer; all three have been seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingAddOn {
    /// 403 with an error that names the add-on.
    #[default]
    Forbidden,
    /// 402 with an error that names the add-on.
    PaymentRequired,
    /// 404, as if the routes did not exist.
    NotFound,
}

/// Where old records without a time of change stand in a list ordered by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingChangeTimes {
    /// Before all others in ascending order, after them in descending order.
    #[default]
    First,
    /// After all others in ascending order, before them in descending order.
    Last,
    /// There are none: every record has a time of change.
    Nowhere,
}

/// What deals that are worth nothing look like; the documentation knows only zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorthlessDeals {
    /// Their value is `0`.
    #[default]
    Zero,
    /// Their value is `null`; `/deals/summary` counts them in their currency.
    NullValue,
    /// Their value and currency are `null`; `/deals/summary` counts them in its total and in no currency.
    NullCurrency,
}

/// How conversions end, after they were asked about twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conversions {
    /// `completed`: the source is deleted.
    #[default]
    Completed,
    /// `failed`: the source stays as it is.
    Failed,
    /// `rejected`: the source stays as it is.
    Rejected,
    /// They never end: `running` for ever.
    Endless,
}

/// What `/files/{id}/download` answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Downloads {
    /// 302 to an address that needs no token, under the same host.
    #[default]
    Elsewhere,
    /// The content itself.
    Content,
}

/// What the cursors of v2 lists look like. They are not documented; published examples are readable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CursorForm {
    /// base64url of JSON with the place of the next page's first row, and every such place is accepted.
    #[default]
    Readable,
    /// The same, and a cursor that no answer had is refused.
    Issued,
    /// A text that says nothing.
    Opaque,
}

/// Which of the API's inconsistencies show; the default is what the API does most of the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent switch")]
pub struct Quirks {
    /// How a v2 list ends.
    pub last_page: LastPage,
    /// An empty v1 list carries `"data": null` (default true) rather than `[]`.
    pub null_for_empty: bool,
    /// v1 pagination members stand directly under `additional_data`, as the schema of leads shows them (default
    /// false: nested in `pagination`, as real answers have them).
    pub flat_pagination: bool,
    /// Answers carry `x-ratelimit-*` (default true).
    pub burst_headers: bool,
    /// Answers carry `x-daily-ratelimit-token-*` (default true).
    pub budget_headers: bool,
    /// A 429 carries `retry-after` (default false).
    pub retry_after: bool,
    /// v1 times that never happened read `0000-00-00 00:00:00` (default false: `null`).
    pub zero_times: bool,
    /// `category` of products is a number (default false: the option id as text).
    pub numeric_category: bool,
    /// How routes of a missing add-on answer.
    pub missing_add_on: MissingAddOn,
    /// Deals carry members no schema mentions, such as `score` (default true).
    pub undocumented_members: bool,
    /// Old records have no `update_time`, and this is where they stand in its order.
    pub missing_change_times: MissingChangeTimes,
    /// What deals without a value look like.
    pub worthless_deals: WorthlessDeals,
    /// `/deals/summary` counts deals that are worth nothing (default true).
    pub summary_counts_worthless: bool,
    /// How conversions of deals and leads that clients ask for end.
    pub conversions: Conversions,
    /// How files are handed out.
    pub downloads: Downloads,
    /// Largest file that can be uploaded, in bytes (default 50 MiB); a larger one is answered with 413.
    pub max_upload: usize,
    /// What cursors of v2 lists look like.
    pub cursors: CursorForm,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            last_page: LastPage::default(),
            null_for_empty: true,
            flat_pagination: false,
            burst_headers: true,
            budget_headers: true,
            retry_after: false,
            zero_times: false,
            numeric_category: false,
            missing_add_on: MissingAddOn::default(),
            undocumented_members: true,
            missing_change_times: MissingChangeTimes::default(),
            worthless_deals: WorthlessDeals::default(),
            summary_counts_worthless: true,
            conversions: Conversions::default(),
            downloads: Downloads::default(),
            max_upload: 50 << 20,
            cursors: CursorForm::default(),
        }
    }
}
