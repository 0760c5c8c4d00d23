//! Pages become batches in tasks of their own, beside the next answers and beside whoever works on the rows.

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use datafusion::common::runtime::SpawnedTask;
use datafusion::error::{DataFusionError, Result};
use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesOrdered;
use pipedrive_client::{ErrorKind, Page};
use pipedrive_schema::RowShape;

use crate::decode::WalkFacts;
use crate::error::Error;
use crate::stream::{ScanMetrics, ScanStream};

/// Pages that are decoded at the same time or wait to be fetched as batches. More would not be decoded sooner: whoever
/// reads the rows is behind then.
const MOST: usize = 4;

/// Pages being decoded, in the order they came. Dropping it ends the work.
#[derive(Default)]
pub(super) struct Decoding {
    tasks: FuturesOrdered<BoxFuture<'static, Result<RecordBatch>>>,
}

impl Decoding {
    /// Pages in it.
    pub(super) fn len(&self) -> usize {
        self.tasks.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Whether another page should wait.
    pub(super) fn is_full(&self) -> bool {
        self.len() >= MOST
    }

    /// Begins with a page, of whose rows only those marked in `kept` are wanted.
    pub(super) fn begin(
        &mut self,
        scan: ScanStream,
        metrics: ScanMetrics,
        rows: RowShape,
        page: Page,
        facts: WalkFacts,
        kept: Vec<bool>,
    ) {
        let task = SpawnedTask::spawn(async move {
            metrics.time(|| {
                let batch = scan.decode(rows, page, &facts)?;
                if batch.num_rows() != kept.len() {
                    return Err(Error::new(ErrorKind::Internal, "a page has other rows than were counted").into());
                }
                let kept = BooleanArray::from(kept);
                Ok(if kept.false_count() == 0 { batch } else { filter_record_batch(&batch, &kept)? })
            })
        });
        let batch = async { task.join().await.unwrap_or_else(|error| Err(DataFusionError::External(Box::new(error)))) };
        self.tasks.push_back(Box::pin(batch));
    }

    /// The batch of the page that came first; `None` where there are no pages.
    pub(super) async fn next(&mut self) -> Option<Result<RecordBatch>> {
        self.tasks.next().await
    }
}
