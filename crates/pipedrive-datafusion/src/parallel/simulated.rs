//! A simulated account for tests: lists by keyset cursors, and rows that change between any two requests.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::leg::By;
use super::{Leg, PageFacts, RowFacts};

/// Numbers that look random and are the same in every run.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `n`.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % n.max(1)
    }

    /// The same as a key.
    pub(super) fn key(&mut self, n: i64) -> i64 {
        self.below(n.unsigned_abs()).cast_signed()
    }

    fn index(&mut self, n: usize) -> usize {
        usize::try_from(self.below(n as u64)).unwrap()
    }
}

/// A row as it stands now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) list: usize,
    pub(super) updated: Option<i64>,
    pub(super) added: Option<i64>,
    /// The part of the list it is in.
    pub(super) part: &'static str,
    /// Times it went from one list to another.
    pub(super) moves: u32,
}

/// Where NULLs stand in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nulls {
    First,
    Last,
}

/// Where a cursor leads that stands among rows without a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Among {
    /// To the rest of them.
    Rest,
    /// To the rows that have a time.
    Others,
    /// To the end of the list.
    End,
}

/// How often rows change between two events on the wire.
#[derive(Clone, Copy, Debug)]
pub(super) struct Churn {
    /// Changes for ten events.
    pub(super) changes: u64,
    /// Whether rows may go from one list or part to another.
    pub(super) moves: bool,
}

/// Milliseconds an answer takes, where all take the same time.
pub(super) const LATENCY: i64 = 150;

/// The parts of a list.
pub(super) const PARTS: &[&str] = &["open", "won", "lost"];

type Place = (i64, i64);

/// The rows of one list in the two orders.
#[derive(Default)]
struct Orders {
    by_id: BTreeSet<Place>,
    by_time: BTreeSet<Place>,
}

/// The account and the requests on their way to it.
pub(super) struct Simulated {
    rows: BTreeMap<i64, Row>,
    lists: Vec<Orders>,
    nulls: Nulls,
    /// Milliseconds since the Unix epoch.
    now: i64,
    pub(super) dice: Dice,
    places: HashMap<usize, Place>,
    waiting: Vec<(usize, Leg)>,
    answered: Vec<(usize, PageFacts)>,
    pub(super) requests: u64,
    /// Those for lists other than the first.
    pub(super) others: u64,
    pub(super) among: Among,
    began: i64,
    /// When the requests on their way are answered, if all take the same time.
    due: VecDeque<i64>,
    /// Whether answers tell the time.
    pub(super) clock: bool,
}

impl Simulated {
    pub(super) fn new(rows: BTreeMap<i64, Row>, lists: usize, nulls: Nulls, now: i64, seed: u64) -> Self {
        let mut account = Self {
            rows: BTreeMap::new(),
            lists: (0..lists).map(|_| Orders::default()).collect(),
            nulls,
            now: now * 1000,
            dice: Dice::new(seed),
            places: HashMap::new(),
            waiting: Vec::new(),
            answered: Vec::new(),
            requests: 0,
            others: 0,
            among: Among::Rest,
            began: now * 1000,
            due: VecDeque::new(),
            clock: true,
        };
        for (id, row) in rows {
            account.put(id, row);
        }
        account
    }

    /// A row as it stands now.
    pub(super) fn row(&self, id: i64) -> Option<&Row> {
        self.rows.get(&id)
    }

    fn put(&mut self, id: i64, row: Row) {
        self.take(id);
        let time = self.time(&row);
        self.lists[row.list].by_id.insert((id, id));
        self.lists[row.list].by_time.insert((time, id));
        self.rows.insert(id, row);
    }

    fn take(&mut self, id: i64) {
        let Some(row) = self.rows.remove(&id) else { return };
        let time = self.time(&row);
        self.lists[row.list].by_id.remove(&(id, id));
        self.lists[row.list].by_time.remove(&(time, id));
    }

    fn time(&self, row: &Row) -> i64 {
        row.updated.unwrap_or(if self.nulls == Nulls::First { i64::MIN } else { i64::MAX })
    }

    /// A request leaves.
    pub(super) fn ask(&mut self, number: usize, leg: Leg) {
        self.waiting.push((number, leg));
        self.due.push_back(self.now + LATENCY);
        self.requests += 1;
        self.others += u64::from(leg.list > 0);
    }

