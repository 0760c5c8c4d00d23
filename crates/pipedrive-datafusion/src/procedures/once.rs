//! One call for each execution: a statement that reads its procedure in two places calls it once.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use arrow::array::RecordBatch;
use datafusion::execution::TaskContext;
use tokio::sync::OnceCell;

use crate::error::Error;

/// What a call came to.
type Answer = Arc<OnceCell<Result<RecordBatch, Error>>>;

/// The answers of one place in a statement, by execution.
///
/// DataFusion copies a `WITH` query to each place that reads it. A code can be exchanged only once, so the copies
/// share this and with it the answer; the next execution of the same plan has another `TaskContext` and calls again.
#[derive(Default)]
pub(super) struct OncePerExecution {
    answers: Mutex<Vec<(Weak<TaskContext>, Answer)>>,
}

impl OncePerExecution {
    /// The answer of the execution that `task` belongs to, which may still have to be fetched.
    pub(super) fn answer(&self, task: &Arc<TaskContext>) -> Answer {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|(known, _)| known.strong_count() > 0);
        if let Some((_, answer)) = answers.iter().find(|(known, _)| known.as_ptr() == Arc::as_ptr(task)) {
            return Arc::clone(answer);
        }
        let answer = Answer::default();
        answers.push((Arc::downgrade(task), Arc::clone(&answer)));
        answer
    }
}

impl fmt::Debug for OncePerExecution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OncePerExecution")
    }
}
