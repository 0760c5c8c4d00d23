//! Sending: several jobs at a time, none after the first failure, and a note of what became of each row.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use pipedrive_client::{Answer, ClientError, ErrorKind, QueryScope};
use pipedrive_schema::{AnswerSpec, WriteBody};
use serde_json::Value;

use super::blame::blamed;
use super::draft::Kind;
use super::jobs::{Job, Step};
use super::ledger::{Entry, Outcome, Page, Record, What};
use super::proof::{Proof, prove};
use super::report::{failure, unaffordable};
use super::sink::Planned;
use super::value::key_of_json;
use crate::error::Error;
use crate::refused;

/// Sends all jobs and tells how many rows were written; `reserve` tokens of the day are to stay. Whoever stops waiting
/// stops it after the requests under way, and what became of those is noted all the same.
///
/// # Errors
/// If a request fails; it says what was written.
pub(super) async fn all(
    planned: &Arc<Planned>,
    jobs: Vec<Job>,
    scope: Arc<QueryScope>,
    reserve: u64,
) -> Result<usize, Error> {
    let rows = jobs.iter().flat_map(|job| job.rows.iter().zip(&job.ids).map(move |(row, id)| (*row, id.clone(), job)));
    let entries = rows.map(|(row, id, job)| {
        let parent = job.parent.clone();
        Entry { row, what: What::Row(job.kind), parent, id, outcome: Outcome::NotSent, error: None }
    });
    let record = Record {
        statement: Arc::clone(&planned.draft.text),
        table: planned.draft.layout.spec.name,
        entries: entries.collect(),
        upload: None,
        running: 1,
        execution: Weak::new(),
    };
    let page = planned.account.ledger().begin(record);
    let stop = StopOnDrop::default();
    let stopped = Arc::clone(&stop.0);
    let sending = Sending { planned: Arc::clone(planned), scope, page: page.clone(), reserve };
    let task = tokio::spawn(async move {
        let failed = sending.carry_out(jobs, &stopped).await;
        sending.planned.account.wrote(sending.planned.draft.layout.spec, &sending.page.record());
        sending.page.end();
        failed
    });
    let stopped = task
        .await
        .map_err(|error| Error::new(ErrorKind::Internal, "sending stopped before its end").with_source(error))?;
    drop(stop);
    let record = page.record();
    match stopped {
        Some(Stopped::Failed(failed)) => Err(failure(*failed, &planned.draft, &record)),
        Some(Stopped::Unaffordable(shortage)) => Err(unaffordable(&shortage, &record)),
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

/// Why not all jobs were carried out.
enum Stopped {
    Failed(Box<Failed>),
    Unaffordable(Shortage),
}

/// Too little is left of the day for the rest of the rows, as the first answer has told.
pub(super) struct Shortage {
    /// Rows that were not sent.
    pub(super) rows: usize,
    /// What they cost, in tokens.
    pub(super) needed: u64,
    pub(super) left: u64,
    pub(super) reserve: u64,
}

/// Why a job was not carried out.
pub(super) struct Failed {
    /// Numbers of its rows.
    pub(super) rows: Vec<usize>,
    /// Names of the columns whose values Pipedrive complains of.
    pub(super) columns: Vec<String>,
    pub(super) kind: ErrorKind,
    pub(super) cause: Error,
    /// Whether nobody knows if it was carried out after all.
    pub(super) in_doubt: bool,
    /// Whether an earlier request of the same rows was carried out.
    pub(super) begun: bool,
}

struct Sending {
    planned: Arc<Planned>,
    scope: Arc<QueryScope>,
    page: Page,
    /// Tokens of the day that are to stay.
    reserve: u64,
}

impl Sending {
    /// Sends the jobs; the first thing that stopped it, if there was one.
    async fn carry_out(&self, jobs: Vec<Job>, stopped: &AtomicBool) -> Option<Stopped> {
        let mut queue = jobs.into_iter();
        let mut running = FuturesUnordered::new();
        let mut failed = None;
        // Before any answer it is not known what is left of the day: then the first row goes alone, and tells.
        let mut is_checked = self.left().is_some();
        loop {
            let width = if is_checked { self.width() } else { 1 };
            while failed.is_none() && !stopped.load(Ordering::Acquire) && running.len() < width {
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
                    failed.get_or_insert(Stopped::Failed(failure));
                }
            }
            if !is_checked {
                is_checked = true;
                failed = failed.or_else(|| self.shortage(queue.as_slice()).map(Stopped::Unaffordable));
            }
        }
    }

    fn left(&self) -> Option<u64> {
        self.planned.account.client().tokens_left_today()
    }

    /// What is missing for the jobs, if anything is.
    fn shortage(&self, jobs: &[Job]) -> Option<Shortage> {
        let (left, reserve) = (self.left()?, self.reserve);
        let needed: u64 = jobs.iter().flat_map(|job| &job.steps).map(Step::cost).sum();
        let rows = jobs.iter().map(|job| job.rows.len()).sum();
        (rows > 0 && left < needed.saturating_add(reserve)).then_some(Shortage { rows, needed, left, reserve })
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
                    let columns = blamed(&self.planned.draft, job.kind, &error);
                    let kind = if in_doubt { ErrorKind::Unavailable } else { error.kind() };
                    let spec = self.planned.draft.layout.spec;
                    let cause = refused::written(error, spec, step.route.route);
                    return Err(Box::new(Failed { rows: job.rows.clone(), columns, kind, cause, in_doubt, begun }));
                }
            }
            begun = true;
        }
        let removed = removed(&job, last.as_ref());
        let mut left = Vec::new();
        for (row, id) in job.rows.iter().zip(new_ids(&job, last.as_ref())) {
            let is_left = removed.as_ref().is_some_and(|removed| id.as_ref().is_some_and(|id| !removed.contains(id)));
            if is_left {
                left.push((*row, id));
            } else {
                self.page.note(*row, id, Outcome::Written, None);
            }
        }
        if left.is_empty() { Ok(()) } else { Err(Box::new(self.still_there(&left))) }
    }

    /// What became of rows that an answer about several does not name.
    fn still_there(&self, left: &[(usize, Option<String>)]) -> Failed {
        let ids: Vec<&str> = left.iter().filter_map(|(_, id)| id.as_deref()).collect();
        let message = format!("Pipedrive's answer does not name {} among what it removed", ids.join(", "));
        for (row, id) in left {
            self.page.note(*row, id.clone(), Outcome::Failed, Some(&message));
        }
        let rows = left.iter().map(|(row, _)| *row).collect();
        let cause = Error::new(ErrorKind::NotFound, message);
        Failed { rows, columns: Vec::new(), kind: ErrorKind::NotFound, cause, in_doubt: false, begun: false }
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
            // What is refused at once was not carried out. After an answer that got lost it may be refused because it
            // was: what is gone cannot be removed again.
            if !error.leaves_doubt() && !repeated {
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

/// The keys an answer names as removed, where several rows were removed by their keys and it names any.
fn removed(job: &Job, answer: Option<&Answer>) -> Option<HashSet<String>> {
    let by_keys = |step: &Step| matches!(step.route.body, WriteBody::KeysIn(_)) && step.parameter.is_some();
    if job.kind != Kind::Delete || !job.steps.last().is_some_and(by_keys) {
        return None;
    }
    removed_keys(&serde_json::from_slice(&answer?.data).ok()?)
}

/// `{"ids": [1, 2]}` of products of deals, `{"id": [1, 2]}` of filters.
fn removed_keys(data: &Value) -> Option<HashSet<String>> {
    let Value::Array(keys) = data.get("ids").or_else(|| data.get("id"))? else { return None };
    Some(keys.iter().filter_map(key_of_json).collect())
}

fn keys_in(data: &Value, answer: AnswerSpec) -> Vec<Option<String>> {
    let Some(path) = answer.key else { return Vec::new() };
    let key = |row: &Value| path.iter().try_fold(row, |at, member| at.get(member)).and_then(key_of_json);
    match data {
        Value::Array(rows) => rows.iter().map(key).collect(),
        row => vec![key(row)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(answer: &str, expect: Option<&[&str]>) {
        let keys = removed_keys(&serde_json::from_str(answer).unwrap());
        let expect = expect.map(|keys| keys.iter().map(|key| (*key).to_owned()).collect());
        assert_eq!(keys, expect, "{answer}");
    }

    #[test]
    fn only_what_an_answer_names_was_removed() {
        check(r#"{"ids":[3,4]}"#, Some(&["3", "4"]));
        check(r#"{"id":[3]}"#, Some(&["3"]));
        check(r#"{"ids":[]}"#, Some(&[]));
    }

    #[test]
    fn an_answer_that_names_nothing_tells_nothing() {
        check("null", None);
        check("{}", None);
        check(r#"{"id":3}"#, None);
        check("[]", None);
    }
}
