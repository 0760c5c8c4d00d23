//! Readings over a simulated account: every row once, whatever changes meanwhile, and hardly a request in vain.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::simulated::{Among, Churn, Dice, LATENCY, Nulls, PARTS, Row, Simulated};
use super::spread::Sample;
use super::{ListFacts, Partition, Reading, RowFacts};

const NOW: i64 = 1_700_000_000;
const QUIET: Churn = Churn { changes: 0, moves: false };
const BUSY: Churn = Churn { changes: 5, moves: true };

/// How the times of the last change lie.
#[derive(Clone, Copy, Debug)]
enum Times {
    Even,
    /// The later, the denser.
    Recent,
    /// Many rows in the same few seconds, as an import leaves them.
    Bulk,
    /// The oldest rows have none.
    SomeNull,
    /// The oldest rows have none, and half of all changed in the last eighth of the time.
    Lately,
    /// The oldest rows have none, and none changed in the later half of the time.
    Long,
}

#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of the account that a case names or leaves out")]
struct Case {
    rows: i64,
    /// Rows of a page.
    page: u64,
    /// One row in so many is in the second list; 0 for one list.
    archived: u64,
    times: Times,
    nulls: Nulls,
    among: Among,
    /// Whether the first list can be sorted and asked by time.
    by_time: bool,
    width: usize,
    /// Whether the rows were counted before.
    known: bool,
    /// How times lay when the lists were last read, if they were.
    read_before: Option<Times>,
    /// Whether it can be split.
    parts: bool,
    /// Whether the first rows were added at the rate of the others.
    steady: bool,
    /// Whether answers tell the time.
    clock: bool,
    churn: Churn,
    /// Whether every answer takes the same time, and nothing changes.
    in_turn: bool,
    /// Whether only one request at a time may leave after all.
    alone: bool,
}

const CASE: Case = Case {
    rows: 5000,
    page: 25,
    archived: 0,
    times: Times::Even,
    nulls: Nulls::First,
    among: Among::Rest,
    by_time: true,
    width: 12,
    known: true,
    read_before: None,
    parts: false,
    steady: false,
    clock: true,
    churn: QUIET,
    in_turn: false,
    alone: false,
};

struct Outcome {
    requests: u64,
    /// Those for the second list.
    others: u64,
    needed_others: u64,
    /// Requests of a walk from one end.
    needed: u64,
    gaps: u64,
    split: bool,
    /// Milliseconds it took.
    took: i64,
}

fn account(case: Case, seed: u64) -> BTreeMap<i64, Row> {
    let mut dice = Dice::new(seed + 77);
    let mut rows = BTreeMap::new();
    let mut id = 0;
    for nth in 0..case.rows {
        id += 1 + dice.key(2) * dice.key(2);
        let years = 100_000_000;
        let updated = match case.times {
            Times::Even => Some(NOW - 1000 - dice.key(years)),
            Times::Recent => Some(NOW - 1000 - dice.key(years).min(dice.key(years))),
            Times::Bulk => Some(NOW - 1000 - dice.key(5) * 1_000_000),
            Times::SomeNull => (nth > case.rows / 50).then(|| NOW - 1000 - dice.key(years)),
            Times::Long => (nth > case.rows / 50).then(|| NOW - years / 2 - dice.key(years / 2)),
            Times::Lately => (nth > case.rows / 50).then(|| {
                let part = dice.key(1000);
                NOW - 1000 - years / 1000 * part / 1000 * part / 1000 * part - dice.key(years / 1000)
            }),
        };
        let list = usize::from(case.archived > 0 && dice.below(case.archived) == 0);
        let added = case.steady.then(|| NOW - (case.rows - nth) * (100_000_000 / case.rows));
        let part = PARTS[usize::try_from(dice.below(3).min(dice.below(3))).unwrap()];
        rows.insert(id, Row { list, updated, added, part, moves: 0 });
    }
    rows
}

