//! Ctrl-C: the first press cancels what is running, a second one while that takes effect ends the program. So does the
//! system's wish that it ends (`ending.rs`), and then there is some time to leave the account as it should be.

use std::future::Future;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering::SeqCst};
use std::sync::mpsc;
use std::sync::{Arc, OnceLock};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::ending::Endings;

/// Longest wait for what is left to do when the program is to end.
const LEAVING: Duration = Duration::from_secs(5);

/// Longest wait for a statement to stop that was cancelled because the program is to end.
const STOPPING_SOON: Duration = Duration::from_millis(500);

/// The same for one that has written: what it sent is to be answered, which its own limit ends before this.
const ANSWERING: Duration = Duration::from_secs(12);

/// Time between two looks whether it has stopped.
const GLANCE: Duration = Duration::from_millis(10);

/// The exit code of a program that Ctrl-C ended.
const INTERRUPTED: u8 = 1;

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
    /// Whether what was cancelled waits for answers to what it has written.
    awaits_answers: AtomicBool,
    /// The exit code, once it is certain that the program ends.
    ending: OnceLock<u8>,
}

/// What a press of Ctrl-C does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pressed {
    /// What runs is cancelled, or there is a prompt.
    GoesOn,
    /// The program ends, once it has left the account as it should be.
    Leaves,
    /// It ends at once.
    Ends,
}

impl Interrupts {
    /// Takes over Ctrl-C, from when this returns.
    pub(crate) fn listen(ignores_idle: bool) -> Self {
        Self::listen_and(ignores_idle, Endings::default, || std::future::ready(()))
    }

    /// Takes over Ctrl-C and the requests of the system to end. When the program ends in one of these ways, `leave` is
    /// carried out first, for some seconds at most; another one ends it at once.
    pub(crate) fn listen_to_all<F: Future<Output = ()>>(
        ignores_idle: bool,
        leave: impl FnOnce() -> F + Send + 'static,
    ) -> Self {
        Self::listen_and(ignores_idle, Endings::listen, leave)
    }

    /// The listener has a thread of its own: a statement may keep all threads of the runtime busy, and at a prompt nobody
    /// looks up.
    fn listen_and<F: Future<Output = ()>>(
        ignores_idle: bool,
        endings: impl FnOnce() -> Endings + Send + 'static,
        leave: impl FnOnce() -> F + Send + 'static,
    ) -> Self {
        let shared = Arc::new(Shared::new(ignores_idle));
        let listener = Arc::clone(&shared);
        let (ready, is_ready) = mpsc::channel();
        std::thread::spawn(move || {
            // Without a runtime Ctrl-C keeps its usual meaning and ends the program, which is good enough then.
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            let code = runtime.block_on(async {
                let mut endings = endings();
                let code = listener.wait(&mut endings, &ready).await?;
                let code = *listener.ending.get_or_init(|| code);
                let leaving = async {
                    listener.stopped().await;
                    tokio::time::timeout(LEAVING, leave()).await
                };
                tokio::select! {
                    _ = leaving => Some(code),
                    code = endings.next() => Some(code),
                    Ok(()) = tokio::signal::ctrl_c() => Some(INTERRUPTED),
                }
            });
            if let Some(code) = code {
                std::process::exit(code.into());
            }
        });
        // An error means that there is no listener, which is said above.
        let _ = is_ready.recv();
        Self { shared }
    }

    /// The exit code that the way the program is being ended has decided.
    pub(crate) fn ending(&self) -> Option<ExitCode> {
        self.shared.ending.get().map(|code| ExitCode::from(*code))
    }

    /// Whether the program is being ended.
    pub(crate) fn is_ending(&self) -> bool {
        self.shared.ending.get().is_some()
    }

    /// Whether there is a prompt to go on at after Ctrl-C.
    pub(crate) fn goes_on(&self) -> bool {
        self.shared.ignores_idle && !self.is_ending()
    }

    /// What was cancelled has written, and waits for answers: the program is not to end before they are there.
    pub(crate) fn await_answers(&self) {
        self.shared.awaits_answers.store(true, SeqCst);
    }

    /// Runs `work` to its end, or until Ctrl-C: then it is dropped and there is no result.
    pub(crate) async fn cancellable<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.cancellable_or(work, async || ()).await.ok()
    }

    /// Runs `work` to its end, or until Ctrl-C: then it is dropped, and `after` says what became of it.
    pub(crate) async fn cancellable_or<T, U>(
        &self,
        work: impl Future<Output = T>,
        after: impl AsyncFnOnce() -> U,
    ) -> Result<T, U> {
        let pressed = self.shared.pressed.notified();
        self.shared.state.store(RUNNING, SeqCst);
        let outcome = tokio::select! {
            biased;
            () = pressed => None,
            outcome = work => Some(outcome),
        };
        let outcome = match outcome {
            Some(outcome) => Ok(outcome),
            None => Err(after().await),
        };
        self.shared.awaits_answers.store(false, SeqCst);
        self.shared.state.store(IDLE, SeqCst);
        outcome
    }
}

