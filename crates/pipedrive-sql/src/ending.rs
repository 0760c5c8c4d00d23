//! The system's requests to end: SIGTERM, and SIGHUP when the terminal is gone.

/// Listens for them.
#[derive(Debug, Default)]
pub(crate) struct Endings {
    #[cfg(unix)]
    signals: Vec<(tokio::signal::unix::Signal, u8)>,
}

impl Endings {
    /// Takes them over, within a runtime. One that cannot be taken over keeps its usual meaning, as does a hang-up that
    /// `nohup` has the program ignore.
    #[cfg(unix)]
    pub(crate) fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let mut kinds = vec![SignalKind::terminate()];
        kinds.extend((!is_ignored(SignalKind::hangup())).then(SignalKind::hangup));
        let signals = kinds.into_iter().filter_map(|kind| Some((signal(kind).ok()?, code_of(kind)?)));
        Self { signals: signals.collect() }
    }

    /// There are none here that leave time for anything.
    #[cfg(not(unix))]
    pub(crate) fn listen() -> Self {
        Self::default()
    }

    /// Waits for the next one, and gives the exit code that tells it: 128 and the signal's number.
    #[cfg(unix)]
    pub(crate) async fn next(&mut self) -> u8 {
        std::future::poll_fn(|context| {
            for (signal, code) in &mut self.signals {
                if signal.poll_recv(context).is_ready() {
                    return std::task::Poll::Ready(*code);
                }
            }
            std::task::Poll::Pending
        })
        .await
    }

    #[cfg(not(unix))]
    pub(crate) async fn next(&mut self) -> u8 {
        std::future::pending().await
    }
}

#[cfg(unix)]
fn code_of(kind: tokio::signal::unix::SignalKind) -> Option<u8> {
    u8::try_from(kind.as_raw_value()).ok()?.checked_add(128)
}

/// Whether whoever started the program has it ignore a signal, where the system tells.
#[cfg(unix)]
fn is_ignored(kind: tokio::signal::unix::SignalKind) -> bool {
    std::fs::read_to_string("/proc/self/status").is_ok_and(|status| ignores(&status, kind.as_raw_value()))
}

/// Whether a process of that status ignores the signal of that number, counted from 1.
#[cfg(unix)]
fn ignores(status: &str, number: i32) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    u32::try_from(number - 1).is_ok_and(|bit| mask.checked_shr(bit).is_some_and(|mask| mask & 1 == 1))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_system_tells_which_signals_are_ignored() {
        let check = |status: &str, number: i32, expect: bool| assert_eq!(ignores(status, number), expect, "{status}");
        check("Name:\tx\nSigIgn:\t0000000000001001\nSigCgt:\t0000000000000002\n", 1, true);
        check("Name:\tx\nSigIgn:\t0000000000001000\nSigCgt:\t0000000000000001\n", 1, false);
        check("Name:\tx\nSigIgn:\t0000000000001000\n", 13, true);
        check("SigIgn: no number", 1, false);
        check("", 1, false);
    }
}