/// Reads an account and checks that every row that was there throughout comes exactly once.
fn read(case: Case, seed: u64) -> Outcome {
    let lists = if case.archived > 0 { 2 } else { 1 };
    let before = account(case, seed);
    let mut account = Simulated::new(before.clone(), lists, case.nulls, NOW, seed);
    (account.clock, account.among) = (case.clock, case.among);
    let count = |list: usize| before.values().filter(|row| row.list == list).count() as u64;
    let spread = |list: usize| {
        let then = self::account(Case { times: case.read_before?, ..case }, seed);
        let mut sample = Sample::default();
        let rows = then.iter().filter(|(_, row)| row.list == list);
        rows.for_each(|(&id, row)| sample.add(&RowFacts { id, updated: row.updated, added: row.added }));
        sample.spread()
    };
    let facts = (0..lists)
        .map(|list| ListFacts {
            by_time: case.by_time && list == 0,
            since: true,
            jumps: false,
            rows: Some(count(list)).filter(|_| case.known),
            spread: spread(list),
            partition: case.parts.then_some(Partition { parameter: "status", values: PARTS }),
        })
        .collect();
    let mut reading = Reading::new(facts, case.page, case.width);
    let mut given = BTreeSet::new();
    let mut pages = 0;
    while !reading.is_done() {
        while let Some(number) = reading.next(if case.alone { 1 } else { case.width }) {
            let leg = *reading.leg(number).unwrap();
            account.ask(number, leg);
        }
        assert!(account.requests > pages, "{case:?} seed {seed}: nothing is asked for");
        let size = usize::try_from(case.page).unwrap();
        let answer = if case.in_turn { account.arrive_in_turn(size) } else { account.arrive(size, case.churn) };
        let (number, page) = answer;
        pages += 1;
        let kept = reading.take(number, &page);
        assert_eq!(kept.len(), page.rows.len());
        for (row, _) in page.rows.iter().zip(kept).filter(|(_, kept)| *kept) {
            assert!(given.insert(row.id), "{case:?} seed {seed}: row {} comes twice", row.id);
        }
    }
    for (id, row) in before.keys().filter_map(|id| Some((id, account.row(*id)?))) {
        assert!(given.contains(id), "{case:?} seed {seed}: row {id} is missing: {row:?}");
    }
    let needed = (0..lists).map(|list| count(list).div_ceil(case.page).max(1)).sum();
    Outcome {
        requests: account.requests,
        others: account.others,
        needed_others: (1..lists).map(|list| count(list).div_ceil(case.page).max(1)).sum(),
        needed,
        gaps: reading.gaps(0),
        split: reading.is_split(0),
        took: account.took(),
    }
}

/// Reads many accounts of a kind; the mean of the requests in vain, in tenths.
fn check(case: Case, expect_gaps: RangeInclusive<u64>, at_most: u64) {
    let mut wasted = 0;
    let seeds = 10;
    for seed in 1..=seeds {
        let Outcome { requests, needed, gaps, .. } = read(case, seed);
        assert!(expect_gaps.contains(&gaps), "{case:?} seed {seed}: {gaps} gaps");
        wasted += requests.saturating_sub(needed);
    }
    assert!(wasted * 10 / seeds <= at_most, "{case:?}: {wasted} requests in vain in {seeds} readings");
}

#[test]
fn reading_from_both_ends_costs_what_reading_from_one_does() {
    for (rows, at_most) in [(0, 0), (1, 0), (24, 0), (25, 0), (26, 0), (55, 4), (130, 4), (1_880, 4)] {
        check(Case { rows, known: false, ..CASE }, 1..=1, at_most);
        check(Case { rows, width: 2, known: false, ..CASE }, 1..=1, at_most);
        check(Case { rows, width: 1, known: false, ..CASE }, 1..=1, 0);
    }
}

