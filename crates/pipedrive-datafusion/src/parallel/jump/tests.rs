//! Readings by written cursors over a simulated list: every row once, whatever the API makes of such cursors.

use std::collections::{BTreeSet, HashMap, VecDeque};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::super::facts::{PageFacts, RowFacts};
use super::super::simulated::Dice;
use super::super::{Leg, ListFacts, Reading};
use super::Surprise;

/// Milliseconds an answer takes, where all take the same time.
const LATENCY: u64 = 150;

/// What an API makes of cursors it did not give out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// It begins with the id they name.
    Honest,
    /// It begins behind the id they name.
    BeginsBehind,
    /// It begins at the beginning.
    Ignores,
    /// It answers that they are not valid.
    Refuses,
    /// It answers so later on, in the middle of a walk.
    RefusesLater,
    /// Its own cursors say nothing.
    Opaque,
    /// It begins some rows too late.
    SkipsAtBegin,
    /// It gives the right page upside down.
    Reverses,
    /// It gives one row of a page twice.
    Repeats,
    /// It gives one page and says there are no more.
    EndsEarly,
}

/// A list and the requests on their way to it.
struct Server {
    manner: Manner,
    ids: BTreeSet<i64>,
    dice: Dice,
    /// Whether rows come and go.
    churns: bool,
    /// Where walks go on, by their number, and the pages they had.
    places: HashMap<usize, (i64, u32)>,
    waiting: Vec<(usize, Leg, Option<i64>)>,
    answered: Vec<(usize, Result<PageFacts, ()>)>,
    page: usize,
    requests: usize,
    widest: usize,
    /// When each of the requests on their way is answered, in milliseconds, if all are after the same time.
    due: VecDeque<u64>,
    now: u64,
}

impl Server {
    fn ask(&mut self, number: usize, leg: Leg, cursor: Option<&str>) {
        let place = cursor.map(|cursor| {
            let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).unwrap()).unwrap();
            let named: serde_json::Value = serde_json::from_str(&text).unwrap();
            let direction = if leg.descending { "desc" } else { "asc" };
            assert_eq!((&named["field"], &named["sortDirection"]), (&"id".into(), &direction.into()), "{text}");
            assert_eq!(named["id"], named["fieldValue"], "{text}");
            let behind = i64::from(self.manner == Manner::BeginsBehind);
            named["id"].as_i64().unwrap() + if leg.descending { -behind } else { behind }
        });
        self.waiting.push((number, leg, place));
        self.requests += 1;
        self.due.push_back(self.now + LATENCY);
        self.widest = self.widest.max(self.waiting.len() + self.answered.len());
    }

    fn arrive(&mut self) -> (usize, Result<PageFacts, ()>) {
        loop {
            if self.churns && self.dice.below(3) == 0 {
                self.change();
            }
            let events = self.waiting.len() + self.answered.len();
            let event = usize::try_from(self.dice.below(events as u64)).unwrap();
            if event < self.waiting.len() {
                let (number, leg, place) = self.waiting.swap_remove(event);
                let answer = self.answer(number, leg, place);
                self.answered.push((number, answer));
            } else {
                return self.answered.swap_remove(event - self.waiting.len());
            }
        }
    }

    /// The answer to the request that was sent first.
    fn arrive_in_turn(&mut self) -> (usize, Result<PageFacts, ()>) {
        self.now = self.due.pop_front().unwrap();
        let (number, leg, place) = self.waiting.remove(0);
        (number, self.answer(number, leg, place))
    }

    fn change(&mut self) {
        let last = self.ids.last().copied().unwrap_or(0);
        if self.dice.below(2) == 0 {
            self.ids.insert(last + 1 + self.dice.key(5));
        } else {
            let from = self.dice.key(last);
            let gone = self.ids.range(from..).next().copied();
            gone.map(|id| self.ids.remove(&id));
        }
    }

    fn answer(&mut self, number: usize, leg: Leg, written: Option<i64>) -> Result<PageFacts, ()> {
        let (at, pages) = self.places.get(&number).map_or((written, 0), |&(place, pages)| (Some(place), pages));
        let is_written = written.is_some();
        let at = match self.manner {
            Manner::Refuses if is_written => return Err(()),
            Manner::RefusesLater if is_written && pages > 1 => return Err(()),
            Manner::Ignores if is_written && pages == 0 => None,
            Manner::SkipsAtBegin if is_written && pages == 0 => {
                at.map(|place| if leg.descending { place - 9 } else { place + 9 })
            }
            _ => at,
        };
        let found: Vec<i64> = if leg.descending {
            self.ids.range(..=at.unwrap_or(i64::MAX)).rev().take(self.page + 1).copied().collect()
        } else {
            self.ids.range(at.unwrap_or(0)..).take(self.page + 1).copied().collect()
        };
        let next = found.get(self.page).copied().filter(|_| !(self.manner == Manner::EndsEarly && is_written));
        let mut ids: Vec<i64> = found.into_iter().take(self.page).collect();
        match self.manner {
            Manner::Reverses if is_written => ids.reverse(),
            Manner::Repeats if is_written && ids.len() > 1 => ids[0] = ids[1],
            _ => {}
        }
        next.map(|next| self.places.insert(number, (next, pages + 1)));
        let named = next.map(|next| if self.manner == Manner::BeginsBehind { *ids.last().unwrap() } else { next });
        let text = |id: i64| {
            if self.manner == Manner::Opaque {
                return format!("0c9f{id:08x}");
            }
            let way = if leg.descending { "desc" } else { "asc" };
            let text = format!(r#"{{"field":"id","fieldValue":{id},"sortDirection":"{way}","id":{id}}}"#);
            URL_SAFE_NO_PAD.encode(text)
        };
        let rows = ids.into_iter().map(|id| RowFacts { id, updated: None, added: None }).collect();
        Ok(PageFacts { rows, more: next.is_some(), next: named.map(text), ..PageFacts::default() })
    }
}

