//! Dates in filter conditions: absolute ones and keywords such as `this_quarter` or `3_months_ago`.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::json::{Day, parse_day};

/// First and last day a date in a condition stands for.
///
/// `today` and other single days are one day long; a week starts on Monday.
pub(crate) fn days(text: &str, today: NaiveDate) -> Option<(Day, Day)> {
    if let Some(day) = parse_day(text) {
        return Some((day, day));
    }
    let one = |date: NaiveDate| Some((day_of(date), day_of(date)));
    let week = |shift: i64| {
        let monday = today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())))?;
        let first = day_of(monday).0 + 7 * shift;
        Some((Day(first), Day(first + 6)))
    };
    match text {
        "today" | "now" => one(today),
        "yesterday" => one(today.pred_opt()?),
        "tomorrow" => one(today.succ_opt()?),
        "last_week" => week(-1),
        "this_week" => week(0),
        "next_week" => week(1),
        "last_month" => months(today.with_day(1)?, -1, 1),
        "this_month" => months(today.with_day(1)?, 0, 1),
        "next_month" => months(today.with_day(1)?, 1, 1),
        "before_today" => Some((Day(i64::MIN), Day(day_of(today).0 - 1))),
        "before_tomorrow" => Some((Day(i64::MIN), day_of(today))),
        "later_or_today" => Some((day_of(today), Day(i64::MAX))),
        "later_or_tomorrow" => Some((Day(day_of(today).0 + 1), Day(i64::MAX))),
        "last_quarter" => months(quarter(today)?, -3, 3),
        "this_quarter" => months(quarter(today)?, 0, 3),
        _ => one(distance(text, today)?),
    }
}

/// Whether a text is a day or a keyword for some.
pub(crate) fn is_date(text: &str) -> bool {
    days(text, NaiveDate::default()).is_some()
}

/// `n_months_ago`, `n_weeks_ago`, `in_n_months`, `in_n_weeks`, singular forms included.
fn distance(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let (body, ago) = match text.strip_suffix("_ago") {
        Some(body) => (body, true),
        None => (text.strip_prefix("in_")?, false),
    };
    let (count, unit) = body.split_once('_')?;
    let count: u32 = count.parse().ok()?;
    match (unit.trim_end_matches('s'), ago) {
        ("month", true) => today.checked_sub_months(Months::new(count)),
        ("month", false) => today.checked_add_months(Months::new(count)),
        ("week", true) => today.checked_sub_days(Days::new(u64::from(count) * 7)),
        ("week", false) => today.checked_add_days(Days::new(u64::from(count) * 7)),
        _ => None,
    }
}

/// The first day of the quarter.
fn quarter(today: NaiveDate) -> Option<NaiveDate> {
    today.with_day(1)?.with_month(today.month0() / 3 * 3 + 1)
}

/// `length` months from `shift` months after the first of a month.
fn months(first: NaiveDate, shift: i32, length: u32) -> Option<(Day, Day)> {
    let first = match u32::try_from(shift) {
        Ok(later) => first.checked_add_months(Months::new(later))?,
        Err(_) => first.checked_sub_months(Months::new(shift.unsigned_abs()))?,
    };
    let next = first.checked_add_months(Months::new(length))?;
    Some((day_of(first), Day(day_of(next).0 - 1)))
}

fn day_of(date: NaiveDate) -> Day {
    Day::of(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_ended_keywords_stand_for_all_days_on_one_side() {
        let today = NaiveDate::from_ymd_opt(2026, 5, 14).unwrap();
        let number = day_of(today).0;
        assert_eq!(days("before_today", today), Some((Day(i64::MIN), Day(number - 1))));
        assert_eq!(days("before_tomorrow", today), Some((Day(i64::MIN), Day(number))));
        assert_eq!(days("later_or_today", today), Some((Day(number), Day(i64::MAX))));
        assert_eq!(days("later_or_tomorrow", today), Some((Day(number + 1), Day(i64::MAX))));
    }

    fn check(text: &str, expect: Option<(&str, &str)>) {
        let today = NaiveDate::from_ymd_opt(2026, 5, 14).unwrap();
        let found = days(text, today).map(|(first, last)| (String::from(first), String::from(last)));
        assert_eq!(found, expect.map(|(first, last)| (first.to_owned(), last.to_owned())), "{text}");
    }

    #[test]
    fn keywords_stand_for_days() {
        check("2026-01-31", Some(("2026-01-31", "2026-01-31")));
        check("today", Some(("2026-05-14", "2026-05-14")));
        check("yesterday", Some(("2026-05-13", "2026-05-13")));
        check("this_week", Some(("2026-05-11", "2026-05-17")));
        check("last_month", Some(("2026-04-01", "2026-04-30")));
        check("this_quarter", Some(("2026-04-01", "2026-06-30")));
        check("last_quarter", Some(("2026-01-01", "2026-03-31")));
        check("3_months_ago", Some(("2026-02-14", "2026-02-14")));
        check("1_week_ago", Some(("2026-05-07", "2026-05-07")));
        check("in_2_weeks", Some(("2026-05-28", "2026-05-28")));
        check("someday", None);
    }
}
