//! Walks read in their order, the first pages of several fetched at once.

use datafusion::error::DataFusionError;
use futures::stream::{self, StreamExt, TryStreamExt};

use super::{Batches, ScanMetrics, ScanStream};
use crate::request::Walk;

impl ScanStream {
    /// The rows of the walks, each of which comes with something that tells what becomes of its batches.
    pub(crate) fn side_by_side<T: Send + 'static>(
        self,
        walks: Vec<(Walk, T)>,
        metrics: &ScanMetrics,
        becomes: impl Fn(T, Batches) -> Batches + Send + 'static,
    ) -> Batches {
        let (width, metrics) = (self.width(), metrics.clone());
        let open = move |(walk, what): (Walk, T)| {
            let mut batches = becomes(what, self.clone().walk(walk, metrics.clone()));
            async move {
                let first = batches.try_next().await?;
                Ok::<_, DataFusionError>(stream::iter(first.map(Ok)).chain(batches))
            }
        };
        stream::iter(walks).map(open).buffered(width).try_flatten().boxed()
    }
}
