//! Sending: several jobs at a time, none after the first failure, and a note of what became of each row.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use pipedrive_client::{Answer, ClientError, ErrorKind, QueryScope};
use pipedrive_schema::AnswerSpec;
use serde_json::Value;

use super::draft::Kind;
use super::jobs::{Job, Step};
use super::ledger::{Entry, Outcome, Page, Record};
use super::proof::{Proof, prove};
use super::report::failure;
use super::sink::Planned;
use super::value::key_of_json;
use crate::error::Error;

/// Sends all jobs and tells how many rows were written. Whoever stops waiting stops it after the requests under way, and
/// what became of those is noted all the same.
///
/// # Errors
/// If a request fails; it says what was written.
pub(super) async fn all(planned: &Arc<Planned>, jobs: Vec<Job>, scope: Arc<QueryScope>) -> Result<usize, Error> {
    let rows = jobs.iter().flat_map(|job| job.rows.iter().zip(&job.ids).map(|(row, id)| (*row, id.clone(), job.kind)));
    let entries = rows.map(|(row, id, kind)| Entry { row, kind, id, outcome: Outcome::NotSent, error: None });
    let record = Record {
        statement: Arc::clone(&planned.draft.text),
        table: planned.draft.layout.spec.name,
        entries: entries.collect(),
        ended: false,
    };
    let page = planned.account.ledger().begin(record);
    let stop = StopOnDrop::default();
    let stopped = Arc::clone(&stop.0);
    let sending = Sending { planned: Arc::clone(planned), scope, page: page.clone() };
    let task = tokio::spawn(async move {
        let failed = sending.carry_out(jobs, &stopped).await;
        sending.planned.account.wrote(sending.planned.draft.layout.spec, &sending.page.record());
        sending.page.end();
        failed
    });
    let failed = task
        .await
        .map_err(|error| Error::new(ErrorKind::Internal, "sending stopped before its end").with_source(error))?;
    drop(stop);
    let record = page.record();
    match failed {
        Some(failed) => Err(failure(failed, &planned.draft, &record)),
        None => Ok(record.entries.iter().filter(|entry| entry.outcome == Outcome::Written).count()),
    }
}

/// Tells the sender that nobody waits any more.
#[derive(Default)]
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Why a job was not carried out.
pub(super) struct Failed {
    /// Numbers of its rows.
    pub(super) rows: Vec<usize>,
    pub(super) error: ClientError,
    pub(super) step: Step,
    /// Whether nobody knows if it was carried out after all.
    pub(super) in_doubt: bool,
    /// Whether an earlier request of the same rows was carried out.
    pub(super) begun: bool,
}

struct Sending {
    planned: Arc<Planned>,
    scope: Arc<QueryScope>,
    page: Page,
}

impl Sending {
    /// Sends the jobs; the first failure, if there was one.
    async fn carry_out(&self, jobs: Vec<Job>, stopped: &AtomicBool) -> Option<Failed> {
        let mut queue = jobs.into_iter();
        let mut running = FuturesUnordered::new();
        let mut failed = None;
        loop {
            while failed.is_none() && !stopped.load(Ordering::Acquire) && running.len() < self.width() {
                let Some(job) = queue.next() else { break };
                for (row, id) in job.rows.iter().zip(&job.ids) {
                    self.page.note(*row, id.clone(), Outcome::Unknown, Some("the answer is awaited"));
                }
                running.push(self.job(job));
            }
            match running.next().await {
                None => return failed,
                Some(Ok(())) => {}
                Some(Err(failure)) => {
                    failed.get_or_insert(*failure);
                }
            }
        }
    }

    /// Jobs in flight. New rows of a table that numbers them by the order in which they come go one after the other.
    fn width(&self) -> usize {
        let draft = &self.planned.draft;
        let inserts = draft.actions.iter().any(|action| action.kind == Kind::Insert);
        let is_ordered = inserts && draft.layout.index_of("order_nr").is_some();
        if is_ordered { 1 } else { self.planned.account.max_concurrent().max(1) }
    }

    async fn job(&self, job: Job) -> Result<(), Box<Failed>> {
        let mut begun = false;
        let mut last = None;
        for step in &job.steps {
            match self.step(&job, step).await {
                Ok(answer) => last = answer,
                Err((error, in_doubt)) => {
                    let outcome = match (in_doubt, begun) {
                        (true, _) => Outcome::Unknown,
                        (false, true) => Outcome::Partly,
                        (false, false) => Outcome::Failed,
                    };
                    for (row, id) in job.rows.iter().zip(&job.ids) {
                        self.page.note(*row, id.clone(), outcome, Some(&error.to_string()));
                    }
                    let failed = Failed { rows: job.rows.clone(), error, step: step.clone(), in_doubt, begun };
                    return Err(Box::new(failed));
                }
            }
            begun = true;
        }
        let ids = new_ids(&job, last.as_ref());
        for (row, id) in job.rows.iter().zip(ids) {
            self.page.note(*row, id, Outcome::Written, None);
        }
        Ok(())
    }

    /// Sends one request. A lost answer to what makes something new stays lost; for the others one look tells.
    async fn step(&self, job: &Job, step: &Step) -> Result<Option<Answer>, (ClientError, bool)> {
        let client = self.planned.account.client();
        let request = step.request().sent_once();
        let mut repeated = false;
        loop {
            let error = match client.send(&request, &self.scope).await {
                Ok(answer) => return Ok(Some(answer)),
                Err(error) => error,
            };
            if !error.leaves_doubt() {
                return Err((error, false));
            }
            match prove(&self.planned, &self.scope, job, step).await {
                Proof::Applied => return Ok(None),
                Proof::NotApplied if !repeated => repeated = true,
                // Sent twice and not there: another failure would only be the same again.
                Proof::NotApplied => return Err((error, false)),
                Proof::None => return Err((error, true)),
            }
        }
    }
}

/// The keys of a job's rows, with those the answer tells.
fn new_ids(job: &Job, answer: Option<&Answer>) -> Vec<Option<String>> {
    let told = answer.and_then(|answer| serde_json::from_slice::<Value>(&answer.data).ok());
    let told = told.map(|data| keys_in(&data, job.answer)).unwrap_or_default();
    let known = job.ids.iter();
    known.enumerate().map(|(at, id)| id.clone().or_else(|| told.get(at).cloned().flatten())).collect()
}

fn keys_in(data: &Value, answer: AnswerSpec) -> Vec<Option<String>> {
    let Some(path) = answer.key else { return Vec::new() };
    let key = |row: &Value| path.iter().try_fold(row, |at, member| at.get(member)).and_then(key_of_json);
    match data {
        Value::Array(rows) => rows.iter().map(key).collect(),
        row => vec![key(row)],
    }
}
