//! What goes wrong, and the SQLSTATE that says so.

use odbc_api::{Cursor, CursorImpl};

use crate::account::{Account, failure, value};

/// Mistakes in statements have the states of the standard, and messages that help.
pub(crate) fn states(account: &Account) {
    let connection = account.connect();
    let check = |sql: &str, state: &str, said: &str| {
        let (found, message) = failure(connection.execute(sql, (), None).map(|_| ()));
        assert_eq!(found, state, "{sql}: {message}");
        assert!(message.contains(said), "{sql}: {message}");
    };
    check("SELEC 1", "42000", "");
    check("SELECT * FROM deels", "42S02", "did you mean `deals`");
    check("SELECT nope FROM deals", "42S22", "nope");
    check("SELECT id FROM deals WHERE id = ?", "07002", "");
    check("DELETE FROM deals", "HYC00", "WHERE");
    check("SELECT {fn NOPE(1)}", "42000", "");
    // The connection works on.
    assert_eq!(value(&connection, "SELECT 1", ()).as_deref(), Some("1"));
}

/// Connections that cannot be opened say why, and never repeat what is secret.
pub(crate) fn connections(account: &Account) {
    let check = |keys: &str, state: &str, said: &str| {
        let (found, message) = failure(account.try_connect(keys).map(|_| ()));
        assert_eq!(found, state, "{keys}: {message}");
        assert!(message.contains(said), "{keys}: {message}");
        assert!(!message.contains("se7ret"), "{keys}: {message}");
    };
    check("APIToken=se7ret", "28000", "");
    check("APIToke=se7ret", "08001", "did you mean `APIToken`");
    check("Timeout=se7ret", "08001", "Timeout");
    // Nothing is asked before the first query.
    let connection = account.try_connect("APIToken=se7ret;ConnectOnOpen=false").unwrap();
    assert_eq!(value(&connection, "SELECT 1", ()).as_deref(), Some("1"));
    let first_row = |mut cursor: CursorImpl<_>| cursor.next_row().map(|_| ());
    let cursor = connection.execute("SELECT id FROM deals", (), None);
    let (state, message) = failure(cursor.and_then(|cursor| cursor.map_or(Ok(()), first_row)));
    assert_eq!(state, "28000", "{message}");
    assert!(!message.contains("se7ret"), "{message}");
}
