//! A reading: all lists of a scan, which request comes next, and which rows of an answer are new.
//!
//! # Soundness
//! A row that does not change lies in one list, at one key, throughout: the gap around that key is only closed once a
//! walk in order has gone past it. No id is given out twice.
//!
//! A row that changes may leave a gap of time or a part for another that was read before, but only to be among those that
//! changed since the reading began: every list is asked for them once all gaps are closed, in the order of the lists. A
//! list that is read whole by id cannot be left by a change alone, but a row may go from one list to another. Lists that
//! are read after each other catch what went to a later one; for the way back all but the last are asked for what
//! changed. Lists that are read beside each other are all asked.
//!
//! When the reading began is told by the server (`beginning.rs`).

use std::fmt;

use roaring::RoaringTreemap;

use super::beginning::Beginning;
use super::course::{Course, ListFacts};
use super::facts::{PageFacts, RowFacts};
use super::jump::Surprise;
use super::leg::{By, Leg, Partition};
use super::spread::{Sample, Spread};

/// Pages in all from which on lists are read beside each other: below, the final read of the last list, which it takes
/// in addition, would be too dear.
const WORTH_READING_BESIDE: u64 = 80;

/// Lists being read, each row of theirs once.
#[derive(Debug)]
pub(crate) struct Reading {
    facts: Vec<ListFacts>,
    courses: Vec<Course>,
    /// Some keys of each list.
    samples: Vec<Sample>,
    legs: Vec<Leg>,
    width: usize,
    in_flight: usize,
    emitted: RoaringTreemap,
    beginning: Beginning,
    /// Whether a list was begun before those before it were read.
    beside: bool,
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
        let course = |(list, facts): (usize, &ListFacts)| Course::new(list, facts, page, width, &mut legs);
        let courses = facts.iter().enumerate().map(course).collect();
        Self {
            samples: facts.iter().map(|_| Sample::default()).collect(),
            facts,
            courses,
            legs,
            width,
            in_flight: 0,
            emitted: RoaringTreemap::new(),
            beginning: Beginning::default(),
            beside: false,
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
        self.beginning.learn(page);
        if let Some(closing) = self.closing.as_mut().filter(|closing| closing.waiting.last() == Some(&leg)) {
            closing.busy = false;
            if !page.more {
                closing.waiting.pop();
            }
        } else if let Some(list) = self.legs.get(leg).map(|leg| leg.list)
            && let Some(course) = self.courses.get_mut(list)
        {
            course.take(leg, page, self.width, &mut self.legs);
        }
        let mut sample = self.legs.get(leg).and_then(|leg| self.samples.get_mut(leg.list));
        let mut keep = |row: &RowFacts| {
            let is_new = u64::try_from(row.id).is_ok_and(|id| self.emitted.insert(id));
            if let Some(sample) = sample.as_mut().filter(|_| is_new) {
                sample.add(row);
            }
            is_new
        };
        page.rows.iter().map(&mut keep).collect()
    }

    /// The cursor to begin that walk with, where it does not begin at the list's beginning.
    pub(crate) fn cursor(&self, leg: usize) -> Option<&str> {
        self.course_of(leg)?.jumping.cursor(leg)
    }

    /// The API does not take what that walk asks for; whether that is because its cursor was written here, so that the
    /// reading goes on without it.
    pub(crate) fn refuse(&mut self, leg: usize) -> bool {
        let Some(list) = self.legs.get(leg).map(|leg| leg.list) else { return false };
        let refused = self.courses.get_mut(list).is_some_and(|course| course.refuse(leg));
        self.in_flight -= usize::from(refused && self.in_flight > 0);
        refused
    }

    /// Walks that began with written cursors.
    pub(crate) fn written(&self) -> usize {
        self.courses.iter().map(|course| course.jumping.written()).sum()
    }

    /// What ended the use of written cursors in which list, each once.
    pub(crate) fn take_surprises(&mut self) -> Vec<(usize, Surprise)> {
        let lists = self.courses.iter_mut().enumerate();
        lists.filter_map(|(list, course)| Some((list, course.jumping.take_surprise()?))).collect()
    }

    /// Whether every row was given out.
    pub(crate) fn is_done(&mut self) -> bool {
        self.courses.iter().all(Course::is_done) && self.closing().waiting.is_empty()
    }

    /// Whether all rows of that list have a time of their last change; `None` if nothing was read by it.
    pub(crate) fn has_times(&self, list: usize) -> Option<bool> {
        self.courses.get(list).and_then(Course::has_times)
    }

    /// Where the rows of that list are, as far as they were read; `None` if they are few.
    pub(crate) fn spread(&self, list: usize) -> Option<Spread> {
        self.samples.get(list).and_then(Sample::spread)
    }

