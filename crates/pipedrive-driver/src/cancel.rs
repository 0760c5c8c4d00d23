//! Cancelling: a handle that other threads may keep, and the stop it asks for.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Cancels what a statement is doing, from any thread and without waiting for it.
#[derive(Clone, Debug, Default)]
pub struct CancelHandle {
    current: Arc<Mutex<Arc<Stop>>>,
}

impl CancelHandle {
    /// Ends what the statement does now: a call that is waiting returns at once, its requests are given up, and a result
    /// that is partly read has no further rows. Each says so by an error of the kind `Cancelled`. What the statement
    /// does afterwards is not affected, and where it does nothing, neither is anything else.
    ///
    /// What a statement that writes has sent is not taken back; `last_write` tells what became of each row.
    pub fn cancel(&self) {
        locked(&self.current).ask();
    }

    /// Whether a call of the statement is waiting just now.
    pub fn is_running(&self) -> bool {
        locked(&self.current).is_waited_for()
    }

    /// The stop of a new execution, which from now on is the one that is cancelled.
    pub(crate) fn renew(&self) -> Arc<Stop> {
        let stop = Arc::new(Stop::default());
        *locked(&self.current) = Arc::clone(&stop);
        stop
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
