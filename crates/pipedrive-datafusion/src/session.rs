//! `PipedriveSession`: a connection string becomes a session that runs SQL.

use std::sync::Arc;

use datafusion::common::ScalarValue;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SessionContext;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::{DataFrame, SessionConfig};
use datafusion::sql::sqlparser::ast::ObjectName;
use pipedrive_auth::{ConsentPrompt, SystemBrowser};
use pipedrive_client::{Budget, Counts, CurrentUser, ErrorKind, QueryScope};
use pipedrive_connection::ConnectionConfig;

use crate::account::Account;
use crate::catalog::{CATALOG, PipedriveCatalog, SCHEMA, default_options, lengthen_key_lists};
use crate::describe::{TableDescription, describe};
use crate::error::Error;
use crate::explain;
use crate::field_keys::name_fields;
use crate::front_door::{Accepted, ParsedStatement, accept, parse};
use crate::functions::FunctionRelations;
use crate::journal::Journal;
use crate::metadata::accounted;
use crate::nested_text::flatten_copy;
use crate::options::PipedriveOptions;
use crate::prepared::{Prepared, StatementKind};
use crate::procedures::{
    ListedProcedures, ProcedureBackend, ProcedurePlanner, ProcedureRelations, call_with, rehearsed_calls,
    with_columns_of_dry_run,
};
use crate::result::QueryResult;
use crate::rules::add_rules;
use crate::translate::{missing_column, table_not_found};
use crate::write::{
    WriteExec, WriteKeys, WriteProgress, double_quoted, read_only, take_write, with_quotes_hint, wrap, writes,
};

/// What a statement that has started consists of.
type Started = (SendableRecordBatchStream, Arc<QueryScope>, Arc<dyn ExecutionPlan>);

/// A session on one account.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use pipedrive_datafusion::PipedriveSession;
///
/// let session = PipedriveSession::connect("CompanyDomain=acme;APIToken=0123456789").await?;
/// let batches = session.sql("SELECT stage_id, count(*) FROM deals GROUP BY 1").await?.collect().await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct PipedriveSession {
    ctx: SessionContext,
    account: Arc<Account>,
    max_rows: Option<usize>,
}

impl PipedriveSession {
    /// Opens the account that a connection string names. Nothing is sent: credentials are checked by the
    /// first request, or by [`current_user`](Self::current_user).
    ///
    /// # Errors
    /// If the connection string is wrong or its credentials are of a kind that cannot be used.
    #[expect(clippy::unused_async, reason = "checking the credentials at once, where asked for, will take a request")]
    pub async fn connect(connection: &str) -> Result<Self, Error> {
        Self::open(&ConnectionConfig::parse(connection)?)
    }

