//! The driver: asks for the pages a [`Reading`] wants, several at a time, and has them decoded as they come.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use arrow::array::RecordBatch;
use datafusion::common::runtime::JoinSet;
use datafusion::error::{DataFusionError, Result};
use futures::stream::{self, StreamExt};
use pipedrive_client::{ErrorKind, Pages};

use super::ahead::Answer;
use super::apart::{WAITING, apart};
use super::decoding::Decoding;
use super::memory::PageMemory;
use super::{PageFacts, Reading, RowFacts};
use crate::decode::WalkFacts;
use crate::error::Error;
use crate::request::Walk;
use crate::stream::{Batches, ScanMetrics, ScanStream};

/// Lists on their way, and what their pages become.
struct Wide {
    scan: ScanStream,
    lists: Vec<List>,
    reading: Reading,
    metrics: ScanMetrics,
    /// The walks that wait to be asked, by their number.
    idle: HashMap<usize, Pages>,
    /// Requests on their way. Dropping them cancels them.
    in_flight: JoinSet<Arrival>,
    decoding: Decoding,
    memory: PageMemory,
    /// When the first request was about to leave.
    began: Instant,
}

/// An answer and what its rows are, the walk it belongs to, and the whole seconds since the first request left. They
/// are rounded up: that it left earlier than it did is harmless.
struct Arrival {
    leg: usize,
    pages: Pages,
    answer: Answer,
    rows: std::result::Result<Vec<RowFacts>, String>,
    waited: i64,
}

struct List {
    walk: Walk,
    facts: WalkFacts,
    rows: usize,
}

impl ScanStream {
    /// The rows of those lists, read as wide as the API allows.
    pub(crate) fn wide(self, walks: &[Walk], reading: Reading, metrics: ScanMetrics) -> Batches {
        let list = |walk: &Walk| List { walk: walk.clone(), facts: self.facts_of(walk), rows: 0 };
        let read_to_end = self.read_to_end;
        let wide = Wide {
            lists: walks.iter().map(list).collect(),
            reading,
            metrics,
            idle: HashMap::new(),
            in_flight: JoinSet::new(),
            decoding: Decoding::default(),
            memory: PageMemory::new(&self.pool),
            began: Instant::now(),
            scan: self,
        };
        let step = |mut wide: Wide| async move { Ok(wide.next().await?.map(|batch| (batch, wide))) };
        let batches = stream::try_unfold(wide, step).boxed();
        // Where nobody may want the next page it is not asked for before somebody does.
        if read_to_end { apart(batches) } else { batches }
    }
}

