//! Answers to requests while the account changes.

use std::sync::{Mutex, PoisonError};

use super::{Answer, Call, Failure, Operation};
use crate::data::mix;
use crate::{Account, Aim, Churn, Clock, Entity, Moment, Mutation};

/// A churn at work, and how many list requests it has seen.
#[derive(Debug, Default)]
pub(crate) struct Churning {
    at_work: Mutex<(Option<Churn>, u32)>,
}

/// One time that something changes.
struct Turn {
    churn: Churn,
    entity: Entity,
    number: u32,
}

impl Churning {
    pub(super) fn new(churn: Option<Churn>) -> Self {
        Self { at_work: Mutex::new((churn, 0)) }
    }

    /// Replaces the churn; its count starts anew.
    pub(crate) fn set(&self, churn: Option<Churn>) {
        *self.at_work.lock().unwrap_or_else(PoisonError::into_inner) = (churn, 0);
    }

    /// Counts a request and tells what it brings about.
    fn turn(&self, operation: &Operation) -> Option<Turn> {
        let entity = Entity::listed_at(operation.path)?;
        let mut at_work = self.at_work.lock().unwrap_or_else(PoisonError::into_inner);
        let (churn, seen) = &mut *at_work;
        let churn = churn.as_ref()?;
        *seen = seen.saturating_add(1);
        let number = *seen / churn.every.max(1);
        let is_due = seen.is_multiple_of(churn.every.max(1)) && churn.rounds.is_none_or(|rounds| number <= rounds);
        is_due.then(|| Turn { churn: churn.clone(), entity, number })
    }

    /// The answer to a request; what changes with it changes before or after, and never in the middle.
    ///
    /// # Errors
    /// Those of the operation.
    pub(super) fn answer(&self, operation: &Operation, call: &Call<'_>, clock: &Clock) -> Result<Answer, Failure> {
        let ask = || {
            let _held = call.account.hold();
            operation.ask(call)
        };
        let Some(turn) = self.turn(operation) else { return ask() };
        clock.advance(turn.churn.step);
        let answer = ask()?;
        turn.strike(call.account, &call.listed.take());
        if turn.churn.moment == Moment::BeforeAnswer { ask() } else { Ok(answer) }
    }
}

impl Turn {
    /// Changes the account; `page` is what was asked for.
    fn strike(&self, account: &Account, page: &[u32]) {
        if self.churn.aim == Aim::Table {
            account.update_all(self.entity);
            return;
        }
        for place in 0..self.churn.changes {
            let draw = |of: u32, count: usize| {
                let bits = mix(self.churn.seed ^ mix((u64::from(self.number) << 32) | u64::from(place * 2 + of)));
                usize::try_from(bits % u64::try_from(count.max(1)).unwrap_or(u64::MAX)).unwrap_or_default()
            };
            let mutations = &self.churn.mutations;
            let mutation = mutations.get(draw(0, mutations.len())).copied().unwrap_or(Mutation::Update);
            let anywhere = || draw(1, usize::try_from(account.count(self.entity)).unwrap_or_default());
            let id = match self.churn.aim {
                Aim::Page if !page.is_empty() => page[draw(1, page.len())],
                _ => u32::try_from(anywhere()).unwrap_or_default() + 1,
            };
            account.mutate(self.entity, id, mutation);
        }
    }
}
