//! From the first request to the rows of the aggregate.

use std::sync::Arc;

use arrow::array::RecordBatch;
use chrono::{DateTime, Utc};
use datafusion::execution::TaskContext;
use futures::{StreamExt, TryStreamExt, stream};

use super::archived::{Archived, before};
use super::ask::{Accounting, Reply};
use super::exec::SummaryExec;
use super::proof;
use super::question::Cell;
use super::totals::Totals;
use crate::error::Error;

/// Walks through the archived deals, until none of them moved between those and the others meanwhile.
const MOST_WALKS: usize = 2;

/// The deals that are not archived, at one moment.
struct Active {
    totals: Totals,
    /// That moment by the server's clock, or one before it.
    at: Option<DateTime<Utc>>,
    /// Whether the endpoint told, and not the list.
    is_summed: bool,
}

impl SummaryExec {
    /// The rows of the aggregate; `None` if they must be read.
    ///
    /// # Errors
    /// As those of any request, except for answers that cannot be relied on: then the rows are read.
    pub(super) async fn answer(
        &self,
        accounting: &Accounting,
        task: &Arc<TaskContext>,
    ) -> Result<Option<RecordBatch>, Error> {
        let (asking, question) = (&self.asking, &self.question);
        let Some(active) = self.active(accounting).await? else { return Ok(None) };
        // Before the archived deals, which would be read in vain if this cannot be settled.
        let mut page = None;
        if active.totals.is_undecided(question) {
            page = asking.first_page(&question.list_parameters(), accounting).await?;
            let mut settled = active.totals.clone();
            if let Some(page) = &page {
                settled.settle(question, page);
            }
            if settled.is_undecided(question) {
                return Ok(None);
            }
        }
        let (mut totals, archived) = match &self.archived {
            None => (active.totals, None),
            Some(archived) => match self.with_archived(Archived::new(archived, task), active, accounting).await? {
                Some((totals, archived)) => (totals, Some(archived)),
                None => return Ok(None),
            },
        };
        if let Some(page) = &page {
            totals.settle(question, page);
        }
        if let Some(archived) = &archived {
            totals.add(archived);
        }
        Ok(totals.rows(question, &self.schema)?)
    }

    /// The deals that are not archived, and those that are, with none among both or neither of them; `None` if the
    /// account changes too fast to tell.
    async fn with_archived(
        &self,
        archived: Archived<'_>,
        mut active: Active,
        accounting: &Accounting,
    ) -> Result<Option<(Totals, Totals)>, Error> {
        let (asking, question) = (&self.asking, &self.question);
        for _ in 0..MOST_WALKS {
            let found = archived.read(question).await?;
            let is_still = match active.at {
                // A list of one page is read beside that of archived deals as a scan does: without asking once more.
                Some(at) if !found.may_have_changed_since(at) => {
                    !active.is_summed || !asking.has_changed_since(question, before(at), accounting).await?
                }
                _ => false,
            };
            if is_still {
                return Ok(Some((active.totals, found.totals)));
            }
            if !active.is_summed {
                return Ok(None);
            }
            let Some(again) = self.summed(accounting).await? else { return Ok(None) };
            if again.totals.says_the_same(&active.totals, question) {
                return Ok(Some((active.totals, found.totals)));
            }
            active = again;
        }
        tracing::debug!(target: "pipedrive::summary", "deals were archived meanwhile, so they are read");
        Ok(None)
    }

    /// What there is among the deals that are not archived; `None` if that cannot be told.
    async fn active(&self, accounting: &Accounting) -> Result<Option<Active>, Error> {
        let (asking, question) = (&self.asking, &self.question);
        if asking.account.knowledge().summary_agrees().is_none()
            && let Some(page) = proof::settle(asking, question, accounting).await?
        {
            return Ok(Some(Active { totals: page.totals(question), at: page.at, is_summed: false }));
        }
        if asking.account.knowledge().summary_agrees() != Some(true) {
            return Ok(None);
        }
        self.summed(accounting).await
    }

    /// What the endpoint tells; `None` if it cannot be asked, or relied on.
    async fn summed(&self, accounting: &Accounting) -> Result<Option<Active>, Error> {
        let (asking, question) = (&self.asking, &self.question);
        let cells = question.cells();
        let everything = cells.iter().all(|cell| *cell == Cell::default());
        let mut totals = Totals::new(question);
        // Of several answers the earliest counts; without a clock in one of them there is none.
        let mut at = Some(DateTime::<Utc>::MAX_UTC);
        let ask = |cell: Cell| async move {
            let reply = asking.summary(&cell, accounting).await;
            reply.map(|reply| (cell, reply))
        };
        let mut replies = stream::iter(cells).map(ask).buffered(asking.account.max_concurrent().max(1));
        while let Some((cell, reply)) = replies.try_next().await? {
            match reply {
                Reply::Told(answer, time) => {
                    if everything {
                        asking.learn_deals(usize::try_from(answer.deals).unwrap_or_default());
                    }
                    at = at.zip(time).map(|(at, time)| at.min(time));
                    totals.add_answer(question, &cell, &answer);
                }
                Reply::Unreliable(reason) => {
                    asking.give_up(&reason);
                    return Ok(None);
                }
                Reply::NotThis(error) => {
                    tracing::debug!(target: "pipedrive::summary", %error, "the deals are read instead");
                    return Ok(None);
                }
            }
        }
        Ok(Some(Active { totals, at, is_summed: true }))
    }
}
