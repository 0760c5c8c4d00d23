//! Parameters: values of each type, and arrays of them.

use odbc_api::parameter::WithDataType;
use odbc_api::sys::{Date, Timestamp};
use odbc_api::{BindParamDesc, Bit, Cursor, DataType, IntoParameter, Nullable};

use crate::account::{Account, rows, value};

/// Values go in and come back with their types.
pub(crate) fn values(account: &Account) {
    let connection = account.connect();
    let check = |sql: &str, parameter: &dyn Fn(&str) -> Option<String>, expect: Option<&str>| {
        assert_eq!(parameter(sql).as_deref(), expect, "{sql}");
    };
    check("SELECT CAST(? AS BIGINT) + 1", &|sql| value(&connection, sql, &41_i64), Some("42"));
    check("SELECT CAST(? AS SMALLINT)", &|sql| value(&connection, sql, &-7_i16), Some("-7"));
    check("SELECT CAST(? AS DOUBLE)", &|sql| value(&connection, sql, &0.25_f64), Some("0.25"));
    check("SELECT CAST(? AS BOOLEAN)", &|sql| value(&connection, sql, &Bit(1)), Some("1"));
    check("SELECT CAST(? AS VARCHAR)", &|sql| value(&connection, sql, &"ü€😀".into_parameter()), Some("ü€😀"));
    check("SELECT CAST(? AS VARCHAR)", &|sql| value(&connection, sql, &None::<&str>.into_parameter()), None);
    check("SELECT CAST(? AS BIGINT)", &|sql| value(&connection, sql, &Nullable::<i64>::null()), None);
    let date = Date { year: 2024, month: 2, day: 29 };
    check("SELECT CAST(? AS DATE)", &|sql| value(&connection, sql, &date.into_parameter()), Some("2024-02-29"));
    let moment = Timestamp { year: 2024, month: 2, day: 29, hour: 1, minute: 2, second: 3, fraction: 500_000_000 };
    let moment = WithDataType { value: moment, data_type: DataType::Timestamp { precision: 3 } };
    let shown = value(&connection, "SELECT CAST(? AS TIMESTAMP)", &moment).unwrap();
    assert!(shown.starts_with("2024-02-29 01:02:03.5"), "{shown}");

    // Several, in a condition that the account evaluates, of a statement that is executed again.
    let mut prepared = connection.prepare("SELECT count(*) FROM deals WHERE id >= ? AND id <= ?").unwrap();
    assert_eq!(prepared.num_params().unwrap(), 2);
    assert_eq!(prepared.describe_param(1).unwrap().data_type, DataType::BigInt);
    for (from, to) in [(1_i64, 10_i64), (5, 5), (9, 8)] {
        let mut cursor = prepared.execute((&from, &to)).unwrap().unwrap();
        let mut count = Nullable::<i64>::null();
        cursor.next_row().unwrap().unwrap().get_data(1, &mut count).unwrap();
        let plain = format!("SELECT count(*) FROM deals WHERE id >= {from} AND id <= {to}");
        assert_eq!(count.as_opt().map(i64::to_string), value(&connection, &plain, ()));
    }
}

/// An array of parameters writes a row for each set, with numbers, texts, dates and NULL.
pub(crate) fn arrays(account: &Account) {
    let connection = account.connect();
    let names = [Some("A of an array"), Some("B of an array ü€😀"), Some("C of an array")];
    let values = [Some(1.5), None, Some(300.0)];
    let sql = "INSERT INTO deals (title, value, expected_close_date) VALUES (?, ?, ?)";
    let mut prepared = connection.prepare(sql).unwrap();
    let kinds = [BindParamDesc::text(60), BindParamDesc::f64(true), BindParamDesc::date(true)];
    let mut inserter = prepared.column_inserter(5, kinds).unwrap();
    inserter.set_num_rows(3);
    for (at, name) in names.iter().enumerate() {
        inserter.column_mut(0).as_text().unwrap().set_cell(at, name.map(str::as_bytes));
    }
    inserter.column_mut(1).as_nullable_slice::<f64>().unwrap().write(values.into_iter());
    let dates = [None, Some(Date { year: 2030, month: 1, day: 2 }), None];
    inserter.column_mut(2).as_nullable_slice::<Date>().unwrap().write(dates.into_iter());
    assert!(inserter.execute().unwrap().is_none());
    drop(inserter);
    assert_eq!(prepared.row_count().unwrap(), Some(3));

    let sql = "SELECT title, CAST(value AS INT), expected_close_date FROM deals WHERE title LIKE '% of an array%' \
               ORDER BY title";
    let text = |text: &str| Some(text.to_owned());
    let written = [
        vec![text("A of an array"), text("1"), None],
        vec![text("B of an array ü€😀"), text("0"), text("2030-01-02")],
        vec![text("C of an array"), text("300"), None],
    ];
    assert_eq!(rows(&connection, sql, ()), written);

    // A set that the account refuses is told, and the sets before it are written.
    let sql = "UPDATE deals SET value = ? WHERE id = ?";
    let mut prepared = connection.prepare(sql).unwrap();
    let mut inserter = prepared.column_inserter(2, [BindParamDesc::f64(false), BindParamDesc::i64(false)]).unwrap();
    inserter.set_num_rows(2);
    inserter.column_mut(0).as_slice::<f64>().unwrap().copy_from_slice(&[11.0, 22.0]);
    inserter.column_mut(1).as_slice::<i64>().unwrap().copy_from_slice(&[1, 2]);
    assert!(inserter.execute().unwrap().is_none());
    let changed = rows(&connection, "SELECT CAST(value AS INT) FROM deals WHERE id IN (1, 2) ORDER BY id", ());
    assert_eq!(changed, [[text("11")], [text("22")]]);
}
