//! Calls on a session whose procedures only note that they were called.

mod calls;
mod host;
mod refusals;
mod secrets;

use std::sync::{Arc, Mutex};

use arrow::util::display::{ArrayFormatter, FormatOptions};
use async_trait::async_trait;
use datafusion::common::ScalarValue;
use datafusion::execution::TaskContext;
use pipedrive_auth::SystemBrowser;
use pipedrive_connection::ConnectionConfig;
use pipedrive_schema::ColumnType;

use super::backend::{Arguments, ProcedureBackend};
use crate::account::Account;
use crate::error::Error;
use crate::session::PipedriveSession;
use crate::write::Line;

/// Notes calls, and answers with the names of the columns.
#[derive(Debug, Default)]
struct Notes {
    calls: Mutex<Vec<String>>,
}

#[async_trait]
impl ProcedureBackend for Notes {
    async fn call(&self, arguments: Arguments, _task: Arc<TaskContext>) -> Result<Vec<ScalarValue>, Error> {
        let spec = arguments.spec();
        let given = spec.parameters.iter().filter_map(|p| Some(format!("{}={}", p.name, arguments.text(p.name)?)));
        let given: Vec<String> = given.collect();
        self.calls.lock().unwrap().push(format!("{}({})", spec.name, given.join(" ")));
        let value = |column: &pipedrive_schema::ResultColumnSpec| match column.data_type {
            ColumnType::Boolean => ScalarValue::Boolean(Some(true)),
            ColumnType::Int64 => ScalarValue::Int64(Some(3599)),
            _ => ScalarValue::Utf8(Some(format!("<{}>", column.name))),
        };
        Ok(spec.columns.iter().map(value).collect())
    }

    async fn rehearse(&self, _arguments: Arguments) -> Result<Vec<Line>, Error> {
        Ok(Vec::new())
    }
}

/// A session, and the calls that were made in it.
struct Desk {
    session: PipedriveSession,
    notes: Arc<Notes>,
}

impl Desk {
    fn new() -> Self {
        let notes = Arc::new(Notes::default());
        Self { session: session(Arc::clone(&notes) as _), notes }
    }

    /// The calls since the last look.
    fn calls(&self) -> Vec<String> {
        std::mem::take(&mut *self.notes.calls.lock().unwrap())
    }

    /// The rows of a statement, its column names first.
    async fn rows(&self, sql: &str) -> Result<Vec<String>, Error> {
        let prepared = self.session.prepare(sql).await?;
        self.execute(&prepared, &[]).await
    }

    async fn execute(&self, prepared: &crate::Prepared, values: &[ScalarValue]) -> Result<Vec<String>, Error> {
        let result = self.session.execute(prepared, values).await?;
        let names: Vec<String> = result.schema().fields().iter().map(|field| field.name().clone()).collect();
        let mut rows = vec![names.join(" ")];
        for batch in result.collect().await? {
            let options = FormatOptions::new().with_null("NULL");
            let columns: Vec<_> =
                batch.columns().iter().map(|array| ArrayFormatter::try_new(array, &options).unwrap()).collect();
            rows.extend(
                (0..batch.num_rows()).map(|row| {
                    columns.iter().map(|column| column.value(row).to_string()).collect::<Vec<_>>().join(" ")
                }),
            );
        }
        Ok(rows)
    }

    /// The rows of a statement that must not fail.
    async fn expect(&self, sql: &str) -> Vec<String> {
        self.rows(sql).await.unwrap_or_else(|error| panic!("{sql}: {error} {:?}", error.hints()))
    }

    /// The error of a statement that must fail, hints included.
    async fn error(&self, sql: &str) -> String {
        match self.rows(sql).await {
            Ok(rows) => panic!("{sql}: {rows:?}"),
            Err(error) => format!("[{}] {error}; {}", error.sqlstate(), error.hints().join("; ")),
        }
    }
}

fn session(procedures: Arc<dyn ProcedureBackend>) -> PipedriveSession {
    let config = ConnectionConfig::parse("CompanyDomain=acme;APIToken=0123456789abcdef").unwrap();
    let account = Arc::new(Account::open(&config, Arc::new(SystemBrowser)).unwrap());
    PipedriveSession::assemble(&config, account, procedures)
}
