//! A call that blocks: async work runs on the runtime, the caller waits until it is done, stopped or late.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

use crate::cancel::Stop;
use crate::error::Error;
use crate::runtime::runtime;

/// Runs `work` and waits for it, at most `limit`.
///
/// The work is a task of its own, so that a stop ends the waiting at once, even while every worker computes. It is
/// dropped at its next pause, and its requests with it.
///
/// # Errors
/// Those of the work; `Cancelled` once `stop` is asked for; `Timeout` after `limit`.
pub(crate) fn wait<T: Send + 'static>(
    stop: &Stop,
    limit: Option<Duration>,
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    let runtime = runtime()?;
    let (sender, events) = mpsc::channel();
    let wake = sender.clone();
    if !stop.arm(move || drop(wake.send(Event::Stopped))) {
        return Err(Error::cancelled());
    }
    let mut reply = Reply(Some(sender));
    let task = runtime.spawn(async move {
        let outcome = work.await;
        reply.send(Event::Done(outcome));
    });
    let event = match limit {
        Some(limit) => events.recv_timeout(limit),
        None => events.recv().map_err(RecvTimeoutError::from),
    };
    stop.disarm();
    match (event, limit) {
        (Ok(Event::Done(outcome)), _) => outcome,
        (Ok(Event::Stopped), _) => {
            task.abort();
            Err(Error::cancelled())
        }
        (Err(RecvTimeoutError::Timeout), Some(limit)) => {
            task.abort();
            Err(Error::timed_out(limit))
        }
        (Ok(Event::Broken) | Err(_), _) => Err(Error::broken()),
    }
}

/// What ends the waiting.
enum Event<T> {
    Done(Result<T, Error>),
    Stopped,
    /// The work panicked.
    Broken,
}

/// Sends one event, whatever happens to the work.
struct Reply<T>(Option<Sender<Event<T>>>);

impl<T> Reply<T> {
    fn send(&mut self, event: Event<T>) {
        if let Some(sender) = self.0.take() {
            // Nobody listens to what comes too late.
            let _ = sender.send(event);
        }
    }
}

impl<T> Drop for Reply<T> {
    fn drop(&mut self) {
        self.send(Event::Broken);
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use pipedrive_datafusion::ErrorKind;

    use super::*;
    use crate::cancel::CancelHandle;

    fn check(outcome: &Result<i32, Error>, kind: ErrorKind, sqlstate: &str) {
        let error = outcome.as_ref().unwrap_err();
        assert_eq!((error.kind(), error.sqlstate()), (kind, sqlstate), "{error}");
    }

    #[test]
    fn work_that_is_done_gives_its_outcome() {
        let stop = Stop::default();
        assert_eq!(wait(&stop, None, async { Ok(7) }).unwrap(), 7);
        let failed = wait(&stop, None, async { Err(Error::new(ErrorKind::NotFound, "gone")) });
        check(&failed, ErrorKind::NotFound, "02000");
    }

    #[test]
    fn a_call_may_be_made_within_another_runtime() {
        let host = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(host.block_on(async { wait(&Stop::default(), None, async { Ok(7) }) }).unwrap(), 7);
    }

    #[test]
    fn work_that_never_ends_is_late() {
        check(&wait(&Stop::default(), Some(Duration::from_millis(1)), pending()), ErrorKind::Timeout, "HYT00");
    }

    #[test]
    fn work_that_never_ends_is_cancelled_from_another_thread_and_so_is_what_follows() {
        let handle = CancelHandle::default();
        let stop = handle.renew();
        let other = handle.clone();
        let canceller = std::thread::spawn(move || {
            while !other.is_running() {
                std::thread::yield_now();
            }
            other.cancel();
        });
        check(&wait(&stop, None, pending()), ErrorKind::Cancelled, "HY008");
        canceller.join().unwrap();
        check(&wait(&stop, None, async { Ok(7) }), ErrorKind::Cancelled, "HY008");
        assert_eq!(wait(&handle.renew(), None, async { Ok(7) }).unwrap(), 7);
    }

    #[test]
    fn work_that_panics_is_an_error() {
        let broken = wait::<i32>(&Stop::default(), None, async { panic!("broken on purpose") });
        check(&broken, ErrorKind::Internal, "HY000");
    }
}
