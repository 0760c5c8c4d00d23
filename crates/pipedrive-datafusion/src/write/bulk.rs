//! Rows that go out together, where the API has a route for several and that is cheaper.

use pipedrive_schema::{BulkSpec, WriteBody};
use serde_json::Value;

use super::draft::{Draft, Kind};
use super::jobs::{Job, Step, under};

/// The same jobs, those of rows next to each other made one where a route for several takes them for less.
pub(super) fn together(draft: &Draft, jobs: Vec<Job>) -> Vec<Job> {
    let mut out: Vec<Job> = Vec::new();
    let mut run: Vec<Job> = Vec::new();
    for job in jobs {
        let Some(bulk) = bulk_of(draft, job.kind) else {
            out.append(&mut run);
            out.push(job);
            continue;
        };
        let fits =
            run.first().is_none_or(|first| first.kind == job.kind && parents(first, &bulk) == parents(&job, &bulk));
        if !fits || run.len() >= bulk.max_rows {
            flush(draft, &mut run, &mut out);
        }
        run.push(job);
    }
    flush(draft, &mut run, &mut out);
    out
}

fn bulk_of(draft: &Draft, kind: Kind) -> Option<BulkSpec> {
    match kind {
        Kind::Insert => draft.write.insert?.bulk,
        Kind::Update => None,
        Kind::Delete => draft.write.delete?.bulk,
    }
}

/// What fills the path of the route for several.
fn parents(job: &Job, bulk: &BulkSpec) -> Vec<String> {
    let keys = job.steps.first().map(|step| step.keys.as_slice()).unwrap_or_default();
    keys.iter().take(bulk.route.keys.len()).cloned().collect()
}

fn flush(draft: &Draft, run: &mut Vec<Job>, out: &mut Vec<Job>) {
    let jobs = std::mem::take(run);
    let merged = jobs.first().and_then(|first| merged(&jobs, bulk_of(draft, first.kind)?));
    match merged {
        Some(job) => out.push(job),
        None => out.extend(jobs),
    }
}

fn merged(jobs: &[Job], bulk: BulkSpec) -> Option<Job> {
    let alone: u64 = jobs.iter().flat_map(|job| &job.steps).map(Step::cost).sum();
    let first = jobs.first()?;
    if jobs.len() < 2 || u64::from(bulk.route.route.cost) >= alone || jobs.iter().any(|job| job.steps.len() != 1) {
        return None;
    }
    let bodies = jobs.iter().flat_map(|job| &job.steps).filter_map(|step| step.body.clone());
    let bodies: Vec<Value> = bodies
        .flat_map(|body| match body {
            Value::Array(rows) => rows,
            row => vec![row],
        })
        .collect();
    let ids: Vec<Option<String>> = jobs.iter().flat_map(|job| job.ids.iter().cloned()).collect();
    let (parameter, body) = match bulk.route.body {
        WriteBody::KeysIn(name) => {
            let keys: Option<Vec<String>> = ids.iter().cloned().collect();
            (Some((name, keys?.join(","))), None)
        }
        WriteBody::ListUnder(name) => (None, Some(under(name, Value::Array(bodies)))),
        WriteBody::List => (None, Some(Value::Array(bodies))),
        WriteBody::Nothing
        | WriteBody::Object
        | WriteBody::Form
        | WriteBody::ValuesUnder(_)
        | WriteBody::Setting { .. } => return None,
    };
    let step = Step { route: bulk.route, keys: parents(first, &bulk), parameter, body };
    let rows = jobs.iter().flat_map(|job| job.rows.iter().copied()).collect();
    let parent = first.parent.clone();
    Some(Job { rows, kind: first.kind, parent, ids, steps: vec![step], answer: first.answer })
}
