//! A scan that adds its filter at the first poll and reads what it picks, or goes the way without one.

use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use futures::stream::{self, StreamExt, TryStreamExt};
use pipedrive_client::ErrorKind;

use super::lease::Lease;
use super::plan::Filtered;
use crate::error::Error;
use crate::request::AccessPath;
use crate::stream::{Batches, ScanMetrics, ScanStream};

impl ScanStream {
    /// The batches of lists that a filter picks from.
    pub(crate) fn filtered(self, filtered: Filtered, metrics: ScanMetrics) -> Batches {
        stream::once(self.read_filtered(filtered, metrics)).try_flatten().boxed()
    }

    async fn read_filtered(self, filtered: Filtered, metrics: ScanMetrics) -> Result<Batches> {
        let leases = Arc::clone(self.account.leases());
        let lease = match leases.lease(&filtered.conditions, self.account.field_numbers(), &self.scope).await {
            Ok(lease) => lease,
            Err(error) if is_dispensable(&error) => {
                tracing::warn!(target: "pipedrive::filters", %error, "no temporary filter, so all rows are read");
                return Ok(self.along(*filtered.instead, &metrics));
            }
            Err(error) => return Err(error.into()),
        };
        let mut batches = self.clone().along(AccessPath::Walks(filtered.walks_by(lease.id())), &metrics);
        let first = match batches.next().await.transpose().map_err(Error::from) {
            Ok(first) => first,
            // Somebody deleted it, or the list does not take it: no row has come yet, so all can come in another way.
            Err(error) if is_of_no_use(&error) => {
                tracing::warn!(target: "pipedrive::filters", %error, "a temporary filter is of no use, so all rows are read");
                leases.give_up(&lease);
                return Ok(self.along(*filtered.instead, &metrics));
            }
            Err(error) => return Err(error.into()),
        };
        Ok(held(stream::iter(first.map(Ok)).chain(batches).boxed(), lease))
    }

    /// The batches along another path.
    fn along(mut self, path: AccessPath, metrics: &ScanMetrics) -> Batches {
        self.request.path = path;
        self.batches(metrics)
    }
}

/// The same batches, which keep the filter in use until they end or are dropped.
fn held(batches: Batches, lease: Lease) -> Batches {
    let step = |(mut batches, lease): (Batches, Lease)| async move {
        let batch: Option<RecordBatch> = batches.try_next().await?;
        Ok::<_, DataFusionError>(batch.map(|batch| (batch, (batches, lease))))
    };
    stream::try_unfold((batches, lease), step).boxed()
}

/// Whether a list refuses to be picked from by the filter: it is gone, or not for this user, or not understood.
fn is_of_no_use(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidArgument | ErrorKind::PermissionDenied)
}

/// Whether the rows can still be had without a filter. Limits and credentials would fail the other way too, or must not
/// be met by spending more.
fn is_dispensable(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::PermissionDenied
            | ErrorKind::PlanLimit
            | ErrorKind::InvalidArgument
            | ErrorKind::NotFound
            | ErrorKind::Conflict
            | ErrorKind::Unsupported
            | ErrorKind::Protocol
            | ErrorKind::Unavailable
            | ErrorKind::Timeout
    )
}
