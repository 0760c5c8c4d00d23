//! What a window and the file that the processes of this machine share tell each other.

use std::sync::Arc;
use std::time::Duration;

use crate::budget::BudgetWatch;
use crate::burst::window::{LATE, Window};
use crate::shared::{Board, Busy, Moment, Sent, SharedFile};

/// How long a limit that another process was told holds here. Longer would gain nothing: whoever sends is told anew.
const LIMIT_HOLDS: Duration = Duration::from_secs(10);

/// Most by which a request can leave the window later than now.
const LONGEST_STAY: Duration = Duration::from_secs(3);

/// Longest pause or block that another process can have been told of.
const LONGEST_CLOSURE: Duration = Duration::from_hours(24);

/// A limiter's part in the file of its token.
#[derive(Debug)]
pub(crate) struct Sharing {
    file: SharedFile,
    /// Which requests in the file are ours. A process id would not do: it names several limiters, and ends.
    owner: u64,
    budget: Arc<BudgetWatch>,
    /// Whether the address always stands for the same server. One of this machine does not: what listens on its port
    /// now can be another server than a minute ago, and what the former refused is no matter of this one.
    is_lasting: bool,
}

impl Sharing {
    /// Takes part in that file, which also keeps what `budget` is told.
    pub(crate) fn new(file: SharedFile, budget: Arc<BudgetWatch>, is_lasting: bool) -> Self {
        Self { file, owner: fastrand::u64(1..), budget, is_lasting }
    }

    /// Lets the window learn what the others did, changes it, and tells the others.
    ///
    /// # Errors
    /// [`Busy`] if another process has the file; then nothing was done.
    pub(super) fn exchange<T>(
        &self,
        now: Moment,
        window: &mut Window,
        change: impl FnOnce(&mut Window) -> T,
    ) -> Result<T, Busy> {
        self.file.update(|board| {
            self.listen(board, now, window);
            let result = change(window);
            self.tell(board, now, window);
            result
        })
    }

    fn listen(&self, board: &Board, now: Moment, window: &mut Window) {
        let others = board.sent.iter().filter(|sent| sent.owner != self.owner);
        window.meet(others.filter_map(|sent| now.near(sent.leaves, LATE, LONGEST_STAY)));
        if let Some(told) = now.past(board.limit_at, LIMIT_HOLDS) {
            window.hear_limit(told, board.limit);
        }
        if !self.is_lasting {
            return;
        }
        if let Some(until) = now.ahead(board.paused_until, LONGEST_CLOSURE) {
            window.refusals.hear_pause(now.instant, until);
        }
        if let Some(until) = now.ahead(board.blocked_until, LONGEST_CLOSURE) {
            window.refusals.hear_block(until);
        }
        let budget = board.budget;
        if let Some(at) = now.past(budget.at, BudgetWatch::FRESH) {
            self.budget.hear(at, budget.remaining, (budget.limit > 0).then_some(budget.limit));
        }
    }

    fn tell(&self, board: &mut Board, now: Moment, window: &Window) {
        let is_near = |sent: &Sent| now.near(sent.leaves, LATE, LONGEST_STAY).is_some();
        board.sent.retain(|sent| sent.owner != self.owner && is_near(sent));
        board.sent.extend(window.own().map(|leaves| Sent { owner: self.owner, leaves: now.tell(leaves) }));
        if let Some((limit, told)) = window.told_limit() {
            let at = now.tell(told);
            if at > board.limit_at || now.past(board.limit_at, LIMIT_HOLDS).is_none() {
                (board.limit, board.limit_at) = (u64::try_from(limit).unwrap_or(u64::MAX), at);
            }
        }
        if !self.is_lasting {
            return;
        }
        let later = |board: u64, ours: Option<_>| {
            let told = now.ahead(board, LONGEST_CLOSURE).map_or(0, |_| board);
            ours.map_or(0, |until| now.tell(until)).max(told)
        };
        board.paused_until = later(board.paused_until, window.refusals.paused_until(now.instant));
        board.blocked_until = later(board.blocked_until, window.refusals.blocked_until(now.instant));
        if let Some((at, remaining, limit)) = self.budget.told() {
            let at = now.tell(at);
            if at > board.budget.at || now.past(board.budget.at, BudgetWatch::FRESH).is_none() {
                (board.budget.at, board.budget.remaining) = (at, remaining);
                board.budget.limit = limit.unwrap_or_default();
            }
        }
    }
}
