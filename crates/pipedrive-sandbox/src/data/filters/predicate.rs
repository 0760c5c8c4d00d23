//! Whether a record meets a filter.
//!
//! What the API leaves open is decided as `MySQL` would: text compares without case, and a comparison with a missing
//! value is not met, `!=` and `NOT LIKE` included.

use std::cmp::Ordering;

use chrono::DateTime;

use super::cell::{Cell, Record};
use super::relative::days;
use super::{Condition, SavedFilter};
use crate::data::Account;
use crate::json::{Day, TimeOfDay};

impl SavedFilter {
    /// Whether the filter picks the record.
    pub(crate) fn picks(&self, account: &Account, record: &Record<'_>) -> bool {
        let meets = |condition: &Condition| condition.is_met(account, record);
        self.all.iter().all(meets) && (self.any.is_empty() || self.any.iter().any(meets))
    }
}

impl Condition {
    fn is_met(&self, account: &Account, record: &Record<'_>) -> bool {
        let cell = record.cell(account, self.object, &self.field_code, self.extra_value.as_deref());
        match self.operator {
            "IS NULL" => return cell == Cell::Null,
            "IS NOT NULL" => return cell != Cell::Null,
            _ => {}
        }
        let Some(value) = self.value.as_deref() else { return false };
        let against_days = |day: Day| compare_day(account, day, value);
        let against_time = |time: TimeOfDay| seconds(value).map(|wanted| time.0.cmp(&wanted));
        match cell {
            Cell::Null => false,
            Cell::Number(number) => value
                .parse::<f64>()
                .ok()
                .and_then(|value| number.partial_cmp(&value))
                .is_some_and(|ordering| holds(self.operator, ordering)),
            Cell::Day(day) => against_days(day).is_some_and(|ordering| holds(self.operator, ordering)),
            Cell::Time(time) => against_time(time).is_some_and(|ordering| holds(self.operator, ordering)),
            Cell::Days(from, until) => holds_of_range(self.operator, against_days(from), against_days(until)),
            Cell::Times(from, until) => holds_of_range(self.operator, against_time(from), against_time(until)),
            Cell::Text(text) => matches_text(self.operator, &text.to_lowercase(), &value.to_lowercase()),
            Cell::Set(ids) => {
                let wanted: Vec<u32> = value.split(',').filter_map(|id| id.trim().parse().ok()).collect();
                match self.operator {
                    "=" => ids == wanted,
                    "!=" => ids != wanted,
                    "contains" => wanted.iter().all(|id| ids.contains(id)),
                    "not_contains" => !wanted.iter().any(|id| ids.contains(id)),
                    _ => false,
                }
            }
        }
    }
}

/// A day beside those a text stands for: before them it is less, after them greater.
fn compare_day(account: &Account, day: Day, text: &str) -> Option<Ordering> {
    let today = DateTime::from_timestamp(account.now + Account::UTC_OFFSET, 0)?;
    let (first, last) = days(text, today.date_naive())?;
    Some(if day < first {
        Ordering::Less
    } else if day > last {
        Ordering::Greater
    } else {
        Ordering::Equal
    })
}

/// `09:30` or `09:30:05` in seconds of the day.
fn seconds(text: &str) -> Option<u32> {
    let mut parts = text.split(':').map(|part| part.parse::<u32>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    Some(hour * 3600 + minute * 60 + parts.next().flatten().unwrap_or_default())
}

/// What an operator says of a range whose start and end compare like this with the value.
fn holds_of_range(operator: &str, start: Option<Ordering>, end: Option<Ordering>) -> bool {
    let (Some(start), Some(end)) = (start, end) else { return false };
    match operator {
        "ends_at" => end.is_eq(),
        "does_not_end_at" => end.is_ne(),
        "ends_before" => end.is_lt(),
        "ends_e_before" => end.is_le(),
        "ends_after" => end.is_gt(),
        "ends_e_after" => end.is_ge(),
        "includes" => start.is_le() && end.is_ge(),
        operator => holds(operator, start),
    }
}

fn holds(operator: &str, ordering: Ordering) -> bool {
    match operator {
        "=" => ordering.is_eq(),
        "!=" => ordering.is_ne(),
        "<" => ordering.is_lt(),
        ">" => ordering.is_gt(),
        "<=" => ordering.is_le(),
        ">=" => ordering.is_ge(),
        _ => false,
    }
}

fn matches_text(operator: &str, text: &str, value: &str) -> bool {
    match operator {
        "LIKE '%$%'" => text.contains(value),
        "NOT LIKE '%$%'" => !text.contains(value),
        "LIKE '$%'" => text.starts_with(value),
        "NOT LIKE '$%'" => !text.starts_with(value),
        "LIKE '%$'" => text.ends_with(value),
        "NOT LIKE '%$'" => !text.ends_with(value),
        operator => holds(operator, text.cmp(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SandboxConfig;
    use crate::data::DealStatus;
    use crate::json::{DAY, Day};

    fn account() -> Account {
        // 2026-05-14
        Account::new(&SandboxConfig { now: Some(1_778_716_800), ..SandboxConfig::default() }).unwrap()
    }

    fn picked(account: &Account, id: u32) -> Vec<crate::Deal> {
        let filter = account.filter(id).unwrap();
        account.deals().filter(|deal| filter.picks(account, &Record::Deal(deal))).collect()
    }

    fn check(filter: u32, expect: impl Fn(&Account, &crate::Deal) -> bool) {
        let account = account();
        let expected: Vec<_> = account.deals().filter(|deal| expect(&account, deal)).collect();
        assert!(!expected.is_empty(), "filter {filter} would pick nothing");
        assert_eq!(picked(&account, filter), expected, "filter {filter}");
    }

    #[test]
    fn filters_pick_what_their_names_say() {
        let quarter = (Day::of(1_775_001_600).0, Day::of(1_782_777_600).0);
        check(1, |_, deal| deal.status == DealStatus::Open);
        check(3, |_, deal| deal.status == DealStatus::Open && deal.value > 50_000.0);
        check(10, |_, deal| {
            deal.status == DealStatus::Won
                && deal.won_time.is_some_and(|t| {
                    let day = (t + Account::UTC_OFFSET).div_euclid(DAY);
                    (quarter.0..=quarter.1).contains(&day)
                })
        });
        check(11, |account, deal| {
            deal.status == DealStatus::Open
                && deal.org_id.is_some_and(|id| crate::Organization::new(account, id).name(account).contains("Foods"))
        });
    }

    #[test]
    fn custom_options_and_the_or_group_are_evaluated() {
        let account = account();
        let key = account.custom_field_key("deals", "Contract Type").unwrap();
        let deals = picked(&account, 7);
        assert!(!deals.is_empty() && deals.len() < 400);
        for deal in deals {
            let cell = Record::Deal(&deal).cell(&account, "deal", key, None);
            assert!(cell == Cell::Number(28.0) || cell == Cell::Number(29.0), "{cell:?}");
        }
    }
}
