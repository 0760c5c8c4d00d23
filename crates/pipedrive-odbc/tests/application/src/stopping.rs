//! Statements that are stopped, and several threads.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use odbc_api::handles::{AsStatementRef, Statement};
use odbc_api::sys::{HStmt, SQLCancel};
use odbc_api::{Cursor, SharedConnection};

use crate::account::{Account, failure, rows, value};

/// A query that takes hours and reads nothing.
const ENDLESS: &str = "SELECT count(*) FROM generate_series(1, 10000000) a, generate_series(1, 10000000) b \
                       WHERE (a.value + b.value) % 7 = 8";

/// A query that takes longer than it may fails with HYT00, and its connection works on.
pub(crate) fn timeout(account: &Account) {
    let connection = account.connect();
    let late =
        connection.execute(ENDLESS, (), Some(1)).map(|cursor| cursor.map(|mut cursor| cursor.next_row().map(|_| ())));
    let (state, message) = match late {
        Ok(cursor) => failure(cursor.unwrap()),
        Err(error) => failure(Err::<(), _>(error)),
    };
    assert_eq!(state, "HYT00", "{message}");
    assert_eq!(value(&connection, "SELECT 1", ()).as_deref(), Some("1"));
}

/// A handle that goes to another thread: the driver's functions may be called from any.
struct Shared(HStmt);

// SAFETY: ODBC lets any thread cancel a statement of another.
unsafe impl Send for Shared {}

/// A statement that another thread cancels fails with HY008, and can be executed again.
pub(crate) fn cancel(account: &Account) {
    let connection = account.connect();
    let mut statement = connection.preallocate().unwrap();
    let handle = Shared(statement.as_stmt_ref().as_sys());
    let is_over = AtomicBool::new(false);
    let failed = thread::scope(|scope| {
        let is_over = &is_over;
        scope.spawn(move || {
            let handle = handle;
            // A cancel that comes before the query has begun does nothing, so that it is asked for until it works.
            while !is_over.load(Ordering::Acquire) {
                // SAFETY: the handle is freed after this thread has ended.
                let _ = unsafe { SQLCancel(handle.0) };
                thread::park_timeout(Duration::from_millis(5));
            }
        });
        let failed = match statement.execute(ENDLESS, ()) {
            Ok(cursor) => failure(cursor.unwrap().next_row().map(|_| ())),
            Err(error) => failure(Err::<(), _>(error)),
        };
        is_over.store(true, Ordering::Release);
        failed
    });
    assert_eq!(failed.0, "HY008", "{}", failed.1);
    let mut cursor = statement.execute("SELECT 2", ()).unwrap().unwrap();
    let mut found = 0_i64;
    cursor.next_row().unwrap().unwrap().get_data(1, &mut found).unwrap();
    assert_eq!(found, 2);
}

/// Two threads work at once, each with statements of one connection or with a connection of its own.
pub(crate) fn threads(account: &Account) {
    let sql = "SELECT id, title, value FROM deals ORDER BY id";
    let expected = rows(&account.connect(), sql, ());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| assert_eq!(rows(&account.connect(), sql, ()), expected));
        }
    });
    let shared: SharedConnection<'static> = std::sync::Arc::new(std::sync::Mutex::new(account.connect()));
    let cursors: Vec<_> = (0..2)
        .map(|_| odbc_api::ConnectionTransitions::into_cursor(shared.clone(), sql, (), None).ok().unwrap().unwrap())
        .collect();
    thread::scope(|scope| {
        for mut cursor in cursors {
            let expected = expected.len();
            scope.spawn(move || {
                let mut count = 0;
                while cursor.next_row().unwrap().is_some() {
                    count += 1;
                }
                assert_eq!(count, expected);
            });
        }
    });
}