impl Shared {
    fn new(ignores_idle: bool) -> Self {
        Self {
            state: AtomicU8::new(IDLE),
            ignores_idle,
            pressed: Notify::new(),
            awaits_answers: AtomicBool::new(false),
            ending: OnceLock::new(),
        }
    }

    /// Waits until the program has to end and returns its exit code; `None` if nothing can be listened to. `ready` is told
    /// once Ctrl-C has been taken over.
    async fn wait(&self, endings: &mut Endings, ready: &mpsc::Sender<()>) -> Option<u8> {
        loop {
            let mut pressed = pin!(tokio::signal::ctrl_c());
            // It is the first look that takes Ctrl-C over.
            let first = futures::poll!(pressed.as_mut());
            // Nobody waits for this any more when it is sent again.
            let _ = ready.send(());
            let pressed = match first {
                Poll::Ready(outcome) => outcome,
                Poll::Pending => tokio::select! {
                    outcome = pressed => outcome,
                    code = endings.next() => {
                        self.ending.get_or_init(|| code);
                        // What runs is not to find out by itself what it has lost.
                        let _ = self.cancel();
                        return Some(code);
                    }
                },
            };
            if pressed.is_err() {
                return None;
            }
            match self.press() {
                Pressed::GoesOn => {}
                Pressed::Leaves => return Some(INTERRUPTED),
                // Whoever presses again does not want to wait.
                Pressed::Ends => std::process::exit(INTERRUPTED.into()),
            }
        }
    }

    /// Waits until what was cancelled has stopped: for a moment, and as long as it takes where it has written.
    async fn stopped(&self) {
        let began = Instant::now();
        while self.state.load(SeqCst) == STOPPING {
            let patience = if self.awaits_answers.load(SeqCst) { ANSWERING } else { STOPPING_SOON };
            if began.elapsed() >= patience {
                return;
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// What becomes of the program.
    fn press(&self) -> Pressed {
        match self.cancel() {
            Ok(()) => Pressed::GoesOn,
            Err(IDLE) if self.ignores_idle => Pressed::GoesOn,
            Err(IDLE) => Pressed::Leaves,
            Err(_) => Pressed::Ends,
        }
    }

    /// Cancels what runs; the state it is in if that is nothing that can be cancelled.
    fn cancel(&self) -> Result<(), u8> {
        self.state.compare_exchange(RUNNING, STOPPING, SeqCst, SeqCst)?;
        self.pressed.notify_waiters();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interrupts(ignores_idle: bool) -> Interrupts {
        Interrupts { shared: Arc::new(Shared::new(ignores_idle)) }
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
            assert_eq!(shared.press(), Pressed::GoesOn);
            std::future::pending::<()>().await;
        };
        assert_eq!(interrupts.cancellable(work).await, None);
        assert_eq!(interrupts.shared.state.load(SeqCst), IDLE);
    }

    #[tokio::test(start_paused = true)]
    async fn what_has_written_is_waited_for_and_what_has_not_only_for_a_moment() {
        for (writes, expect) in [(true, true), (false, false)] {
            let interrupts = interrupts(true);
            let shared = Arc::clone(&interrupts.shared);
            let work = async {
                assert_eq!(shared.press(), Pressed::GoesOn);
                std::future::pending::<()>().await;
            };
            let after = async || {
                if writes {
                    interrupts.await_answers();
                }
                tokio::select! {
                    () = shared.stopped() => false,
                    () = tokio::time::sleep(STOPPING_SOON * 3) => true,
                }
            };
            assert_eq!(interrupts.cancellable_or(work, after).await, Err(expect));
            shared.stopped().await;
        }
    }

    #[tokio::test]
    async fn a_second_press_while_stopping_ends_the_program() {
        let interrupts = interrupts(true);
        let shared = Arc::clone(&interrupts.shared);
        let work = async {
            assert_eq!(shared.press(), Pressed::GoesOn);
            assert_eq!(shared.press(), Pressed::Ends);
        };
        let _ = interrupts.cancellable(work).await;
    }

    #[test]
    fn a_press_while_nothing_runs_ends_only_programs_without_a_prompt() {
        assert_eq!(interrupts(true).shared.press(), Pressed::GoesOn);
        assert_eq!(interrupts(false).shared.press(), Pressed::Leaves);
    }
}
