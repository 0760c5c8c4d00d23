//! One authenticated account, shared by all tables of a session: client, field definitions, what was learnt.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use datafusion::execution::TaskContext;
use pipedrive_auth::{ConsentPrompt, OAuth};
use pipedrive_client::log::LogFile;
use pipedrive_client::{PipedriveClient, QueryScope};
use pipedrive_connection::{ConnectionConfig, FieldNames, RecordVisibility};
use pipedrive_schema::{CustomFieldNames, CustomFieldsSpec, RouteSpec, TABLES, TableSpec, ViewSpec};

use crate::cache::{AccountCache, AtHand};
use crate::error::Error;
use crate::knowledge::Knowledge;
use crate::layout::TableLayout;
use crate::metadata::{Definitions, Found, Metadata};
use crate::options::PipedriveOptions;
use crate::saved_filter::{Leases, NumberCache};
use crate::settings::{Settings, settings};
use crate::write::{Ledger, Record};

/// An account and what the session knows about it.
#[derive(Debug)]
pub struct Account {
    client: PipedriveClient,
    oauth: Arc<OAuth>,
    metadata: Metadata,
    names: CustomFieldNames,
    page_size: u32,
    read_only: bool,
    archived: RecordVisibility,
    deleted: RecordVisibility,
    tables: Vec<&'static TableSpec>,
    settings: Settings,
    knowledge: Knowledge,
    cache: AccountCache,
    leases: Arc<Leases>,
    field_numbers: Arc<NumberCache>,
    ledger: Ledger,
    scopes: Mutex<Vec<(Weak<TaskContext>, Arc<QueryScope>)>>,
}

impl Account {
    /// Opens the account that `config` names, and its log file if it names one; nothing is sent. If a person has to
    /// sign in later, `prompt` shows them the way.
    ///
    /// # Errors
    /// If the credentials are of a kind that cannot be used, the TLS, proxy or log settings do not work, or
    /// `Tables` names a table that does not exist.
    pub fn open(config: &ConnectionConfig, prompt: Arc<dyn ConsentPrompt>) -> Result<Self, Error> {
        if let Some(log) = LogFile::open(config)? {
            // A host with a subscriber of its own keeps it: one process has one.
            log.install();
        }
        let (client, oauth) = PipedriveClient::open(config, prompt)?;
        let leases = Arc::new(Leases::new(client.clone(), config.read_only));
        let account = Self {
            client,
            oauth,
            metadata: Metadata::new(config.metadata_ttl),
            names: match config.custom_field_names {
                FieldNames::Slug => CustomFieldNames::Slug,
                FieldNames::Label => CustomFieldNames::Label,
                FieldNames::Key => CustomFieldNames::Key,
            },
            page_size: config.page_size,
            read_only: config.read_only,
            archived: config.archived_records,
            deleted: config.deleted_records,
            tables: chosen_tables(config.tables.as_deref())?,
            settings: settings(config),
            knowledge: Knowledge::default(),
            cache: AccountCache::new(config),
            leases,
            field_numbers: Arc::new(NumberCache::new(config.metadata_ttl)),
            ledger: Ledger::default(),
            scopes: Mutex::default(),
        };
        account.recall();
        Ok(account)
    }

    /// The HTTP side.
    pub fn client(&self) -> &PipedriveClient {
        &self.client
    }

    /// The OAuth app and its tokens.
    pub fn oauth(&self) -> &Arc<OAuth> {
        &self.oauth
    }

    /// Tables this session shows: all, or those that `Tables` names.
    pub fn tables(&self) -> &[&'static TableSpec] {
        &self.tables
    }

