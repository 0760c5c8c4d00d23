//! Connecting and disconnecting, again and again.

use odbc_api::Cursor;

use crate::account::Account;

/// Connections that are opened and closed in all.
const CYCLES: usize = 1000;
/// Connections after which the memory is that of a process that goes on so.
const WARM: usize = 100;
/// Kilobytes that the other cycles may add. One that kept a connection would add a hundred times as much.
const MOST_GROWTH: usize = 4096;

/// Resident memory of this process, in kilobytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// A thousand connections, each with a query, leave nothing behind.
pub(crate) fn memory_stays_flat(account: &Account) {
    let mut warm = 0;
    for cycle in 0..CYCLES {
        let connection = account.connect();
        let mut cursor = connection.execute("SELECT 1", (), None).unwrap().unwrap();
        assert!(cursor.next_row().unwrap().is_some());
        if cycle == WARM {
            warm = resident();
        }
    }
    let grown = resident().saturating_sub(warm);
    println!("{warm} kB after {WARM} connections, {grown} kB more after {CYCLES}");
    assert!(grown < MOST_GROWTH, "{grown} kB more after {CYCLES} connections than after {WARM}");
}
