//! The one async runtime of the process.

use std::sync::OnceLock;

use pipedrive_datafusion::ErrorKind;
use tokio::runtime::{Builder, Runtime};

use crate::error::Error;
use crate::process::Process;

/// Threads that requests are answered and rows are computed on.
const WORKERS: usize = 2;

/// The runtime on which all connections of this process work, started by the first that needs it.
///
/// It is never shut down: a library that is unloaded, or a process that ends, does not wait for threads well. A forked
/// process, in which the threads of its parent do not exist, starts its own.
///
/// # Errors
/// If the system gives the process no threads.
pub fn runtime() -> Result<&'static Runtime, Error> {
    static FIRST: Place = OnceLock::new();
    runtime_of(&FIRST, Process::current())
}

/// A runtime, or where it will be kept.
type Place = OnceLock<Box<Started>>;

/// A runtime and the process whose threads it has. What a parent has started stays where it was, untouched: its memory is
/// as the fork found it.
struct Started {
    process: Process,
    runtime: Runtime,
    next: Place,
}

fn runtime_of(first: &'static Place, process: Process) -> Result<&'static Runtime, Error> {
    let mut place = first;
    loop {
        match place.get() {
            Some(started) if started.process == process => return Ok(&started.runtime),
            Some(started) => place = &started.next,
            None => {
                let started = Box::new(Started { process, runtime: start()?, next: OnceLock::new() });
                // Where two threads come here at once, the one that is second lets its threads go without waiting for
                // them, and finds those of the first.
                if let Err(second) = place.set(started) {
                    second.runtime.shutdown_background();
                }
            }
        }
    }
}

fn start() -> Result<Runtime, Error> {
    let started = Builder::new_multi_thread().worker_threads(WORKERS).thread_name("pipedrive").enable_all().build();
    started.map_err(|error| Error::new(ErrorKind::Resources, format!("cannot start threads: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_process_has_one_runtime_of_its_own() {
        static PLACE: Place = OnceLock::new();
        let of = |number| std::ptr::from_ref(runtime_of(&PLACE, Process::numbered(number)).unwrap());
        let (parent, child) = (of(1), of(2));
        assert_ne!(parent, child);
        assert_eq!((of(1), of(2)), (parent, child));
    }
}
