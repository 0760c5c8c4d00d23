//! Ctrl-C: the first press cancels what is running, a second one while that takes effect ends the program.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering::SeqCst};
use std::sync::mpsc;
use std::task::Poll;

use tokio::sync::Notify;

/// Nothing is running.
const IDLE: u8 = 0;
/// Something runs that can be cancelled.
const RUNNING: u8 = 1;
/// It was cancelled and has not stopped yet.
const STOPPING: u8 = 2;

/// Listens for Ctrl-C for as long as the program runs.
#[derive(Clone)]
pub(crate) struct Interrupts {
    shared: Arc<Shared>,
}

struct Shared {
    state: AtomicU8,
    /// A press while nothing runs is ignored; at a prompt the terminal reports it as a key.
    ignores_idle: bool,
    pressed: Notify,
}

impl Interrupts {
    /// Takes over Ctrl-C, from when this returns.
    ///
    /// The listener has a thread of its own: a statement may keep all threads of the runtime busy.
    pub(crate) fn listen(ignores_idle: bool) -> Self {
        let shared = Arc::new(Shared { state: AtomicU8::new(IDLE), ignores_idle, pressed: Notify::new() });
        let listener = Arc::clone(&shared);
        let (ready, is_ready) = mpsc::channel();
        std::thread::spawn(move || {
            // Without a runtime Ctrl-C keeps its usual meaning and ends the program, which is good enough then.
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            runtime.block_on(async {
                loop {
                    let mut pressed = pin!(tokio::signal::ctrl_c());
                    // It is the first look that takes Ctrl-C over.
                    let first = futures::poll!(pressed.as_mut());
                    // Nobody waits for this any more when it is sent again.
                    let _ = ready.send(());
                    let pressed = match first {
                        Poll::Ready(outcome) => outcome,
                        Poll::Pending => pressed.await,
                    };
                    if pressed.is_err() {
                        return;
                    }
                    if !listener.press() {
                        std::process::exit(1);
                    }
                }
            });
        });
        // An error means that there is no listener, which is said above.
        let _ = is_ready.recv();
        Self { shared }
    }

    /// Runs `work` to its end, or until Ctrl-C: then it is dropped and there is no result.
    pub(crate) async fn cancellable<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let pressed = self.shared.pressed.notified();
        self.shared.state.store(RUNNING, SeqCst);
        let outcome = tokio::select! {
            biased;
            () = pressed => None,
            outcome = work => Some(outcome),
        };
        self.shared.state.store(IDLE, SeqCst);
        outcome
    }
}

impl Shared {
    /// Whether the program goes on.
    fn press(&self) -> bool {
        match self.state.compare_exchange(RUNNING, STOPPING, SeqCst, SeqCst) {
            Ok(_) => {
                self.pressed.notify_waiters();
                true
            }
            Err(IDLE) => self.ignores_idle,
            Err(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interrupts(ignores_idle: bool) -> Interrupts {
        let shared = Shared { state: AtomicU8::new(IDLE), ignores_idle, pressed: Notify::new() };
        Interrupts { shared: Arc::new(shared) }
    }

    #[tokio::test]
    async fn work_that_is_not_interrupted_gives_its_result() {
        assert_eq!(interrupts(true).cancellable(async { 7 }).await, Some(7));
    }

    #[tokio::test]
    async fn the_first_press_cancels_and_the_shell_is_idle_again() {
        let interrupts = interrupts(true);
        let shared = Arc::clone(&interrupts.shared);
        let work = async {
            assert!(shared.press());
            std::future::pending::<()>().await;
        };
        assert_eq!(interrupts.cancellable(work).await, None);
        assert_eq!(interrupts.shared.state.load(SeqCst), IDLE);
    }

    #[tokio::test]
    async fn a_second_press_while_stopping_ends_the_program() {
        let interrupts = interrupts(true);
        let shared = Arc::clone(&interrupts.shared);
        let work = async {
            assert!(shared.press());
            assert!(!shared.press());
        };
        let _ = interrupts.cancellable(work).await;
    }

    #[test]
    fn a_press_while_nothing_runs_ends_only_programs_without_a_prompt() {
        assert!(interrupts(true).shared.press());
        assert!(!interrupts(false).shared.press());
    }
}
