//! Reading apart from whoever wants the rows: answers are taken and the next requests leave also while rows that came
//! before are being worked on or printed.

use datafusion::common::runtime::SpawnedTask;
use datafusion::error::DataFusionError;
use futures::stream::{self, StreamExt};
use tokio::sync::mpsc;

use crate::stream::Batches;

/// Batches that wait to be wanted, at most.
pub(super) const WAITING: usize = 2;

/// The same batches, which come about in a task of their own from when the first one is wanted. Dropping the stream
/// ends it.
pub(super) fn apart(batches: Batches) -> Batches {
    stream::once(async move { begin(batches) }).flatten().boxed()
}

fn begin(mut batches: Batches) -> Batches {
    let (sender, receiver) = mpsc::channel(WAITING);
    let task = SpawnedTask::spawn(async move {
        while let Some(batch) = batches.next().await {
            if batch.is_err() {
                // What was taken is given back before anybody knows of the error.
                drop(batches);
                let _ = sender.send(batch).await;
                return;
            }
            if sender.send(batch).await.is_err() {
                return;
            }
        }
    });
    let step = |open: Option<(mpsc::Receiver<_>, SpawnedTask<()>)>| async move {
        let (mut receiver, task) = open?;
        if let Some(batch) = receiver.recv().await {
            return Some((batch, Some((receiver, task))));
        }
        // Nobody sends any more: the task has come to its end, or was ended from outside.
        let error = task.join_unwind().await.err()?;
        Some((Err(DataFusionError::External(Box::new(error))), None))
    };
    stream::unfold(Some((receiver, task)), step).boxed()
}
