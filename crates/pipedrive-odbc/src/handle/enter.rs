//! The way into every function that has a handle: the handle is looked up, its diagnostics are cleared, panics end here,
//! and what the function has to say is kept.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::registry::{Registered, find};
use crate::abi::{Handle, returns};
use crate::diag::{Record, Warnings, state};

/// Locks, also after a panic: what a panic leaves half done is only a statement's state, which the next call checks.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a function on what a handle stands for.
pub(crate) fn enter<T: Registered>(
    handle: Handle,
    work: impl FnOnce(&Arc<T>, &mut Warnings) -> Result<i16, Record>,
) -> i16 {
    let Some(object) = find::<T>(handle) else { return returns::INVALID_HANDLE };
    diagnosed(&object, work)
}

/// Runs a function on an object and keeps what it has to say.
fn diagnosed<T: Registered>(object: &Arc<T>, work: impl FnOnce(&Arc<T>, &mut Warnings) -> Result<i16, Record>) -> i16 {
    lock(object.diagnostics()).clear();
    let mut warnings = Warnings::new();
    let outcome = catch_unwind(AssertUnwindSafe(|| work(object, &mut warnings)));
    let outcome =
        outcome.unwrap_or_else(|_| Err(Record::with(state::GENERAL, "the driver failed inside; please report it")));
    lock(object.diagnostics()).conclude(outcome, warnings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handle::{Environment, Object, insert, remove};

    #[test]
    fn a_panic_is_a_diagnostic_and_the_handle_lives_on() {
        let handle = insert(Object::Environment(Arc::default()));
        let code = enter::<Environment>(handle, |_, _| panic!("on purpose"));
        let environment = find::<Environment>(handle).unwrap();
        let states: Vec<_> = lock(environment.diagnostics()).records.iter().map(|record| record.state).collect();
        assert_eq!((code, states.as_slice()), (returns::ERROR, ["HY000"].as_slice()));
        assert_eq!(enter::<Environment>(handle, |_, _| Ok(returns::SUCCESS)), returns::SUCCESS);
        remove::<Environment>(handle);
        assert_eq!(enter::<Environment>(handle, |_, _| Ok(returns::SUCCESS)), returns::INVALID_HANDLE);
    }
}
