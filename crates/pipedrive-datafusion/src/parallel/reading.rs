//! A reading: all lists of a scan, which request comes next, and which rows of an answer are new.
//!
//! # Soundness
//! A row that does not change lies in one list, at one key, throughout: the gap around that key is only closed once a
//! walk in order has gone past it. No id is given out twice.
//!
//! A row that changes may leave a gap of time, but only to be among those that changed since the reading began: every
//! list that can tell is asked for them once all gaps are closed, in the order of the lists. A list that is read by id
//! cannot be left by a change alone, but a row may go from one list to another. Without gaps of time lists are
//! therefore read in their order, so that a list that a row comes to is read after the one it left; for the way back
//! all but the last are asked for what changed, unless that would cost much beside the pages themselves.
//!
//! When the reading began is told by the clock that writes the times: no row of the first pages changed later.

use std::fmt;

use roaring::RoaringTreemap;

use super::course::{Course, ListFacts};
use super::facts::PageFacts;
use super::leg::{By, Leg};

/// Seconds by which the start of the reading is put back, for requests that took long.
const MARGIN: i64 = 60;

/// Pages that count as the first ones: of the two ends of a list the upper one holds what is new.
const FIRST_PAGES: u64 = 2;

/// Pages to each final read that only looks for rows that went back to an earlier list.
const PAGES_TO_A_FINAL_READ: u64 = 10;

/// Lists being read, each row of theirs once.
#[derive(Debug)]
pub(crate) struct Reading {
    facts: Vec<ListFacts>,
    courses: Vec<Course>,
    legs: Vec<Leg>,
    width: usize,
    in_flight: usize,
    emitted: RoaringTreemap,
    /// Time of the latest change when a list was first asked for it. Once it is known, final reads of all lists follow.
    began: Option<i64>,
    /// Latest change among the first pages.
    first: Option<i64>,
    pages: u64,
    closing: Option<Closing>,
}

/// The final reads, one list after the other.
#[derive(Debug)]
struct Closing {
    /// Walks that are still to be read, the next one last.
    waiting: Vec<usize>,
    busy: bool,
}

impl Reading {
    /// Lists to read with at most `width` requests at a time, in pages of so many rows.
    pub(crate) fn new(facts: Vec<ListFacts>, page: u64, width: usize) -> Self {
        let mut legs = Vec::new();
        let course = |(list, facts): (usize, &ListFacts)| Course::new(list, *facts, page, width, &mut legs);
        let courses = facts.iter().enumerate().map(course).collect();
        Self {
            facts,
            courses,
            legs,
            width,
            in_flight: 0,
            emitted: RoaringTreemap::new(),
            began: None,
            first: None,
            pages: 0,
            closing: None,
        }
    }

    /// The walk of that number.
    pub(crate) fn leg(&self, number: usize) -> Option<&Leg> {
        self.legs.get(number)
    }

    /// The walk to ask for its next page, if one may be asked now with `width` requests in all.
    pub(crate) fn next(&mut self, width: usize) -> Option<usize> {
        self.width = width.max(1);
        if self.in_flight >= self.width {
            return None;
        }
        let leg = if self.courses.iter().all(Course::is_done) { self.next_final() } else { self.next_of_courses() };
        self.in_flight += usize::from(leg.is_some());
        leg
    }

    /// Takes over a page of that walk; whether each of its rows is to be given out.
    pub(crate) fn take(&mut self, leg: usize, page: &PageFacts) -> Vec<bool> {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.pages += 1;
        if self.pages <= FIRST_PAGES {
            self.first = self.first.max(page.rows.iter().filter_map(|row| row.updated).max());
        }
        if let Some(closing) = self.closing.as_mut().filter(|closing| closing.waiting.last() == Some(&leg)) {
            closing.busy = false;
            if !page.more {
                closing.waiting.pop();
            }
        } else if let Some(list) = self.legs.get(leg).map(|leg| leg.list)
            && let Some(course) = self.courses.get_mut(list)
        {
            course.take(leg, page, self.width, &mut self.legs);
            self.began = self.began.or(course.newest());
        }
        page.rows.iter().map(|row| u64::try_from(row.id).is_ok_and(|id| self.emitted.insert(id))).collect()
    }

