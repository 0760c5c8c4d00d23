//! Work away from the terminal: a statement runs on the runtime's threads, so that Ctrl-C and the progress line answer
//! at once even while it computes. Whatever is dropped here stops at its next pause.

use std::future::Future;

use arrow::array::RecordBatch;
use pipedrive_datafusion::{Error, QueryResult};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::failure::{Failure, Report};

/// A task that ends when it is dropped.
struct Task<T>(JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Runs `work` on another thread and waits for it; dropping this drops the work.
pub(crate) async fn elsewhere<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Failure> {
    let mut task = Task(tokio::spawn(work));
    match (&mut task.0).await {
        Ok(outcome) => Ok(outcome?),
        Err(_) => Err(broken().into()),
    }
}

/// The batches of a result, fetched one ahead of whoever reads them.
pub(crate) struct Batches {
    batches: mpsc::Receiver<Result<RecordBatch, Error>>,
    task: Task<()>,
}

impl Batches {
    pub(crate) fn of(mut result: QueryResult) -> Self {
        let (sender, batches) = mpsc::channel(1);
        let task = tokio::spawn(async move {
            while let Some(batch) = result.next().await.transpose() {
                let failed = batch.is_err();
                if sender.send(batch).await.is_err() || failed {
                    return;
                }
            }
        });
        Self { batches, task: Task(task) }
    }

    /// The next rows, or `None` after the last ones.
    pub(crate) async fn next(&mut self) -> Result<Option<RecordBatch>, Failure> {
        match self.batches.recv().await {
            Some(batch) => Ok(Some(batch?)),
            // The sender goes when the task is done, or when it broke off.
            None => match (&mut self.task.0).await {
                Ok(()) => Ok(None),
                Err(_) => Err(broken().into()),
            },
        }
    }
}

fn broken() -> Report {
    Report::new("the statement broke off without a reason").with_hint("this is a bug: please report the statement")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_is_dropped_stops() {
        let (sender, receiver) = tokio::sync::oneshot::channel::<()>();
        let work = elsewhere(async move {
            std::future::pending::<()>().await;
            drop(sender);
            Ok(())
        });
        assert!(tokio::select! { biased; _ = work => false, () = tokio::task::yield_now() => true });
        assert!(receiver.await.is_err());
    }

    #[tokio::test]
    async fn work_that_panics_is_an_error_and_not_the_end() {
        let work = elsewhere::<()>(async { panic!("broken on purpose") });
        assert_eq!(work.await.unwrap_err().to_string(), "the statement broke off without a reason");
    }
}
