//! The one async runtime of the process.

use std::sync::OnceLock;

use pipedrive_datafusion::ErrorKind;
use tokio::runtime::{Builder, Runtime};

use crate::error::Error;

/// Threads that requests are answered and rows are computed on.
const WORKERS: usize = 2;

/// The runtime on which all connections of this process work, started by the first that needs it.
///
/// It is never shut down: a library that is unloaded, or a process that ends, does not wait for threads well.
///
/// # Errors
/// If the system gives the process no threads.
pub fn runtime() -> Result<&'static Runtime, Error> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let started = Builder::new_multi_thread().worker_threads(WORKERS).thread_name("pipedrive").enable_all().build();
    let started =
        started.map_err(|error| Error::new(ErrorKind::Resources, format!("cannot start threads: {error}")))?;
    // Where two threads come here at once, the one that is second lets its threads go without waiting for them.
    if let Err(second) = RUNTIME.set(started) {
        second.shutdown_background();
    }
    RUNTIME.get().ok_or_else(|| Error::new(ErrorKind::Internal, "the runtime was not kept"))
}