    /// Whether every row was given out.
    pub(crate) fn is_done(&mut self) -> bool {
        self.courses.iter().all(Course::is_done) && self.closing().waiting.is_empty()
    }

    /// Whether all rows of that list have a time of their last change; `None` if nothing was read by it.
    pub(crate) fn has_times(&self, list: usize) -> Option<bool> {
        self.courses.get(list).and_then(Course::has_times)
    }

    /// Gaps that list was cut into.
    #[cfg(test)]
    pub(crate) fn gaps(&self, list: usize) -> u64 {
        self.courses.get(list).map_or(1, Course::gaps)
    }

    /// Requests beyond the pages of each list that the reading is expected to take.
    pub(crate) fn surplus(&self) -> Vec<u64> {
        let planned: Vec<Option<u64>> = self.courses.iter().map(Course::planned_gaps).collect();
        let final_read = u64::from(planned.iter().any(Option::is_some));
        // Half a page is read twice where the ends of a gap meet.
        planned.iter().map(|gaps| gaps.map_or(0, |gaps| gaps / 2) + final_read).collect()
    }

    fn next_of_courses(&mut self) -> Option<usize> {
        loop {
            // Until it is certain that final reads will follow, a list waits for those before it.
            let open = self.courses.iter().take_while(|course| course.is_done()).count();
            let open = if self.began.is_some() { self.courses.len() } else { open + 1 };
            let courses = self.courses.iter().enumerate().take(open);
            let ready = courses.filter_map(|(at, course)| Some((course.ready()?, at)));
            // Of walks that wait for equally many rows the first list's goes first.
            let urgent = ready.max_by_key(|((rows, _), at)| (*rows, std::cmp::Reverse(*at)));
            if let Some(((_, leg), at)) = urgent {
                if let Some(course) = self.courses.get_mut(at) {
                    course.ask(leg);
                }
                return Some(leg);
            }
            let legs = &mut self.legs;
            if !self.courses.iter_mut().any(|course| course.cut_for_idle(legs)) {
                return None;
            }
        }
    }

    fn next_final(&mut self) -> Option<usize> {
        let closing = self.closing();
        let leg = closing.waiting.last().copied().filter(|_| !closing.busy)?;
        closing.busy = true;
        Some(leg)
    }

    /// The final reads, decided on once everything else was read.
    fn closing(&mut self) -> &mut Closing {
        let waiting = if self.closing.is_none() { self.final_legs() } else { Vec::new() };
        self.closing.get_or_insert(Closing { waiting, busy: false })
    }

    fn final_legs(&mut self) -> Vec<usize> {
        let last = self.courses.len().saturating_sub(1);
        let by_time = self.courses.iter().any(|course| course.newest().is_some());
        // A single list that turned out to be read by id was not left by any row.
        let lists = if self.began.is_some() && (last > 0 || by_time) { last + 1 } else { last };
        let lists: Vec<usize> =
            (0..lists).filter(|&list| self.facts.get(list).is_some_and(|facts| facts.since)).collect();
        let price = u64::try_from(lists.len()).unwrap_or(u64::MAX).saturating_mul(PAGES_TO_A_FINAL_READ);
        let first = self.first.filter(|_| self.pages >= price);
        let Some(began) = self.began.or(first).map(|time| time - MARGIN) else { return Vec::new() };
        let mut waiting = Vec::new();
        for list in lists.into_iter().rev() {
            self.legs.push(Leg { since: Some(began), ..Leg::whole(list, By::Id, false) });
            waiting.push(self.legs.len() - 1);
        }
        waiting
    }
}

/// How the lists will be read, as far as that is known before; nothing where it is page after page.
impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(gaps) = self.courses.iter().filter_map(Course::planned_gaps).max() {
            return write!(f, "up to {gaps} gaps of update_time, then what changed meanwhile");
        }
        if self.courses.iter().any(Course::is_wide) { f.write_str("both ends by id") } else { Ok(()) }
    }
}
