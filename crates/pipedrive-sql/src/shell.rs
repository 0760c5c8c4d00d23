//! `Shell`: one open account, the terminal, and the settings between statements.

use std::future::Future;
use std::pin::pin;

use pipedrive_datafusion::PipedriveSession;

use crate::console::Console;
use crate::failure::Failure;
use crate::interrupt::Interrupts;
use crate::progress::{INTERVAL, Progress};
use crate::query::{self, Receipt};
use crate::script::{Item, items};
use crate::settings::Settings;
use crate::{meta, query::cost};

/// A running shell.
pub(crate) struct Shell {
    pub(crate) session: PipedriveSession,
    pub(crate) console: Console,
    pub(crate) settings: Settings,
    pub(crate) interrupts: Interrupts,
    /// What the last statement took.
    pub(crate) last: Option<Receipt>,
}

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// With the next statement.
    Continue,
    /// No: the user wants to leave.
    Quit,
}

impl Shell {
    /// Runs all statements of a text, up to the first that fails. Its first line has the number `first_line`.
    ///
    /// # Errors
    /// That failure; `place` says where its statement stands.
    pub(crate) async fn run_text(
        &mut self,
        text: &str,
        first_line: usize,
        place: impl Fn(usize, &Item<'_>) -> Option<String>,
    ) -> Result<Flow, Failure> {
        for (i, item) in items(text, first_line).iter().enumerate() {
            let outcome = self.run_item(item).await;
            if outcome.map_err(|failure| failure.at(|| place(i + 1, item)))? == Flow::Quit {
                return Ok(Flow::Quit);
            }
        }
        Ok(Flow::Continue)
    }

    async fn run_item(&mut self, item: &Item<'_>) -> Result<Flow, Failure> {
        if item.is_command {
            return meta::run(self, item.text).await;
        }
        query::run(self, &item.in_place()).await?;
        Ok(Flow::Continue)
    }

    /// Waits for `work` while showing how far it is, until it is done or Ctrl-C cancels it.
    pub(crate) async fn watched<T>(
        &self,
        progress: &Progress<'_>,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let shown = async {
            let mut work = pin!(work);
            let mut ticks = tokio::time::interval(INTERVAL);
            loop {
                tokio::select! {
                    biased;
                    outcome = &mut work => return outcome,
                    _ = ticks.tick() => progress.show(),
                }
            }
        };
        let cancelled = async || {
            self.console.clear_status();
            if progress.writes() {
                self.interrupts.await_answers();
            }
            let written = progress.settled(self.interrupts.goes_on()).await;
            let failure = Failure::Cancelled(format!("cancelled after {}{written}", cost(progress.spent())));
            // Whoever is told of it otherwise may come too late.
            let is_told = progress.writes() && self.interrupts.is_ending();
            if is_told {
                self.console.failure(&failure);
            }
            (failure, is_told)
        };
        match self.interrupts.cancellable_or(shown, cancelled).await {
            Ok(outcome) => {
                self.console.clear_status();
                outcome
            }
            // The listener ends the program.
            Err((_, true)) => std::future::pending().await,
            Err((failure, false)) => Err(failure),
        }
    }
}
