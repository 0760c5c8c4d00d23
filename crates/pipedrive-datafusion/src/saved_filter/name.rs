//! Names of temporary filters: whoever sees one in the account knows what made it, and a later session whether it can go.

use std::process;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What every name begins with.
const PREFIX: &str = "pipedrive-sql temporary ";

/// The name of a filter made now for conditions with that digest: `pipedrive-sql temporary 0a1b2c3d 1790000000-4711`,
/// with the second and the process it was made in.
pub(super) fn name(digest: u32) -> String {
    format!("{PREFIX}{digest:08x} {}-{}", now().as_secs(), process::id())
}

/// How long ago a filter was made, if it has such a name; one from the future was made just now.
pub(super) fn age(name: &str) -> Option<Duration> {
    let (digest, made) = name.strip_prefix(PREFIX)?.split_once(' ')?;
    let (second, process) = made.split_once('-')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let hex = digest.len() == 8 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    let second = second.parse().ok().filter(|_| hex && digits(second) && digits(process))?;
    Some(now().saturating_sub(Duration::from_secs(second)))
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_our_own_making_are_recognised() {
        assert!(age(&name(7)).is_some_and(|age| age < Duration::from_hours(1)));
        let old = age("pipedrive-sql temporary 0000abcd 1000000000-1");
        assert!(old.is_some_and(|age| age > Duration::from_hours(24 * 365 * 10)));
        assert_eq!(age("pipedrive-sql temporary 0000abcd 99999999999-1"), Some(Duration::ZERO));
        for other in [
            "pipedrive-sql temporary",
            "pipedrive-sql temporary of mine",
            "pipedrive-sql temporary 0000abcd 1000000000-1 (copy)",
            "pipedrive-sql temporary 0000abcd 1000000000",
            "pipedrive-sql temporary 0000abc 1000000000-1",
            "my pipedrive-sql temporary 0000abcd 1000000000-1",
        ] {
            assert_eq!(age(other), None, "{other}");
        }
    }
}