    /// Opens the account of a configuration that was parsed before.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub fn open(config: &ConnectionConfig) -> Result<Self, Error> {
        Self::open_with(config, Arc::new(SystemBrowser))
    }

    /// The same, with another way to bring the consent page before a person than their browser.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub fn open_with(config: &ConnectionConfig, prompt: Arc<dyn ConsentPrompt>) -> Result<Self, Error> {
        let account = Arc::new(Account::open(config, prompt)?);
        let procedures = Arc::clone(&account) as _;
        Ok(Self::assemble(config, account, procedures))
    }

    /// A session on an account, whose procedures may be carried out by something else.
    pub(crate) fn assemble(
        config: &ConnectionConfig,
        account: Arc<Account>,
        procedures: Arc<dyn ProcedureBackend>,
    ) -> Self {
        let mut session = SessionConfig::new()
            .with_information_schema(true)
            .with_create_default_catalog_and_schema(false)
            .with_default_catalog_and_schema(CATALOG, SCHEMA)
            // More partitions would read ahead: pages are paid for, so a LIMIT must be able to stop them.
            .with_target_partitions(1)
            .with_option_extension(default_options(config));
        lengthen_key_lists(session.options_mut());
        let procedures = ProcedureRelations::new(procedures);
        let functions = FunctionRelations::new(Arc::clone(&account));
        let state = SessionStateBuilder::new()
            .with_config(session)
            .with_default_features()
            .with_query_planner(Arc::new(ProcedurePlanner))
            .with_relation_planners(vec![Arc::new(procedures), Arc::new(functions), Arc::new(ListedProcedures)])
            .build();
        let ctx = SessionContext::new_with_state(state);
        add_rules(&ctx);
        ctx.register_catalog(CATALOG, Arc::new(PipedriveCatalog::new(&account)));
        let max_rows = config.max_rows.map(|rows| usize::try_from(rows).unwrap_or(usize::MAX));
        Self { ctx, account, max_rows }
    }

    /// The DataFusion context underneath, to register functions or local tables.
    pub fn context(&self) -> &SessionContext {
        &self.ctx
    }

    /// The account.
    pub fn account(&self) -> &Arc<Account> {
        &self.account
    }

    /// Plans one statement and hands it over as a `DataFrame`.
    ///
    /// # Errors
    /// If the text is not one statement, does not parse or names what does not exist.
    ///
    /// # API cost
    /// None beyond the field definitions of tables used for the first time; executing the `DataFrame` costs
    /// what `EXPLAIN` says.
    pub async fn sql(&self, sql: &str) -> Result<DataFrame, Error> {
        let prepared = self.prepare(sql).await?;
        Ok(self.ctx.execute_logical_plan(prepared.plan).await?)
    }

    /// Plans one statement, for executing it once or often.
    ///
    /// # Errors
    /// As [`sql`](Self::sql).
    ///
    /// # API cost
    /// As [`sql`](Self::sql).
    pub async fn prepare(&self, sql: &str) -> Result<Prepared, Error> {
        let mut statements = parse(sql)?;
        match (statements.pop(), statements.is_empty()) {
            (Some(statement), true) => self.plan(statement).await,
            (Some(_), false) => Err(Error::new(ErrorKind::Syntax, "expected one statement, found several")
                .with_hint("split the text with `parse` and prepare its statements one by one")),
            (None, _) => Err(Error::new(ErrorKind::Syntax, "expected a statement, found none")),
        }
    }

    /// Plans one statement of a batch.
    ///
    /// # Errors
    /// If it names what does not exist or its types do not fit.
    ///
    /// # API cost
    /// As [`sql`](Self::sql).
    pub async fn plan(&self, statement: ParsedStatement) -> Result<Prepared, Error> {
        let text = statement.text();
        if let Some(name) = statement.target()
            && let Err(error) = self.check_target(name)
        {
            if !self.is_dry() && !statement.is_explained() {
                self.account.ledger().clear();
            }
            return Err(error);
        }
        let accepted = accept(statement)?;
        let would_write = self.would_write(&accepted.statement);
        // It is large, and stands here twice.
        let planning = Box::pin(self.planned(accepted, text, would_write));
        let planned = if would_write {
            let options = PipedriveOptions::of(self.ctx.state().config_options());
            let scope = Arc::new(QueryScope::new(options.token_limit(), options.token_reserve()));
            let planned = accounted(Arc::clone(&scope), planning).await;
            planned.map(|planned| planned.planned_for(scope.counts().tokens))
        } else {
            planning.await
        };
        if would_write && planned.is_err() {
            self.account.ledger().clear();
        }
        planned
    }

    async fn planned(&self, mut accepted: Accepted, text: String, would_write: bool) -> Result<Prepared, Error> {
        if self.account.is_read_only() && would_write {
            return Err(read_only());
        }
        let state = self.ctx.state();
        let names = &state.config_options().catalog;
        let is_default = names.default_catalog == CATALOG && names.default_schema == SCHEMA;
        let write = take_write(&mut accepted.statement, &self.account, &text, is_default).await?;
        name_fields(&mut accepted.statement, &self.account).await?;
        let rehearsed = if self.is_dry() { rehearsed_calls(&accepted.statement) } else { Vec::new() };
        let texts = if write.is_some() { double_quoted(&accepted.statement) } else { Vec::new() };
        let plan = self.ctx.state().statement_to_plan(accepted.statement).await;
        let plan = flatten_copy(plan.map_err(|error| match call_with(missing_column(&error), &rehearsed) {
            Some(call) => with_columns_of_dry_run(&error.into(), call),
            None => with_quotes_hint(error.into(), &texts),
        })?)?;
        let plan = match write {
            Some(draft) => wrap(plan, &self.account, draft)?,
            None => plan,
        };
        Prepared::new(plan, text, accepted.parameters, self.max_rows)
    }

    /// # Errors
    /// If a statement writes to what is no table here, with the one that was probably meant.
    fn check_target(&self, name: &ObjectName) -> Result<(), Error> {
        let name = name.to_string();
        if self.ctx.table_exist(&name)? { Ok(()) } else { Err(table_not_found(&name)) }
    }

    /// Whether a statement would write to the account as things stand: an EXPLAIN and a dry run do not.
    fn would_write(&self, statement: &datafusion::sql::parser::Statement) -> bool {
        !self.is_dry() && writes(statement)
    }

    fn is_dry(&self) -> bool {
        let state = self.ctx.state();
        PipedriveOptions::of(state.config_options()).dry_run
    }

    /// Executes a statement, with values for its parameters.
    ///
    /// # Errors
    /// If a value does not fit, if the query would cost more tokens than it may, or if the statement acts at
    /// once (`SET`, `CREATE`) and fails. Failures of requests come with the rows.
    ///
    /// # API cost
    /// None before the first row is asked for, except for `CREATE TABLE … AS`.
    pub async fn execute(&self, prepared: &Prepared, values: &[ScalarValue]) -> Result<QueryResult, Error> {
        let begun = self.account.ledger().number();
        let writes = !self.is_dry() && writing(&prepared.plan);
        let result = self.run(prepared, values).await;
        if writes && result.is_err() && self.account.ledger().number() == begun {
            self.account.ledger().clear();
        }
        result
    }

    async fn run(&self, prepared: &Prepared, values: &[ScalarValue]) -> Result<QueryResult, Error> {
        let bound = prepared.bind(values)?;
        if matches!(bound.kind(), StatementKind::Explain | StatementKind::Analyze) {
            return explain::execute(&self.ctx, &self.account, bound).await;
        }
        let kind = bound.kind();
        let mut journal = Journal::start(bound.text());
        match self.start(bound).await {
            Ok((stream, scope, plan)) => {
                let kind = match plan.downcast_ref::<WriteExec>() {
                    // A dry run gives rows.
                    Some(write) if write.is_dry() => StatementKind::Query,
                    // What an EXECUTE carries out is only known by now.
                    Some(_) => StatementKind::Write,
                    None => kind,
                };
                let account = Arc::clone(&self.account);
                Ok(QueryResult { stream, scope, plan, kind, journal, account })
            }
            Err(error) => {
                journal.fail(&error);
                Err(error)
            }
        }
    }

    async fn start(&self, bound: Prepared) -> Result<Started, Error> {
        let planning = bound.take_planning();
        let frame = self.ctx.execute_logical_plan(bound.plan).await?;
        let task = Arc::new(frame.task_ctx());
        let plan = frame.create_physical_plan().await?;
        let scope = self.account.scope(&task);
        scope.charge(planning);
        explain::check_limits(&plan, &task, planning)?;
        Ok((execute_stream(Arc::clone(&plan), task)?, scope, plan))
    }

    /// Prepares and executes one statement without parameters.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare) and [`execute`](Self::execute).
    pub async fn query(&self, sql: &str) -> Result<QueryResult, Error> {
        let prepared = self.prepare(sql).await?;
        self.execute(&prepared, &[]).await
    }

    /// Ends the session's use of the account: filters that queries saved there with `PushdownFilters=Temporary` are
    /// deleted, and none are saved any more. A session that saved none sends nothing.
    ///
    /// A session that is dropped without this leaves the deletion to a task of the runtime it ran in.
    ///
    /// # Errors
    /// If they cannot be deleted; calling it again tries again.
    ///
    /// # API cost
    /// 6 tokens for one filter, 10 for more; none where there is none.
    pub async fn close(&self) -> Result<(), Error> {
        self.account.close().await
    }

    /// The user and company behind the credentials, and so a check that they work.
    ///
    /// # Errors
    /// If Pipedrive cannot be reached or refuses the credentials.
    ///
    /// # API cost
    /// `GET /api/v1/users/me`, 2 tokens.
    pub async fn current_user(&self) -> Result<CurrentUser, Error> {
        Ok(self.account.client().current_user(&QueryScope::new(None, None)).await?)
    }

    /// The account's limits as the last answer told them.
    pub fn budget(&self) -> Budget {
        self.account.client().budget()
    }

    /// What all requests of this session cost so far, field definitions included.
    pub fn totals(&self) -> Counts {
        self.account.client().totals()
    }

    /// How far the session's last statement that writes is; `None` before there was one. What a statement sent goes on
    /// being awaited when its result is dropped, so this tells when it is over, and `last_write` what became of each row.
    pub fn write_progress(&self) -> Option<WriteProgress> {
        self.account.ledger().progress()
    }

    /// The keys of the rows that statement has written, and of those it may have written.
    pub fn write_keys(&self) -> WriteKeys {
        self.account.ledger().keys()
    }

    /// The columns of one of the account's tables.
    ///
    /// # Errors
    /// If there is no such table or its field definitions cannot be fetched.
    ///
    /// # API cost
    /// As [`sql`](Self::sql).
    pub async fn describe(&self, table: &str) -> Result<TableDescription, Error> {
        describe(&self.ctx, &self.account, table).await
    }
}

/// Whether executing a plan writes to the account.
fn writing(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Analyze(analyze) => writing(&analyze.input),
        LogicalPlan::Dml(_) => true,
        _ => false,
    }
}
