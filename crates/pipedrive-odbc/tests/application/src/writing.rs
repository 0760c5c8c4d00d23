//! Statements that write, and how many rows they tell.

use odbc_api::IntoParameter;

use crate::account::{Account, failure, value};

/// Each statement tells how many rows it wrote, and what it wrote is there.
pub(crate) fn row_counts(account: &Account) {
    let connection = account.connect();
    let mut statement = connection.preallocate().unwrap();
    let insert = "INSERT INTO deals (title, value) VALUES (?, ?), ('Second of Rust', 7)";
    assert!(statement.execute(insert, (&"First of Rust ü".into_parameter(), &12.5_f64)).unwrap().is_none());
    assert_eq!(statement.row_count().unwrap(), Some(2));
    let count = "SELECT count(*) FROM deals WHERE title LIKE '% of Rust%'";
    assert_eq!(value(&connection, count, ()).as_deref(), Some("2"));

    let update = "UPDATE deals SET value = value + 1 WHERE title LIKE '% of Rust%'";
    assert!(statement.execute(update, ()).unwrap().is_none());
    assert_eq!(statement.row_count().unwrap(), Some(2));
    let sum = "SELECT CAST(sum(value) AS DECIMAL(10, 2)) FROM deals WHERE title LIKE '% of Rust%'";
    assert_eq!(value(&connection, sum, ()).as_deref(), Some("21.50"));

    assert!(statement.execute("UPDATE deals SET value = 1 WHERE id = -1", ()).unwrap().is_none());
    assert_eq!(statement.row_count().unwrap(), Some(0));
    assert!(statement.execute("DELETE FROM deals WHERE title LIKE '% of Rust%'", ()).unwrap().is_none());
    assert_eq!(statement.row_count().unwrap(), Some(2));
    assert_eq!(value(&connection, count, ()).as_deref(), Some("0"));

    // What was written cannot be taken back, and that is said.
    connection.set_autocommit(false).unwrap();
    connection.commit().unwrap();
    connection.execute("INSERT INTO notes (content, deal_id) VALUES ('of Rust', 1)", (), None).unwrap();
    assert_eq!(failure(connection.rollback()).0, "HYC00");
    connection.commit().unwrap();
    connection.rollback().unwrap();
}