#[test]
fn a_large_list_is_cut_into_gaps_that_waste_little() {
    check(CASE, 6..=7, 60);
    check(Case { times: Times::Recent, ..CASE }, 6..=7, 60);
    check(Case { rows: 10_000, width: 20, ..CASE }, 10..=17, 120);
    check(Case { rows: 10_000, known: false, ..CASE }, 6..=13, 120);
    check(Case { archived: 20, ..CASE }, 5..=7, 60);
    for times in [Times::Even, Times::Recent] {
        check(Case { times, read_before: Some(times), ..CASE }, 6..=12, 60);
        check(Case { times, read_before: Some(Times::SomeNull), archived: 20, ..CASE }, 4..=9, 60);
    }
}

#[test]
fn rows_without_a_time_are_read_from_their_end_of_the_list() {
    for nulls in [Nulls::First, Nulls::Last] {
        for known in [true, false] {
            let case = Case { times: Times::SomeNull, nulls, known, ..CASE };
            check(case, 1..=7, 60);
            check(Case { archived: 20, ..case }, if known { 4..=7 } else { 1..=7 }, 60);
            check(Case { archived: 20, read_before: Some(case.times), ..case }, if known { 4..=12 } else { 1..=7 }, 60);
            for read_before in [None, Some(case.times), Some(Times::Even)] {
                for seed in 1..=4 {
                    read(Case { churn: BUSY, archived: 4, read_before, ..case }, seed);
                }
            }
        }
    }
}

#[test]
fn rows_without_a_time_are_read_where_everything_is_elsewhere_than_before() {
    for nulls in [Nulls::First, Nulls::Last] {
        for alone in [true, false] {
            for (times, before) in [(Times::Long, Times::Even), (Times::SomeNull, Times::Long)] {
                read(Case { times, nulls, alone, read_before: Some(before), ..CASE }, 1);
            }
        }
    }
}

#[test]
fn rows_without_a_time_are_found_where_cursors_among_them_lead_elsewhere() {
    for nulls in [Nulls::First, Nulls::Last] {
        for among in [Among::Others, Among::End] {
            for parts in [true, false] {
                let case = Case { times: Times::SomeNull, nulls, among, parts, archived: 20, ..CASE };
                for seed in 1..=3 {
                    assert!(read(case, seed).gaps == 1, "{case:?} seed {seed}");
                    read(Case { churn: BUSY, read_before: Some(case.times), ..case }, seed);
                    read(Case { churn: BUSY, known: false, ..case }, seed);
                }
            }
        }
    }
}

/// Reads large accounts of a kind as check does, with a twentieth of the rows in a second list whose pages cost twice
/// as much; the mean of the requests in vain, in tenths, and of the tokens, in thousandths of those of the pages.
fn check_price(case: Case, expect_gaps: RangeInclusive<u64>, expect_split: bool, at_most: [u64; 2]) {
    let case = Case { archived: 20, ..case };
    let (mut requests, mut tokens, mut needed) = (0, 0, 0);
    let seeds = 4;
    for seed in 1..=seeds {
        let outcome = read(case, seed);
        assert!(expect_gaps.contains(&outcome.gaps), "{case:?} seed {seed}: {} gaps", outcome.gaps);
        assert_eq!(outcome.split, expect_split, "{case:?} seed {seed}");
        requests += outcome.requests - outcome.needed;
        tokens += outcome.requests + outcome.others - outcome.needed - outcome.needed_others;
        needed += outcome.needed + outcome.needed_others;
    }
    assert!(requests * 10 / seeds <= at_most[0], "{case:?}: {requests} requests in vain in {seeds} readings");
    assert!(tokens * 1000 / needed <= at_most[1], "{case:?}: {tokens} of {needed} tokens in vain");
}

#[test]
fn a_large_list_of_unknown_size_is_cut_after_few_pages() {
    for times in [Times::Even, Times::Recent] {
        let unknown = Case { known: false, times, ..CASE };
        check_price(Case { steady: true, ..unknown }, 3..=7, false, [59, 30]);
        // The ids of so few rows are only a rough measure.
        check_price(unknown, 1..=5, false, [65, 35]);
    }
    let larger = Case { rows: 23_750, width: 24, known: false, ..CASE };
    check_price(Case { steady: true, ..larger }, 10..=50, false, [280, 30]);
    check_price(larger, 10..=50, false, [280, 30]);
}