    /// Gaps that list was cut into.
    #[cfg(test)]
    pub(crate) fn gaps(&self, list: usize) -> u64 {
        self.courses.get(list).map_or(1, Course::gaps)
    }

    /// Whether that list was split.
    #[cfg(test)]
    pub(crate) fn is_split(&self, list: usize) -> bool {
        self.courses.get(list).is_some_and(|course| course.parts().is_some())
    }

    /// Requests beyond the pages of each list that the reading is expected to take.
    pub(crate) fn surplus(&self) -> Vec<u64> {
        let beside = self.may_read_beside();
        let one_page = self.courses.iter().all(|course| course.pages_in_all().is_none_or(|pages| pages <= 1));
        let surplus = |(list, course): (usize, &Course)| {
            // Half a page is read twice where the ends of a gap meet, and where a part or a range ends.
            let parts = course.parts().and_then(|parts| u64::try_from(parts.values.len()).ok());
            let cuts = self.planned_cuts(list, course);
            let halves = course.planned_gaps().or(parts.map(|parts| parts - 1)).or(cuts).unwrap_or(0);
            halves / 2 + u64::from(self.needs_final_read(list, course, beside, one_page))
        };
        self.courses.iter().enumerate().map(surplus).collect()
    }

    /// Cuts between ranges of ids that the list is to be given.
    fn planned_cuts(&self, list: usize, course: &Course) -> Option<u64> {
        self.facts.get(list).and_then(|facts| course.planned_cuts(facts.rows))
    }

    fn course_of(&self, leg: usize) -> Option<&Course> {
        self.courses.get(self.legs.get(leg)?.list)
    }

    /// Whether a row can have escaped the reading of that list by changing.
    fn needs_final_read(&self, list: usize, course: &Course, beside: bool, one_page: bool) -> bool {
        let several = self.courses.len() > 1 && !one_page;
        let left = list + 1 < self.courses.len() || beside;
        self.facts.get(list).is_some_and(|facts| facts.since) && (course.can_be_fled() || several && left)
    }

    /// Whether lists may be read beside each other. Where one of them needs a final read anyway, or so many pages are
    /// read that it hardly counts, all of them get one.
    fn may_read_beside(&self) -> bool {
        let pages: u64 = self.courses.iter().filter_map(Course::pages_in_all).sum();
        self.courses.len() > 1
            && (pages >= WORTH_READING_BESIDE || self.courses.iter().any(Course::can_be_fled))
            && self.facts.iter().all(|facts| facts.since)
    }

    fn next_of_courses(&mut self) -> Option<usize> {
        loop {
            let done = self.courses.iter().take_while(|course| course.is_done()).count();
            let open = if self.may_read_beside() { self.courses.len() } else { done + 1 };
            let courses = self.courses.iter().enumerate().take(open);
            let ready = courses.filter_map(|(at, course)| Some((course.ready()?, at)));
            // Of walks that wait for equally many rows the first list's goes first.
            let urgent = ready.max_by_key(|((rows, _), at)| (*rows, std::cmp::Reverse(*at)));
            if let Some(((_, leg), at)) = urgent {
                self.beside |= at > done;
                if let Some(course) = self.courses.get_mut(at) {
                    course.ask(leg);
                }
                return Some(leg);
            }
            let (legs, width) = (&mut self.legs, self.width);
            if !self.courses.iter_mut().any(|course| course.cut_for_idle(width, legs)) {
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
        let newest = self.courses.iter().find_map(Course::newest);
        let Some(since) = self.beginning.since(newest) else { return Vec::new() };
        let one_page = self.courses.iter().all(|course| course.pages() <= 1) && self.beginning.is_just_now();
        let needed = |(list, course): &(usize, &Course)| self.needs_final_read(*list, course, self.beside, one_page);
        let lists: Vec<usize> = self.courses.iter().enumerate().filter(needed).map(|(list, _)| list).collect();
        let mut waiting = Vec::new();
        for list in lists.into_iter().rev() {
            self.legs.push(Leg { since: Some(since), ..Leg::whole(list, By::Id, false) });
            waiting.push(self.legs.len() - 1);
        }
        waiting
    }
}

/// How the lists will be read, as far as that is known before; nothing where it is page after page.
impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.courses.iter().enumerate().any(|(list, course)| self.planned_cuts(list, course).is_some()) {
            return f.write_str("ranges of id by written cursors, or both ends by id");
        }
        if let Some(gaps) = self.courses.iter().filter_map(Course::planned_gaps).max() {
            return write!(f, "up to {gaps} gaps of update_time, then what changed meanwhile");
        }
        if let Some(Partition { parameter, values }) = self.courses.iter().find_map(Course::parts) {
            return write!(f, "{} parts by {parameter} from both ends, then what changed meanwhile", values.len());
        }
        if self.courses.iter().any(Course::is_wide) { f.write_str("both ends by id") } else { Ok(()) }
    }
}
