//! Connecting and disconnecting, again and again.

use odbc_api::Cursor;

use crate::account::Account;

/// Connections after which the memory is that of a process that goes on so.
const WARM: usize = 100;
/// Spans that are measured after that, and the connections of one.
const SPANS: usize = 3;
const CYCLES: usize = 300;
/// Kilobytes that a cycle may add in each of the spans. What is kept of connections grows in every span; what the allocator
/// takes, as its arenas fill, does not.
const MOST_GROWTH: usize = 2;

/// Resident memory of this process, in kilobytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// A thousand connections, each with a query, leave nothing behind.
pub(crate) fn memory_stays_flat(account: &Account) {
    let after = |cycles: usize| {
        for _ in 0..cycles {
            let connection = account.connect();
            let mut cursor = connection.execute("SELECT 1", (), None).unwrap().unwrap();
            assert!(cursor.next_row().unwrap().is_some());
        }
        resident()
    };
    let mut before = after(WARM);
    println!("{before} kB after {WARM} connections");
    let mut grown = Vec::new();
    for _ in 0..SPANS {
        let now = after(CYCLES);
        grown.push(now.saturating_sub(before));
        before = now;
    }
    println!("{grown:?} kB more after {CYCLES} each");
    let is_leaking = grown.iter().all(|span| *span > MOST_GROWTH * CYCLES);
    assert!(!is_leaking, "{grown:?} kB more after {CYCLES} connections each");
}
