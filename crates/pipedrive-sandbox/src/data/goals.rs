//! Goals of users, teams and the company.

use super::{ACTIVITY_TYPES, Account, Activity, CURRENCIES, Deal, TEAMS, Table};
use crate::json::{DAY, Day};

/// What a goal counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GoalType {
    DealsWon,
    /// Deals that entered a stage.
    DealsProgressed,
    ActivitiesCompleted,
    ActivitiesAdded,
    DealsStarted,
}

impl GoalType {
    /// The API's word for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::DealsWon => "deals_won",
            Self::DealsProgressed => "deals_progressed",
            Self::ActivitiesCompleted => "activities_completed",
            Self::ActivitiesAdded => "activities_added",
            Self::DealsStarted => "deals_started",
        }
    }

    /// Whether it is about activities rather than deals.
    pub(crate) fn counts_activities(self) -> bool {
        matches!(self, Self::ActivitiesCompleted | Self::ActivitiesAdded)
    }
}

/// Whose goal it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Assignee {
    Person(u32),
    Team(u32),
    Company,
}

impl Assignee {
    /// Id and kind, as the API has them.
    pub(crate) fn parts(self) -> (u32, &'static str) {
        match self {
            Self::Person(id) => (id, "person"),
            Self::Team(id) => (id, "team"),
            Self::Company => (Account::COMPANY_ID, "company"),
        }
    }

    /// Whether what the user does counts.
    fn includes(self, user: u32) -> bool {
        match self {
            Self::Person(id) => id == user,
            Self::Team(id) => TEAMS.iter().any(|team| team.id == id && team.users.contains(&user)),
            Self::Company => true,
        }
    }
}

/// A goal; its number is its place in [`GOALS`], from 1.
pub(crate) struct Goal {
    pub(crate) number: u32,
    pub(crate) owner_id: u32,
    pub(crate) title: &'static str,
    pub(crate) kind: GoalType,
    pub(crate) assignee: Assignee,
    pub(crate) interval: &'static str,
    /// Days before the present on which it starts and ends; a negative number lies in the future, and one without an
    /// end goes on.
    pub(crate) days: (i64, Option<i64>),
    pub(crate) target: u32,
    /// Id of the currency in which values are summed up; otherwise the goal counts.
    pub(crate) currency_id: Option<u32>,
    /// All of them if there is none.
    pub(crate) pipelines: &'static [u32],
    pub(crate) stage: Option<u32>,
    /// Ids of activity types, all of them if there is none.
    pub(crate) activity_types: &'static [u32],
    pub(crate) is_active: bool,
}

const fn goal(number: u32, title: &'static str, kind: GoalType, assignee: Assignee, target: u32) -> Goal {
    Goal {
        number,
        owner_id: 1,
        title,
        kind,
        assignee,
        interval: "monthly",
        days: (300, Some(-65)),
        target,
        currency_id: None,
        pipelines: &[],
        stage: None,
        activity_types: &[],
        is_active: true,
    }
}

/// The goals.
pub(crate) const GOALS: [Goal; 9] = [
    Goal { pipelines: &[1], ..goal(1, "Win deals", GoalType::DealsWon, Assignee::Person(1), 5) },
    Goal {
        currency_id: Some(1),
        interval: "quarterly",
        ..goal(2, "Revenue, all pipelines", GoalType::DealsWon, Assignee::Person(1), 250_000)
    },
    Goal {
        interval: "weekly",
        activity_types: &[1, 2],
        ..goal(3, "Calls & meetings", GoalType::ActivitiesCompleted, Assignee::Person(2), 20)
    },
    goal(4, "New deals of the closers", GoalType::DealsStarted, Assignee::Team(1), 12),
    Goal {
        stage: Some(4),
        pipelines: &[1],
        owner_id: 7,
        ..goal(5, "Proposals sent", GoalType::DealsProgressed, Assignee::Person(7), 8)
    },
    Goal {
        interval: "yearly",
        days: (700, None),
        currency_id: Some(2),
        pipelines: &[1, 2],
        ..goal(6, "Company revenue", GoalType::DealsWon, Assignee::Company, 5_000_000)
    },
    Goal {
        interval: "weekly",
        days: (500, Some(330)),
        is_active: false,
        ..goal(7, "Plan more \"touchpoints\"", GoalType::ActivitiesAdded, Assignee::Person(1), 15)
    },
    Goal { owner_id: 2, ..goal(8, "Beginners' first deals", GoalType::DealsStarted, Assignee::Team(3), 3) },
    Goal {
        interval: "quarterly",
        ..goal(9, "Everything that is planned", GoalType::ActivitiesAdded, Assignee::Person(1), 200)
    },
];