#[derive(Clone, Copy, Debug)]
struct Case {
    ids: fn(&mut Dice) -> BTreeSet<i64>,
    manner: Manner,
    width: usize,
    counted: bool,
    churns: bool,
    page: usize,
    /// Whether every answer takes the same time.
    steady: bool,
}

const CASE: Case =
    Case { ids: dense, manner: Manner::Honest, width: 8, counted: false, churns: false, page: 20, steady: false };

fn dense(dice: &mut Dice) -> BTreeSet<i64> {
    (1..=4_000).map(|id| id * 2 + dice.key(2)).collect()
}

/// 195 pages of 500: one row in thirteen was deleted, or is in another list.
fn thinned(dice: &mut Dice) -> BTreeSet<i64> {
    (1..=105_500).filter(|_| dice.below(13) > 0).collect()
}

/// The beginning and the end of what once were many, and some in between.
fn with_holes(dice: &mut Dice) -> BTreeSet<i64> {
    let far = (1..=1_500).map(|id| 5_000_000 + id * 3);
    let middle = (1..=40).map(|_| 1_000_000 + dice.key(1_000_000)).collect::<Vec<_>>();
    (1..=1_500).chain(middle).chain(far).collect()
}

/// All but the latest were deleted.
fn mostly_gone(_: &mut Dice) -> BTreeSet<i64> {
    (1..=20).chain(9_000_000..9_003_000).collect()
}

/// A few late ones, far from all others.
fn with_stragglers(_: &mut Dice) -> BTreeSet<i64> {
    (1..=3_000).chain((1..=30).map(|id| id * 7_000_000)).collect()
}

fn tiny(_: &mut Dice) -> BTreeSet<i64> {
    (1..=300).collect()
}

struct Outcome {
    surprises: BTreeSet<String>,
    /// Requests beyond those of a walk from one end.
    wasted: usize,
    widest: usize,
    written: usize,
    /// Milliseconds it took, where every answer takes the same time.
    took: u64,
}

fn read(case: Case, seed: u64) -> Outcome {
    let mut dice = Dice::new(seed);
    let before = (case.ids)(&mut dice);
    let mut server = Server {
        manner: case.manner,
        ids: before.clone(),
        dice,
        churns: case.churns,
        places: HashMap::new(),
        waiting: Vec::new(),
        answered: Vec::new(),
        page: case.page,
        requests: 0,
        widest: 0,
        due: VecDeque::new(),
        now: 0,
    };
    let rows = case.counted.then_some(before.len() as u64);
    let facts = ListFacts { jumps: true, rows, ..ListFacts::default() };
    let mut reading = Reading::new(vec![facts], case.page as u64, case.width);
    let mut given = BTreeSet::new();
    let mut surprises = BTreeSet::new();
    while !reading.is_done() {
        while let Some(number) = reading.next(case.width) {
            server.ask(number, *reading.leg(number).unwrap(), reading.cursor(number));
        }
        assert!(
            !server.waiting.is_empty() || !server.answered.is_empty(),
            "{case:?} seed {seed}: nothing is asked for"
        );
        assert!(server.requests < 2_000, "{case:?} seed {seed}: it goes round in circles");
        match if case.steady { server.arrive_in_turn() } else { server.arrive() } {
            (number, Ok(page)) => {
                let kept = reading.take(number, &page);
                for (row, _) in page.rows.iter().zip(kept).filter(|(_, kept)| *kept) {
                    assert!(given.insert(row.id), "{case:?} seed {seed}: row {} comes twice", row.id);
                }
            }
            (number, Err(())) => assert!(reading.refuse(number), "{case:?} seed {seed}: an error that is none of ours"),
        }
        surprises.extend(reading.take_surprises().into_iter().map(|(_, surprise)| surprise.to_string()));
    }
    for id in before.intersection(&server.ids) {
        assert!(given.contains(id), "{case:?} seed {seed}: row {id} is missing");
    }
    let wasted = server.requests.saturating_sub(before.len().div_ceil(case.page));
    Outcome { surprises, wasted, widest: server.widest, written: reading.written(), took: server.now }
}

