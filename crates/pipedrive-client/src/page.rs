//! Walking a list page by page, in the two ways the API pages.
//!
//! A walk is lazy and sequential: the place of the next page is only known from the page before it. It ends where
//! the API says so and never because a page is empty, and it refuses to go round in circles. Where places are numbers
//! of rows, each page begins with the last row of the one before, so that no row is missed when others are deleted.

mod overlap;

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use pipedrive_schema::Paging;
use serde::de::IgnoredAny;

use self::overlap::{Joint, Overlap};
use crate::answer::PagingFacts;
use crate::{Answer, ApiRequest, ClientError, DataShape, PipedriveClient, QueryScope};

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The JSON text of its rows: an array unless the request [expects](ApiRequest::expecting) something else, or
    /// `null` where v1 has no rows to show.
    pub data: Bytes,
    /// What the request expects, or [`DataShape::Null`] for a page without rows.
    pub shape: DataShape,
    /// Position in the walk, from 1.
    pub number: usize,
    /// The server's clock when it answered, as [`Answer::server_time`] has it.
    pub server_time: Option<DateTime<Utc>>,
}

/// A list, page by page. Made by [`PipedriveClient::pages`].
///
/// # Cancellation
/// Nothing is sent before [`Pages::next`] and nothing in advance. Dropping the future of `next` cancels its
/// request; calling it again asks for the same page again.
#[derive(Debug)]
pub struct Pages {
    client: PipedriveClient,
    request: ApiRequest,
    scope: Arc<QueryScope>,
    position: Position,
    handed_out: usize,
    seen: SeenCursors,
    overlap: Overlap,
    /// Rows of the page before, where the route is documented to have no pages.
    before: Bytes,
}

/// Where the next page stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Position {
    First,
    Cursor(String),
    Start {
        at: u64,
        /// Whether the page is to begin with a row that was read.
        shares: bool,
    },
    End,
}

impl Position {
    /// Number of the first row of the page, where rows are numbered.
    fn start(&self) -> u64 {
        if let Self::Start { at, .. } = self { *at } else { 0 }
    }
}

impl Pages {
    pub(crate) fn new(client: PipedriveClient, request: ApiRequest, scope: Arc<QueryScope>) -> Self {
        let (position, seen, overlap) = (Position::First, SeenCursors::default(), Overlap::default());
        Self { client, request, scope, position, handed_out: 0, seen, overlap, before: Bytes::new() }
    }

    /// The next page, or `None` after the last one.
    ///
    /// A row that pages share is only on the first of them.
    ///
    /// # Errors
    /// Those of [`PipedriveClient::send`]; [`ClientError::Protocol`] if the answer is not what the request expects, by
    /// default a list, or if the API points back to a page that was already read.
    ///
    /// # API cost
    /// One request, and one more for each retry. Where rows are numbered, a few more when some were deleted meanwhile.
    pub async fn next(&mut self) -> Result<Option<Page>, ClientError> {
        while self.position != Position::End {
            if let Some(page) = self.ask().await? {
                return Ok(Some(page));
            }
        }
        Ok(None)
    }

    /// The page at the position, or `None` if that has no new one.
    async fn ask(&mut self) -> Result<Option<Page>, ClientError> {
        let start;
        let position = match &self.position {
            Position::First => None,
            Position::Cursor(cursor) => Some(("cursor", cursor.as_str())),
            Position::Start { at, .. } => {
                start = at.to_string();
                Some(("start", start.as_str()))
            }
            Position::End => return Ok(None),
        };
        let answer = self.client.send_at(&self.request, position, &self.scope).await?;
        // Until the answer is understood the walk counts as over: after an error it cannot go on by mistake.
        let here = std::mem::replace(&mut self.position, Position::End);
        let expected = self.request.expected();
        if answer.shape != DataShape::Null && !expected.contains(&answer.shape) {
            let expected: Vec<&str> = expected.iter().map(|shape| shape.as_str()).collect();
            return Err(self.broken(&format!("`data` is not {}", expected.join(" or "))));
        }
        if !answer.has_data {
            return Err(self.broken("`data` is missing"));
        }
        if self.is_repeated(&here, &answer)? {
            return Ok(None);
        }
        let following = self.following(&here, &answer)?;
        let Some(data) = self.joined(&here, &answer, &following)? else { return Ok(None) };
        self.position = following;
        if self.request.route().paging == Paging::Whole && self.position != Position::End {
            self.before = answer.data.clone();
        }
        self.handed_out += 1;
        self.scope.meter().add_page();
        self.client.meter().add_page();
        self.client.inner.usage.of(&self.request).add_page();
        let Answer { shape, server_time, .. } = answer;
        Ok(Some(Page { data, shape, number: self.handed_out, server_time }))
    }

    /// The same list from the page on that this cursor stands for. It must be one of a list with cursors, as
    /// [`cursor`](Self::cursor) gives them, for the same request.
    #[must_use]
    pub fn starting_at(mut self, cursor: String) -> Self {
        self.seen.insert(&cursor);
        self.position = Position::Cursor(cursor);
        self
    }

