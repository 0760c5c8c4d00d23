//! Pages that are on their way or being decoded, in DataFusion's account of memory.

use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool, MemoryReservation};

/// A page counts for its JSON text and for the batch it becomes, which is about as large.
const TIMES: usize = 2;

/// Memory for pages in flight. No page's size is known before it comes, so each counts for the largest so far.
#[derive(Debug)]
pub(crate) struct PageMemory {
    reservation: MemoryReservation,
    largest: usize,
}

impl PageMemory {
    pub(crate) fn new(pool: &Arc<dyn MemoryPool>) -> Self {
        Self { reservation: MemoryConsumer::new("PipedriveScan pages").register(pool), largest: 0 }
    }

    /// Whether there is room for that many pages; if so it is taken.
    pub(crate) fn has_room_for(&self, pages: usize) -> bool {
        self.reservation.try_resize(self.size(pages)).is_ok()
    }

    /// Accounts for a page that came while `others` are on their way.
    ///
    /// # Errors
    /// If the pool has no room for that one page alone.
    pub(crate) fn arrived(&mut self, bytes: usize, others: usize) -> Result<()> {
        self.largest = self.largest.max(bytes);
        if self.has_room_for(others.saturating_add(1)) {
            return Ok(());
        }
        self.reservation.try_resize(bytes.saturating_mul(TIMES))
    }

    fn size(&self, pages: usize) -> usize {
        pages.saturating_mul(self.largest).saturating_mul(TIMES)
    }
}