    /// The views that read nothing but tables this session shows.
    pub(crate) fn views(&self) -> impl Iterator<Item = &'static ViewSpec> {
        let shown = |table: &&str| self.tables.iter().any(|spec| spec.name == *table);
        pipedrive_schema::views().filter(move |view| view.tables().iter().all(shown))
    }

    /// What the keys of the connection string are set to, without secrets.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether nothing may be changed in the account.
    pub(crate) fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Most rows a page may have.
    pub(crate) fn page_size(&self) -> u32 {
        self.page_size
    }

    /// Single requests a scan keeps in flight: as many as fill the token's burst window, `MaxConcurrentRequests` at most.
    pub(crate) fn max_concurrent(&self) -> usize {
        self.client.width()
    }

    /// Whether archived rows belong to a table when the query does not say.
    pub(crate) fn shows_archived(&self) -> bool {
        self.archived == RecordVisibility::Include
    }

    /// Whether deleted rows belong to a table when the query does not say.
    pub(crate) fn shows_deleted(&self) -> bool {
        self.deleted == RecordVisibility::Include
    }

    /// The columns of a table, custom fields included.
    ///
    /// # Errors
    /// If the field definitions cannot be fetched.
    ///
    /// # API cost
    /// One list of field definitions when they are not cached, usually 10 tokens.
    pub async fn layout(&self, spec: &'static TableSpec) -> Result<TableLayout, Error> {
        let Some(custom) = spec.custom_fields else {
            return Ok(TableLayout::new(spec, &[], self.names));
        };
        let definitions = self.definitions(custom.fields).await?;
        Ok(TableLayout::new(spec, &definitions.fields, self.names))
    }

    /// The definitions behind a fields route.
    async fn definitions(&self, route: RouteSpec) -> Result<Definitions, Error> {
        self.recall();
        match self.metadata.definitions(&self.client, route).await? {
            Found::Known(definitions) => Ok(definitions),
            Found::Fetched(definitions) => {
                // By now it is known who the user is, also if somebody had to sign in first.
                self.recall();
                self.cache.keep_fields(route.path, &definitions).await;
                Ok(definitions)
            }
        }
    }

    /// Takes up what earlier sessions of the same user kept.
    fn recall(&self) {
        self.cache.follow(self.at_hand());
    }

    /// Keeps what was learnt for later sessions, if it has not been kept yet.
    pub(crate) async fn keep_learnt(&self) {
        self.recall();
        self.cache.keep_learnt(self.at_hand()).await;
    }

    /// The same where nobody can wait for it.
    pub(crate) fn keep_learnt_at_once(&self) {
        self.recall();
        self.cache.keep_learnt_at_once(self.at_hand());
    }

    fn at_hand(&self) -> AtHand<'_> {
        let Self { client, metadata, knowledge, field_numbers: numbers, .. } = self;
        AtHand { client, metadata, knowledge, numbers }
    }

    /// The columns of custom fields by the names that `CustomFieldNames=Key` gives them: the field's key, and with a part
    /// of it appended, such as `_currency`.
    ///
    /// # Errors
    /// As [`layout`](Self::layout).
    ///
    /// # API cost
    /// As [`layout`](Self::layout).
    pub(crate) async fn columns_by_key(&self, spec: &'static TableSpec) -> Result<HashMap<String, String>, Error> {
        let Some(custom) = spec.custom_fields else { return Ok(HashMap::new()) };
        let definitions = self.definitions(custom.fields).await?;
        let named = |names| TableLayout::new(spec, &definitions.fields, names).columns;
        let (keys, columns) = (named(CustomFieldNames::Key), named(self.names));
        let pairs = keys.into_iter().zip(columns).filter(|(key, _)| key.field.is_some());
        Ok(pairs.map(|(key, column)| (key.name, column.name)).collect())
    }

    /// The columns of a table that every account has. Nothing is sent.
    pub(crate) fn built_in_layout(&self, spec: &'static TableSpec) -> TableLayout {
        TableLayout::new(spec, &[], self.names)
    }

    /// The columns of a table as far as they are known by now. Nothing is sent.
    pub(crate) fn known_layout(&self, spec: &'static TableSpec) -> TableLayout {
        let definitions = spec.custom_fields.and_then(|custom| self.metadata.last(custom.fields));
        let fields = definitions.as_ref().map_or(&[][..], |definitions| definitions.fields.as_slice());
        TableLayout::new(spec, fields, self.names)
    }

    /// Names of a table's columns as far as they are known by now: custom fields are among them once the table was
    /// used. Nothing is sent, so that completion can ask as often as it likes.
    pub fn known_columns(&self, spec: &'static TableSpec) -> Vec<String> {
        self.known_layout(spec).columns.into_iter().map(|column| column.name).collect()
    }

    /// Forgets field definitions and whatever was learnt, in memory and on disk.
    pub fn forget(&self) {
        self.recall();
        self.metadata.forget();
        self.field_numbers.forget();
        self.knowledge.forget();
        self.cache.forget();
    }

    /// Deletes the filters that queries saved in the account, and keeps what was learnt. None are saved after that.
    ///
    /// # Errors
    /// If they cannot be deleted; calling it again tries again.
    ///
    /// # API cost
    /// 6 tokens for one filter, 10 for more; none where there is none.
    pub async fn close(&self) -> Result<(), Error> {
        self.keep_learnt().await;
        self.leases.close().await
    }

    /// The filters that queries saved in the account.
    pub(crate) fn leases(&self) -> &Arc<Leases> {
        &self.leases
    }

    /// The numbers of fields, by which filters name them.
    pub(crate) fn field_numbers(&self) -> &Arc<NumberCache> {
        &self.field_numbers
    }

    /// What was learnt about the account.
    pub(crate) fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// What became of the rows of the last statement that wrote.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Takes what a statement has written into account: definitions that may have changed are fetched again, and
    /// counts of rows move.
    pub(crate) fn wrote(&self, spec: &'static TableSpec, record: &Record) {
        // A view that is written has no walks of its own, and all there are show choices of fields.
        let defines = |custom: CustomFieldsSpec| spec.walks.is_empty() || defines(spec, custom.fields);
        if TABLES.iter().filter_map(|table| table.custom_fields).any(defines) {
            self.metadata.forget();
            self.field_numbers.forget();
            self.cache.forget();
        }
        let (added, removed) = record.moved();
        if let Some(walk) = spec.walks.first()
            && let Some(rows) = self.knowledge.rows(spec.name, walk.name)
        {
            self.knowledge.learn_rows(spec.name, walk.name, (rows + added).saturating_sub(removed));
        }
    }

    /// The accounting of the query that `task` executes: all scans of one query share one.
    pub(crate) fn scope(&self, task: &Arc<TaskContext>) -> Arc<QueryScope> {
        let mut scopes = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        scopes.retain(|(known, _)| known.strong_count() > 0);
        let known = scopes.iter().find(|(known, _)| known.as_ptr() == Arc::as_ptr(task));
        if let Some((_, scope)) = known {
            return Arc::clone(scope);
        }
        let options = PipedriveOptions::of(task.session_config().options());
        let scope = Arc::new(QueryScope::new(options.token_limit(), options.token_reserve()));
        scopes.push((Arc::downgrade(task), Arc::clone(&scope)));
        // Other scans need not wait for the file.
        drop(scopes);
        // What an earlier query of this session has learnt, where its end went unnoticed.
        self.cache.keep_learnt_at_once(self.at_hand());
        scope
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        self.cache.keep_learnt_at_once(self.at_hand());
    }
}

/// Whether a table lists the definitions that come from `route`.
fn defines(spec: &TableSpec, route: RouteSpec) -> bool {
    spec.walks.iter().any(|walk| walk.route.path == route.path && walk.route.version == route.version)
}

fn chosen_tables(names: Option<&[String]>) -> Result<Vec<&'static TableSpec>, Error> {
    let Some(names) = names else { return Ok(TABLES.to_vec()) };
    names
        .iter()
        .map(|name| {
            pipedrive_schema::table(&name.to_lowercase()).ok_or_else(|| {
                let known: Vec<&str> = TABLES.iter().map(|t| t.name).collect();
                Error::new(
                    pipedrive_client::ErrorKind::ConnectionString,
                    format!("`Tables` names `{name}`, which is no table"),
                )
                .with_hint(format!("tables: {}", known.join(", ")))
            })
        })
        .collect()
}
