//! Reading one page ahead: the request for the next page leaves before the page at hand is decoded.

use std::sync::Arc;

use datafusion::common::runtime::SpawnedTask;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::memory_pool::MemoryPool;
use pipedrive_client::{ClientError, Page, Pages};

use super::memory::PageMemory;

/// A page, or the end of the list.
pub(crate) type Answer = std::result::Result<Option<Page>, ClientError>;

/// The pages of one walk, the next of which may already be on its way.
#[derive(Debug)]
pub(crate) struct PagesAhead {
    /// `None` while a task has them.
    pages: Option<Pages>,
    /// The request for the next page. Dropping it cancels the request.
    ahead: Option<SpawnedTask<(Pages, Answer)>>,
    memory: PageMemory,
    reads_ahead: bool,
}

impl PagesAhead {
    /// Pages that are asked for one by one, or one ahead, and accounted for in the `pool`.
    pub(crate) fn new(pages: Pages, pool: &Arc<dyn MemoryPool>, reads_ahead: bool) -> Self {
        Self { pages: Some(pages), ahead: None, memory: PageMemory::new(pool), reads_ahead }
    }

    /// The next page.
    ///
    /// # Errors
    /// If the pool has no room for it, or the task that asked for it was ended from outside.
    pub(crate) async fn next(&mut self) -> Result<Answer> {
        let (mut pages, answer) = match (self.ahead.take(), self.pages.take()) {
            (Some(ahead), _) => ahead.join().await.map_err(|error| DataFusionError::External(Box::new(error)))?,
            (None, Some(mut pages)) => {
                let answer = pages.next().await;
                (pages, answer)
            }
            (None, None) => return Ok(Ok(None)),
        };
        if let Ok(Some(page)) = &answer {
            self.memory.arrived(page.data.len(), 0)?;
            if self.reads_ahead && !pages.is_finished() && self.memory.has_room_for(2) {
                self.ahead = Some(SpawnedTask::spawn(async move {
                    let answer = pages.next().await;
                    (pages, answer)
                }));
                return Ok(answer);
            }
        }
        self.pages = Some(pages);
        Ok(answer)
    }
}