    /// The cursor of the next page, as the API gave it; `None` before the first page, after the last one, and where
    /// pages are numbered.
    pub fn cursor(&self) -> Option<&str> {
        match &self.position {
            Position::Cursor(cursor) => Some(cursor),
            Position::First | Position::Start { .. } | Position::End => None,
        }
    }

    /// Whether the last page came, so that [`next`](Self::next) sends nothing any more.
    pub fn is_finished(&self) -> bool {
        self.position == Position::End
    }

    /// The request the walk repeats, without the position.
    pub fn request(&self) -> &ApiRequest {
        &self.request
    }

    /// Whether the answer is the page before once more, because the route has no pages although it said so.
    fn is_repeated(&self, here: &Position, answer: &Answer) -> Result<bool, ClientError> {
        let elsewhere = match (here, answer.paging.start) {
            (Position::Start { at, .. }, Some(start)) => start != *at,
            _ => false,
        };
        if self.request.route().paging == Paging::Whole {
            return Ok(elsewhere || self.handed_out > 0 && answer.data == self.before);
        }
        if elsewhere {
            return Err(self.broken("`start` is not the one that was asked for"));
        }
        Ok(false)
    }

    fn following(&mut self, here: &Position, answer: &Answer) -> Result<Position, ClientError> {
        let paging = &answer.paging;
        // A route that is documented to give everything at once is followed all the same if it says there is
        // more: a list must never end early.
        match self.request.route().paging {
            Paging::Cursor { .. } => self.after_cursor(paging),
            Paging::Whole if paging.next_cursor.is_some() => self.after_cursor(paging),
            Paging::Whole | Paging::Offset { .. } => self.after_offset(here, answer),
        }
    }

    fn after_cursor(&mut self, paging: &PagingFacts) -> Result<Position, ClientError> {
        match &paging.next_cursor {
            None => Ok(Position::End),
            Some(cursor) if self.seen.insert(cursor) => Ok(Position::Cursor(cursor.clone())),
            Some(_) => Err(self.broken("`next_cursor` points back to a page that was already read")),
        }
    }

    fn after_offset(&self, here: &Position, answer: &Answer) -> Result<Position, ClientError> {
        let paging = &answer.paging;
        let (start, limit) = (here.start(), self.limit(answer));
        // An answer that does not say whether there is more is the last one only if its page is not full.
        let more = paging.more_items.unwrap_or_else(|| limit.is_some_and(|limit| rows(&answer.data) >= limit));
        if !more {
            return Ok(Position::End);
        }
        match paging.next_start.or_else(|| start.checked_add(limit?)) {
            Some(next) if next > start => Ok(self.following_start(start, next)),
            Some(_) => Err(self.broken("`next_start` does not lead on")),
            None => Err(self.broken("there are more items, but neither `next_start` nor `limit` says where")),
        }
    }

    /// Where rows are numbered, the next page is asked for from the last row of this one on, unless it would have no
    /// other.
    fn following_start(&self, start: u64, next: u64) -> Position {
        let is_numbered = matches!(self.request.route().paging, Paging::Offset { .. });
        let last = next - 1;
        if is_numbered && last > start {
            Position::Start { at: last, shares: true }
        } else {
            Position::Start { at: next, shares: false }
        }
    }

    /// The new rows of a page. `None` if it does not join those before it, and the walk goes back.
    fn joined(&mut self, here: &Position, answer: &Answer, following: &Position) -> Result<Option<Bytes>, ClientError> {
        let goes_on = matches!(following, Position::Start { shares: true, .. });
        let shares = matches!(here, Position::Start { shares: true, .. });
        let start = here.start();
        if !goes_on && !shares {
            return Ok(Some(answer.data.clone()));
        }
        match self.overlap.join(&answer.data, shares && start > 0) {
            Joint::Continues(data) => Ok(Some(data)),
            Joint::Gap => {
                let back = self.overlap.back(start, self.limit(answer).unwrap_or(1));
                let at = back.ok_or_else(|| self.broken("rows vanish faster than their list can be read"))?;
                self.position = Position::Start { at, shares: true };
                Ok(None)
            }
        }
    }

    /// Rows of a page, as far as the answer or the request says.
    fn limit(&self, answer: &Answer) -> Option<u64> {
        answer.paging.limit.or_else(|| self.request.page_size().map(u64::from))
    }

    fn broken(&self, detail: &str) -> ClientError {
        ClientError::Protocol {
            target: self.request.target(),
            status: 200,
            content_type: None,
            detail: format!("{detail} (page {})", self.handed_out + 1),
            excerpt: String::new(),
        }
    }
}

/// Rows of a page that is a list.
fn rows(data: &[u8]) -> u64 {
    let rows: Vec<IgnoredAny> = serde_json::from_slice(data).unwrap_or_default();
    u64::try_from(rows.len()).unwrap_or(u64::MAX)
}

/// Remembers cursors by their hash: a walk may have thousands, and each can be long.
#[derive(Debug, Default)]
struct SeenCursors {
    hasher: RandomState,
    hashes: HashSet<u64>,
}

impl SeenCursors {
    /// Whether the cursor is new.
    fn insert(&mut self, cursor: &str) -> bool {
        self.hashes.insert(self.hasher.hash_one(cursor))
    }
}

#[cfg(test)]
mod tests;