/// Reads the case several times, and finds no other surprise than that, and no more requests in vain on average.
fn check(case: Case, expect: &[Surprise], at_most: usize) {
    let expect: BTreeSet<String> = expect.iter().map(ToString::to_string).collect();
    let seeds = 6;
    let mut wasted = 0;
    for seed in 1..=seeds {
        let outcome = read(case, seed);
        assert!(outcome.surprises.is_subset(&expect), "{case:?} seed {seed}: {:?}", outcome.surprises);
        assert!(expect.is_empty() || !outcome.surprises.is_empty(), "{case:?} seed {seed}: nobody noticed");
        assert!(outcome.widest <= case.width, "{case:?} seed {seed}: {} requests at a time", outcome.widest);
        wasted += outcome.wasted;
    }
    let mean = wasted / usize::try_from(seeds).unwrap();
    assert!(mean <= at_most, "{case:?}: {mean} requests in vain");
}

#[test]
fn a_long_list_is_read_from_many_places_and_wastes_little() {
    for counted in [true, false] {
        for manner in [Manner::Honest, Manner::BeginsBehind] {
            check(Case { manner, counted, ..CASE }, &[], 5);
            check(Case { manner, width: 3, counted, ..CASE }, &[], 5);
        }
    }
    let outcome = read(CASE, 1);
    assert!(outcome.widest == CASE.width && outcome.written > 5, "{} {}", outcome.widest, outcome.written);
}

#[test]
fn a_long_list_takes_at_most_half_as_long_again_as_its_pages_at_the_highest_rate() {
    // 80 requests in a second are allowed.
    let floor = 195 * 1000 / 80;
    for counted in [true, false] {
        let case = Case { ids: thinned, width: 18, counted, page: 500, steady: true, ..CASE };
        // Three more are left where there are two lists: for what changed meanwhile, and where the other's ends meet.
        check(case, &[], 2);
        for seed in 1..=6 {
            let Outcome { took, widest, .. } = read(case, seed);
            assert!(took * 2 <= floor * 3, "seed {seed}: {took} ms, {widest} requests at a time");
            assert!(widest >= 10, "seed {seed}: {widest} requests at a time");
        }
    }
}

#[test]
fn holes_between_ids_are_no_surprise() {
    check(Case { ids: with_holes, ..CASE }, &[], 9);
    check(Case { ids: mostly_gone, ..CASE }, &[], 9);
    check(Case { ids: with_stragglers, ..CASE }, &[], 9);
}

#[test]
fn a_short_list_is_read_from_both_ends() {
    for width in [1, 2, 8] {
        let outcome = read(Case { ids: tiny, width, ..CASE }, 3);
        assert_eq!((outcome.written, outcome.widest), (0, width.min(2)));
    }
}

#[test]
fn rows_that_come_and_go_meanwhile_are_no_reason_to_miss_others() {
    // A list may end below its former end, or begin a range with a row that is gone: then it is read once more.
    let expect = [Surprise::Skipped, Surprise::FellShort];
    for ids in [dense, with_holes, mostly_gone, with_stragglers] {
        for width in [2, 8] {
            for seed in 1..=6 {
                let outcome = read(Case { ids, width, churns: true, ..CASE }, seed);
                let expect: Vec<String> = expect.iter().map(ToString::to_string).collect();
                assert!(outcome.surprises.iter().all(|surprise| expect.contains(surprise)), "{:?}", outcome.surprises);
            }
        }
    }
}

#[test]
fn a_cursor_that_is_not_understood_is_not_written() {
    let case = Case { manner: Manner::Opaque, ..CASE };
    check(case, &[Surprise::Unreadable], 1);
    assert_eq!(read(case, 1).written, 0);
}

#[test]
fn one_refusal_is_enough() {
    check(Case { manner: Manner::Refuses, ..CASE }, &[Surprise::Refused], 2);
    assert_eq!(read(Case { manner: Manner::Refuses, ..CASE }, 1).written, 1);
    check(Case { manner: Manner::RefusesLater, ..CASE }, &[Surprise::Refused], 80);
}

#[test]
fn an_api_that_ignores_written_cursors_is_found_out_by_the_first() {
    let case = Case { manner: Manner::Ignores, ..CASE };
    check(case, &[Surprise::Disorder], 4);
    assert_eq!(read(case, 1).written, 1);
}

#[test]
fn rows_that_are_skipped_are_found_after_all() {
    check(Case { manner: Manner::SkipsAtBegin, ..CASE }, &[Surprise::Skipped], 250);
    check(Case { manner: Manner::EndsEarly, ..CASE }, &[Surprise::FellShort], 40);
    for manner in [Manner::Reverses, Manner::Repeats] {
        check(Case { manner, ..CASE }, &[Surprise::Disorder], 4);
    }
}