impl Goal {
    /// 32 hex digits.
    pub(crate) fn id(&self, account: &Account) -> String {
        let draw = account.draw(Table::Goals, self.number);
        format!("{:016x}{:016x}", draw.bits(0), draw.bits(1))
    }

    /// Id of the report that shows it: 32 hex digits.
    pub(crate) fn report_id(&self, account: &Account) -> String {
        let draw = account.draw(Table::Goals, self.number);
        format!("{:016x}{:016x}", draw.bits(2), draw.bits(3))
    }

    /// First and last day.
    pub(crate) fn duration(&self, account: &Account) -> (Day, Option<Day>) {
        let day = |ago: i64| Day::of(account.now - ago * DAY);
        (day(self.days.0), self.days.1.map(day))
    }

    /// What was reached from the first day to the last one, both included: a number of records, or the sum of their
    /// values in the goal's currency.
    pub(crate) fn progress(&self, account: &Account, from: Day, until: Day) -> i64 {
        let within = |time: Option<i64>| time.map(Day::of).is_some_and(|day| (from..=until).contains(&day));
        if self.kind.counts_activities() {
            let reached = account.activities().filter(|activity| {
                !activity.is_deleted
                    && self.assignee.includes(activity.owner_id)
                    && self.is_of_type(activity)
                    && within(if self.kind == GoalType::ActivitiesAdded {
                        Some(activity.add_time)
                    } else {
                        activity.done_time
                    })
            });
            return i64::try_from(reached.count()).unwrap_or(i64::MAX);
        }
        let reached = account.deals().filter(|deal| {
            !deal.is_deleted
                && self.assignee.includes(deal.owner_id)
                && (self.pipelines.is_empty() || self.pipelines.contains(&deal.pipeline_id))
                && within(self.time_of(deal))
        });
        match self.currency_id {
            None => i64::try_from(reached.count()).unwrap_or(i64::MAX),
            Some(currency) => {
                let sum: f64 = reached.map(|deal| converted(deal.value, deal.currency, currency)).sum();
                format!("{sum:.0}").parse().unwrap_or(i64::MAX)
            }
        }
    }

    /// When the deal did what the goal counts.
    fn time_of(&self, deal: &Deal) -> Option<i64> {
        match self.kind {
            GoalType::DealsWon => deal.won_time,
            GoalType::DealsProgressed => deal.stage_change_time.filter(|_| self.stage == Some(deal.stage_id)),
            _ => Some(deal.add_time),
        }
    }

    fn is_of_type(&self, activity: &Activity) -> bool {
        let types = ACTIVITY_TYPES.iter().filter(|(_, _, _, key, _, _)| *key == activity.kind);
        self.activity_types.is_empty() || types.into_iter().any(|(id, ..)| self.activity_types.contains(id))
    }
}

/// An amount in another currency, by way of euros.
fn converted(amount: f64, currency: &str, target: u32) -> f64 {
    let rate = |keep: &dyn Fn(&super::catalog::Currency) -> bool| {
        CURRENCIES.iter().find(|currency| keep(currency)).map_or(1.0, |currency| currency.in_euros)
    };
    amount * rate(&|known| known.code == currency) / rate(&|known| known.id == target)
}
