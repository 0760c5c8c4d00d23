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

impl SavedFilter {
    /// Whether the filter picks the record.
    pub(crate) fn picks(&self, account: &Account, record: &Record<'_>) -> bool {
        let meets = |condition: &Condition| condition.is_met(account, record);
        self.all.iter().all(meets) && (self.any.is_empty() || self.any.iter().any(meets))
    }
}

impl Condition {
    fn is_met(&self, account: &Account, record: &Record<'_>) -> bool {
        let cell = record.cell(account, self.object, &self.field_code);
        match self.operator {
            "IS NULL" => return cell == Cell::Null,
            "IS NOT NULL" => return cell != Cell::Null,
            _ => {}
        }
        let Some(value) = self.value.as_deref() else { return false };
        match cell {
            Cell::Null => false,
            Cell::Number(number) => value
                .parse::<f64>()
                .ok()
                .and_then(|value| number.partial_cmp(&value))
                .is_some_and(|ordering| holds(self.operator, ordering)),
            Cell::Day(day) => {
                let today = DateTime::from_timestamp(account.now + Account::UTC_OFFSET, 0).unwrap_or_default();
                days(value, today.date_naive()).is_some_and(|(first, last)| {
                    // A keyword can stand for many days: a day before them is less, one after them greater.
                    let ordering = if day < first {
                        Ordering::Less
                    } else if day > last {
                        Ordering::Greater
                    } else {
                        Ordering::Equal
                    };
                    holds(self.operator, ordering)
                })
            }
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
        "LIKE '$%'" => text.starts_with(value),
        "NOT LIKE '$%'" => !text.starts_with(value),
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
            let cell = Record::Deal(&deal).cell(&account, "deal", key);
            assert!(cell == Cell::Number(28.0) || cell == Cell::Number(29.0), "{cell:?}");
        }
    }
}
