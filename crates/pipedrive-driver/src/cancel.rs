//! Cancelling: a handle that other threads may keep, and the stop it asks for.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Cancels what a statement is doing, from any thread and without waiting for it.
#[derive(Clone, Debug, Default)]
pub struct CancelHandle {
    current: Arc<Mutex<Current>>,
}

/// What is cancelled.
#[derive(Debug, Default)]
struct Current {
    stop: Arc<Stop>,
    /// Calls of the front end that are under way.
    calls: usize,
}

/// A call of a front end that is under way; dropping this ends it.
#[derive(Debug)]
#[must_use = "the call ends when this is dropped"]
pub struct Call {
    current: Arc<Mutex<Current>>,
    /// Whether what the statement did before had been cancelled when this began.
    was_asked: bool,
}

impl CancelHandle {
    /// Ends what the statement does now: a call that is waiting returns at once, its requests are given up, and a result
    /// that is partly read has no further rows. Each says so by an error of the kind `Cancelled`. What the statement
    /// does afterwards is not affected, and where it does nothing, neither is anything else.
    ///
    /// What a statement that writes has sent is not taken back; `last_write` tells what became of each row.
    pub fn cancel(&self) {
        locked(&self.current).stop.ask();
    }

    /// As [`cancel`](Self::cancel), but only where a call is under way that was [announced](Self::announce); says whether
    /// one is.
    pub fn cancel_call(&self) -> bool {
        let current = locked(&self.current);
        if current.calls > 0 {
            current.stop.ask();
        }
        current.calls > 0
    }

    /// Announces a call. It goes on with what an earlier one executed, such as fetching rows, until it
    /// [begins anew](Call::begin_anew).
    pub fn announce(&self) -> Call {
        let mut current = locked(&self.current);
        current.calls += 1;
        Call { current: Arc::clone(&self.current), was_asked: current.stop.is_asked() }
    }

    /// Whether a call of the statement is waiting just now.
    pub fn is_running(&self) -> bool {
        locked(&self.current).stop.is_waited_for()
    }

    /// The stop of a new execution, which from now on is the one that is cancelled; that of the call where one is under way.
    pub(crate) fn renew(&self) -> Arc<Stop> {
        let mut current = locked(&self.current);
        if current.calls == 0 {
            current.stop = Arc::default();
        }
        Arc::clone(&current.stop)
    }
}

impl Call {
    /// What the call does from now on has nothing to do with what was executed before: it may prepare, plan and execute,
    /// once or several times, and until it ends one cancel ends all of that, also one that came since it was announced.
    pub fn begin_anew(&mut self) {
        let mut current = locked(&self.current);
        if current.calls > 1 {
            return;
        }
        let is_meant = current.stop.is_asked() && !self.was_asked;
        current.stop = Arc::default();
        self.was_asked = false;
        if is_meant {
            current.stop.ask();
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        locked(&self.current).calls -= 1;
    }
}

/// Whether one execution is to stop.
#[derive(Default)]
pub(crate) struct Stop {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    asked: bool,
    /// Wakes the call that waits.
    wake: Option<Box<dyn FnOnce() + Send>>,
}

impl Stop {
    fn ask(&self) {
        let wake = {
            let mut state = locked(&self.state);
            state.asked = true;
            state.wake.take()
        };
        if let Some(wake) = wake {
            wake();
        }
    }

    fn is_asked(&self) -> bool {
        locked(&self.state).asked
    }

    fn is_waited_for(&self) -> bool {
        locked(&self.state).wake.is_some()
    }

    /// Has `wake` called when the stop is asked for; false if it was before.
    pub(crate) fn arm(&self, wake: impl FnOnce() + Send + 'static) -> bool {
        let mut state = locked(&self.state);
        if !state.asked {
            state.wake = Some(Box::new(wake));
        }
        !state.asked
    }

    /// The call does not wait any more.
    pub(crate) fn disarm(&self) {
        let _ = locked(&self.state).wake.take();
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stop").field("asked", &locked(&self.state).asked).finish_non_exhaustive()
    }
}

/// What a thread that panicked leaves behind is still whole: no lock is held over more than an assignment.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the execution has been told to stop.
    fn is_asked(stop: &Stop) -> bool {
        let is_armed = stop.arm(|| ());
        stop.disarm();
        !is_armed
    }

    #[test]
    fn a_cancel_between_two_steps_of_a_call_ends_the_second() {
        let handle = CancelHandle::default();
        let mut call = handle.announce();
        call.begin_anew();
        assert!(!is_asked(&handle.renew()));
        assert!(handle.cancel_call());
        assert!(is_asked(&handle.renew()));
        drop(call);
        let mut next = handle.announce();
        next.begin_anew();
        assert!(!is_asked(&handle.renew()));
    }

    #[test]
    fn a_cancel_before_a_call_has_begun_anew_is_meant_for_it() {
        let handle = CancelHandle::default();
        let execution = handle.renew();
        let mut call = handle.announce();
        assert!(handle.cancel_call());
        call.begin_anew();
        assert!(is_asked(&execution) && is_asked(&handle.renew()));
    }

    #[test]
    fn a_call_that_is_refused_leaves_what_was_executed_cancellable() {
        let handle = CancelHandle::default();
        let execution = handle.renew();
        drop(handle.announce());
        let _fetching = handle.announce();
        assert!(handle.cancel_call() && is_asked(&execution));
    }

    #[test]
    fn a_call_that_goes_on_is_cancelled_with_what_it_goes_on_with() {
        let handle = CancelHandle::default();
        let execution = handle.renew();
        assert!(!handle.cancel_call() && !is_asked(&execution));
        let call = handle.announce();
        assert!(handle.cancel_call() && is_asked(&execution));
        drop(call);
        assert!(!handle.cancel_call() && !is_asked(&handle.renew()));
    }
}