    /// Lets requests be answered and rows change, in any order, until an answer arrives.
    pub(super) fn arrive(&mut self, page: usize, churn: Churn) -> (usize, PageFacts) {
        loop {
            self.now += 20;
            if self.dice.below(10) < churn.changes {
                self.change(churn.moves);
            }
            let event = self.dice.index(self.waiting.len() + self.answered.len());
            if event < self.waiting.len() {
                let (number, leg) = self.waiting.swap_remove(event);
                let answer = self.answer(number, leg, page);
                self.answered.push((number, answer));
            } else {
                return self.answered.swap_remove(event - self.waiting.len());
            }
        }
    }

    /// The answer to the request that was sent first, where all take the same time.
    pub(super) fn arrive_in_turn(&mut self, page: usize) -> (usize, PageFacts) {
        self.now = self.due.pop_front().unwrap();
        let (number, leg) = self.waiting.remove(0);
        (number, self.answer(number, leg, page))
    }

    /// Milliseconds since the reading began.
    pub(super) fn took(&self) -> i64 {
        self.now - self.began
    }

    fn answer(&mut self, number: usize, leg: Leg, page: usize) -> PageFacts {
        let orders = &self.lists[leg.list];
        let order = if leg.by == By::Id { &orders.by_id } else { &orders.by_time };
        let from = self.places.get(&number).copied();
        // What a bound leaves out is not looked through, so that tests are quick.
        let timed = leg.by == By::UpdateTime;
        let places: Box<dyn Iterator<Item = &Place>> = if leg.descending {
            let until = leg.until.filter(|_| timed).map(|time| (time, i64::MIN));
            Box::new(order.range(..=from.or(until).unwrap_or((i64::MAX, i64::MAX))).rev())
        } else {
            let since = leg.since.filter(|_| timed).map(|time| (time, i64::MIN));
            Box::new(order.range(from.or(since).unwrap_or((i64::MIN, i64::MIN))..))
        };
        let shown = |place: &Place| {
            let updated = self.rows[&place.1].updated;
            let since = leg.since.is_none_or(|since| updated.is_some_and(|time| time >= since));
            let part = leg.part.is_none_or(|(_, part)| self.rows[&place.1].part == part);
            since && part && leg.until.is_none_or(|until| updated.is_some_and(|time| time < until))
        };
        let among = if timed && from.is_some() { self.among } else { Among::Rest };
        let led = |place: &Place| match among {
            Among::Rest => true,
            Among::Others => self.rows[&place.1].updated.is_some(),
            Among::End => from.is_none_or(|from| self.rows.get(&from.1).is_some_and(|row| row.updated.is_some())),
        };
        let mut rest = places.copied().filter(shown).filter(led);
        let row = |(_, id): Place| RowFacts { id, updated: self.rows[&id].updated, added: self.rows[&id].added };
        let rows: Vec<RowFacts> = rest.by_ref().take(page).map(row).collect();
        let next = rest.next();
        if let Some(next) = next {
            self.places.insert(number, next);
        }
        let waited = (self.now - self.began) / 1000 + 1;
        PageFacts { rows, more: next.is_some(), answered: self.clock.then_some(self.now / 1000), waited, next: None }
    }

    /// One row comes, goes, changes or moves.
    fn change(&mut self, moves: bool) {
        let last = self.rows.keys().next_back().copied().unwrap_or(0);
        let time = Some(self.now / 1000);
        let from = self.dice.key(last + 1);
        let Some(id) = self.rows.range(from..).next().map(|(&id, _)| id) else { return };
        match self.dice.below(8) {
            0 => self.put(last + 1, Row { list: 0, updated: time, added: time, part: PARTS[0], moves: 0 }),
            1 => self.take(id),
            kind => {
                let mut row = Row { updated: time, ..self.rows[&id] };
                // A row that goes to and fro can always be elsewhere when a list is read.
                if moves && kind < 4 && row.moves == 0 {
                    row.list = (row.list + 1) % self.lists.len();
                    row.moves += 1;
                } else if moves && row.moves == 0 {
                    row.part = PARTS[self.dice.index(PARTS.len())];
                }
                self.put(id, row);
            }
        }
    }
}