impl Wide {
    /// The next rows.
    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            self.tell_surprises();
            // Where nobody may want the next page it is not asked for before the one at hand was taken.
            if self.scan.read_to_end || self.decoding.is_empty() {
                self.send();
            }
            let arrival = tokio::select! {
                biased;
                // Answers first: what they tell decides what is asked next.
                Some(answer) = self.in_flight.join_next(), if !self.decoding.is_full() => answer,
                Some(batch) = self.decoding.next(), if !self.decoding.is_empty() => match batch? {
                    batch if batch.num_rows() > 0 => return Ok(Some(batch)),
                    _ => continue,
                },
                else => {
                    if !self.reading.is_done() {
                        let error = Error::new(ErrorKind::Internal, "a list has unread rows that nobody asks for");
                        return Err(error.into());
                    }
                    self.learn();
                    return Ok(None);
                }
            };
            let arrival = arrival.map_err(|error| DataFusionError::External(Box::new(error)))?;
            if let Err(error) = &arrival.answer
                && is_refusal(error.kind())
                && self.reading.refuse(arrival.leg)
            {
                continue;
            }
            self.take(arrival)?;
        }
    }

    /// Sends what may be sent now.
    fn send(&mut self) {
        let width = self.scan.width();
        // One page is always on its way; further ones as far as there is room for them.
        while self.pages() == 0 || self.memory.has_room_for(self.pages().saturating_add(2 + WAITING)) {
            let Some(leg) = self.reading.next(width) else { return };
            let Some(mut pages) = self.idle.remove(&leg).or_else(|| self.open(leg)) else { return };
            let began = self.began;
            self.in_flight.spawn(async move {
                let answer = pages.next().await;
                let waited = i64::try_from(began.elapsed().as_secs()).unwrap_or(i64::MAX).saturating_add(1);
                let page = answer.as_ref().ok().and_then(Option::as_ref);
                let rows = page.map_or_else(|| Ok(Vec::new()), |page| RowFacts::read(&page.data));
                Arrival { leg, pages, answer, rows, waited }
            });
        }
    }

    /// Pages on their way or being decoded.
    fn pages(&self) -> usize {
        self.in_flight.len().saturating_add(self.decoding.len())
    }

    fn open(&self, number: usize) -> Option<Pages> {
        let leg = self.reading.leg(number)?;
        let request = self.scan.request.leg_request(&self.lists.get(leg.list)?.walk, leg);
        let pages = self.scan.account.client().pages(request, Arc::clone(&self.scan.scope));
        Some(match self.reading.cursor(number) {
            Some(cursor) => pages.starting_at(cursor.to_owned()),
            None => pages,
        })
    }

    fn take(&mut self, arrival: Arrival) -> Result<()> {
        let Arrival { leg: number, pages, answer, rows, waited } = arrival;
        let place = self.reading.leg(number).map_or(0, |leg| leg.list);
        let more = !pages.is_finished();
        let list = self.lists.get(place).ok_or_else(|| Error::new(ErrorKind::Internal, "a walk belongs to no list"))?;
        let route = list.walk.spec.route;
        let page = match answer {
            Ok(Some(page)) => page,
            // Only a finished walk has no further page, and nobody asks one.
            Ok(None) => return Err(Error::new(ErrorKind::Internal, "a walk was asked beyond its end").into()),
            Err(error) => return Err(self.scan.explained(error, &list.walk, route).into()),
        };
        self.metrics.record(&page, route);
        self.memory.arrived(page.data.len(), self.pages())?;
        let rows = rows.map_err(|detail| {
            let message = format!("a page of `{}` cannot be read: {detail}", pages.request().target());
            Error::new(ErrorKind::Protocol, message)
        })?;
        let next = pages.cursor().map(str::to_owned);
        let answered = page.server_time.map(|time| time.timestamp());
        let kept = self.reading.take(number, &PageFacts { rows, more, answered, waited, next });
        if more {
            self.idle.insert(number, pages);
        }
        let list =
            self.lists.get_mut(place).ok_or_else(|| Error::new(ErrorKind::Internal, "a walk belongs to no list"))?;
        list.rows += kept.iter().filter(|kept| **kept).count();
        let (rows, facts) = (list.walk.spec.rows, list.facts.clone());
        self.decoding.begin(self.scan.clone(), self.metrics.clone(), rows, page, facts, kept);
        Ok(())
    }

    /// Says where written cursors were of no use.
    fn tell_surprises(&mut self) {
        for (place, surprise) in self.reading.take_surprises() {
            let spec = self.scan.request.layout.spec;
            let route = self.lists.get(place).map_or(spec.name, |list| list.walk.spec.route.path);
            tracing::warn!(target: "pipedrive::scan", route, %surprise, "{}", surprise.fallback());
            self.metrics.count_some(surprise.name(), 1);
        }
    }

    /// What the reading has told about the lists.
    fn learn(&self) {
        self.metrics.count_some("written_cursors", self.reading.written());
        let spec = self.scan.request.layout.spec;
        let knowledge = self.scan.account.knowledge();
        for (place, list) in self.lists.iter().enumerate() {
            self.scan.learn(&list.walk, list.rows);
            if let Some(spread) = self.reading.spread(place).filter(|_| list.walk.parameters.is_empty()) {
                knowledge.learn_spread(spec.name, list.walk.spec.name, spread);
            }
            let verdict = self.reading.has_times(place).filter(|&all| !all || list.walk.parameters.is_empty());
            if let Some(all) = verdict {
                knowledge.learn_walk_without_null(spec.name, list.walk.spec.name, "update_time", all);
            }
        }
    }
}

/// Whether an error says that the request is not one to be answered, so that another may be.
fn is_refusal(kind: ErrorKind) -> bool {
    use ErrorKind::{Conflict, InvalidArgument, NotFound, PermissionDenied, Protocol, Unavailable};
    matches!(kind, Conflict | InvalidArgument | NotFound | PermissionDenied | Protocol | Unavailable)
}