#[test]
fn a_large_list_that_cannot_be_asked_by_time_is_split() {
    for nulls in [Nulls::First, Nulls::Last] {
        for steady in [true, false] {
            for known in [true, false] {
                let case = Case { times: Times::SomeNull, by_time: false, parts: true, nulls, steady, known, ..CASE };
                check_price(Case { rows: 5200, ..case }, 1..=1, true, [59, 30]);
                check_price(Case { width: 4, ..case }, 1..=1, false, [59, 30]);
                check_price(Case { parts: false, ..case }, 1..=1, false, [59, 30]);
                read(Case { churn: BUSY, rows: 5200, archived: 4, ..case }, 3);
                read(Case { churn: BUSY, rows: 5200, ..case }, 4);
            }
        }
    }
}

#[test]
fn several_lists_of_a_few_pages_take_one_final_read() {
    check(Case { rows: 120, archived: 3, known: false, ..CASE }, 1..=1, 14);
    check(Case { rows: 30, archived: 2, known: false, ..CASE }, 1..=1, 0);
    for seed in 1..=40 {
        for known in [true, false] {
            for clock in [true, false] {
                read(Case { rows: 110, archived: 3, known, clock, churn: BUSY, ..CASE }, seed);
                read(Case { rows: 200, archived: 8, width: 1, known, clock, churn: BUSY, ..CASE }, seed);
            }
        }
    }
}

#[test]
fn every_row_comes_once_while_rows_change() {
    for times in [Times::Even, Times::Recent, Times::Bulk] {
        for archived in [0, 3] {
            for width in [2, 5, 12] {
                for known in [true, false] {
                    for seed in 1..=2 {
                        let case = Case { times, archived, width, known, clock: seed == 1, churn: BUSY, ..CASE };
                        read(case, seed);
                        if known {
                            read(Case { read_before: Some(Times::Recent), ..case }, seed);
                        }
                    }
                }
            }
        }
    }
}

/// What is known of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Unknown,
    Counted,
    Read,
}

/// Reads an account of 195 pages of two lists as fast as that goes; the most milliseconds and requests in vain.
fn check_time(times: Times, before: Before, at_most: (i64, u64)) {
    let known = before != Before::Unknown;
    for nulls in [Nulls::First, Nulls::Last] {
        for seed in 1..=2 {
            let case =
                Case { rows: 97_400, page: 500, archived: 20, times, nulls, known, steady: true, parts: true, ..CASE };
            let read_before = Some(times).filter(|_| before == Before::Read);
            let case = Case { width: 18, in_turn: true, read_before, ..case };
            let Outcome { took, requests, needed, .. } = read(case, seed);
            let found = (took, requests - needed);
            assert!(
                found.0 <= at_most.0 && found.1 <= at_most.1,
                "{times:?} {before:?} {nulls:?} seed {seed}: {found:?}"
            );
        }
    }
}

#[test]
fn a_large_list_takes_little_longer_than_its_pages_take_at_the_highest_rate() {
    // 80 requests in a second are allowed.
    let least = 195 * 1000 / 80;
    for times in [Times::Even, Times::Recent, Times::SomeNull, Times::Lately] {
        check_time(times, Before::Read, (least, 3));
    }
    // 1.3 times as long, and one answer.
    let most = least * 13 / 10 + LATENCY;
    for times in [Times::Even, Times::Recent] {
        check_time(times, Before::Counted, (most, 5));
        // Before the size is known a page is read twice, and that leaves less for where gaps meet.
        check_time(times, Before::Unknown, (most * 3 / 2, 5));
    }
    check_time(Times::SomeNull, Before::Counted, (most * 6 / 5, 5));
    check_time(Times::SomeNull, Before::Unknown, (most * 7 / 4, 5));
    // Where the times crowd is not known before.
    check_time(Times::Lately, Before::Counted, (most * 9 / 4, 5));
}
