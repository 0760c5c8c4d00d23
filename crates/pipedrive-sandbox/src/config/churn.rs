//! Changes that happen to the account while its lists are read.

use std::time::Duration;

use crate::Mutation;

/// When the changes of a [`Churn`] happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Moment {
    /// After a request came in and before its answer is made.
    #[default]
    BeforeAnswer,
    /// After the answer was made and before the client has it.
    AfterAnswer,
}

/// Which records the changes of a [`Churn`] hit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aim {
    /// Any of the list's table.
    #[default]
    Anywhere,
    /// Those of the page that is asked for: about to be read, or just read.
    Page,
    /// All of the table, which are updated within one second.
    Table,
}

/// Changes to the account between requests, the same ones whenever the same requests come in the same order.
///
/// Requests to the lists of deals (archived ones too), persons, organizations, activities and products are counted, and
/// each change is to the table of the list that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Churn {
    /// Decides which records change and how (default 1).
    pub seed: u64,
    /// Every how many list requests something changes (default 1: with each).
    pub every: u32,
    /// Number of changes each time (default 4).
    pub changes: u32,
    /// How often something changes in all (default: without end).
    pub rounds: Option<u32>,
    /// Before or after the answer (default: before).
    pub moment: Moment,
    /// Which records (default: any).
    pub aim: Aim,
    /// What happens to them, one of these each time (default: each kind of change alike).
    pub mutations: Vec<Mutation>,
    /// How far a manual clock moves before each time (default: not at all).
    pub step: Duration,
}

impl Default for Churn {
    fn default() -> Self {
        use Mutation::{Archive, Close, Delete, Insert, Update};
        Self {
            seed: 1,
            every: 1,
            changes: 4,
            rounds: None,
            moment: Moment::default(),
            aim: Aim::default(),
            mutations: vec![Insert, Update, Close, Delete, Archive],
            step: Duration::ZERO,
        }
    }
}
