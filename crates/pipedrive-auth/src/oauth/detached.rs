//! Work that goes on although nobody waits for it any more: a code or refresh token is used up by sending it, so what comes
//! back has to be kept.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::OAuth;
use crate::AuthError;

impl OAuth {
    /// Does some work to its end. Dropping the future only ends the waiting.
    pub(super) async fn to_the_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, AuthError>> + Send + 'static,
    ) -> Result<T, AuthError> {
        let under_way = Arc::clone(&self.under_way).read_owned().await;
        let task = tokio::spawn(async move {
            let result = work.await;
            drop(under_way);
            result
        });
        match task.await {
            Ok(result) => result,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The runtime ends, and with it whoever waits.
                Err(_) => std::future::pending().await,
            },
        }
    }

    /// Waits until what has begun is kept, at most so long. To be called before a runtime is shut down; at once back where
    /// nothing is under way.
    pub async fn settle(&self, at_most: Duration) {
        // It is given up for lack of time, and there is nobody to be told.
        let _ = tokio::time::timeout(at_most, self.under_way.write()).await;
    }
}
