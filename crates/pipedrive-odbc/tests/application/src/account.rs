//! The account that sessions connect to, and short ways to what they all do.

use odbc_api::buffers::TextRowSet;
use odbc_api::{Connection, ConnectionOptions, Cursor, Environment, Error, ParameterCollectionRef, environment};

/// Rows as texts, `None` for NULL.
pub(crate) type Texts = Vec<Vec<Option<String>>>;

/// An account, by the connection string that leads to it.
pub(crate) struct Account {
    string: String,
}

impl Account {
    /// The account that the variables of the process name.
    pub(crate) fn from_variables() -> Self {
        let variable = |name: &str| std::env::var(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        Self { string: format!("Driver={};{}", variable("ODBC_DRIVER"), variable("EMULATED_ACCOUNT")) }
    }

    /// A connection, without a data source.
    pub(crate) fn connect(&self) -> Connection<'static> {
        self.try_connect("").unwrap()
    }

    /// A connection with more keys, which take the place of those of the account.
    pub(crate) fn try_connect(&self, keys: &str) -> Result<Connection<'static>, Error> {
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let is_kept = |pair: &&str| keys.split(';').all(|other| name(other) != name(pair));
        let kept: Vec<&str> = self.string.split(';').filter(is_kept).collect();
        let string = format!("{};{keys}", kept.join(";"));
        manager().connect_with_connection_string(&string, ConnectionOptions::default())
    }
}

/// The driver manager.
pub(crate) fn manager() -> &'static Environment {
    environment().unwrap()
}

/// Rows of a query, all of them, fetched in blocks of texts.
pub(crate) fn rows(connection: &Connection<'_>, sql: &str, parameters: impl ParameterCollectionRef) -> Texts {
    rows_by(connection, sql, parameters, 100)
}

/// Rows of a query, fetched in blocks of that many.
pub(crate) fn rows_by(
    connection: &Connection<'_>,
    sql: &str,
    parameters: impl ParameterCollectionRef,
    block: usize,
) -> Texts {
    let mut cursor = connection.execute(sql, parameters, None).unwrap().unwrap();
    let buffer = TextRowSet::for_cursor(block, &mut cursor, Some(1000)).unwrap();
    let mut cursor = cursor.bind_buffer(buffer).unwrap();
    let mut rows = Texts::new();
    while let Some(texts) = cursor.fetch_with_truncation_check(true).unwrap() {
        assert!((1..=block).contains(&texts.num_rows()));
        let cell = |column, row| texts.at_as_str(column, row).unwrap().map(str::to_owned);
        rows.extend((0..texts.num_rows()).map(|row| (0..texts.num_cols()).map(|column| cell(column, row)).collect()));
    }
    rows
}

/// The only value of a query that has one.
pub(crate) fn value(connection: &Connection<'_>, sql: &str, parameters: impl ParameterCollectionRef) -> Option<String> {
    let rows = rows(connection, sql, parameters);
    let [row] = rows.as_slice() else { panic!("{sql}: {rows:?}") };
    let [value] = row.as_slice() else { panic!("{sql}: {rows:?}") };
    value.clone()
}

/// The SQLSTATE and the message of what must fail in the driver or its manager.
#[track_caller]
pub(crate) fn failure<T>(result: Result<T, Error>) -> (String, String) {
    match result {
        Ok(_) => panic!("that did not fail"),
        Err(Error::Diagnostics { record, .. }) => {
            (record.state.as_str().to_owned(), String::from_utf8(record.message).unwrap())
        }
        Err(other) => panic!("no diagnostics: {other}"),
    }
}
