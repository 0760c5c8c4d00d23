//! What the columns of a result are.

use crate::abi::{Handle, Pointer, desc_field, returns, sql_type as sql};
use crate::convert::SqlType;
use crate::diag::{Record, state};
use crate::handle::{Field, Statement, enter, lock};
use crate::memory;
use crate::text::{Encoding, put_text};

/// A column's description, from 1.
///
/// # Errors
/// 07005 if the statement gives no rows, 07009 if there is no such column, HY010 if there is no statement.
fn field(statement: &Statement, number: u16) -> Result<Field, Record> {
    let state = lock(&statement.state);
    state.check_present()?;
    let ird = lock(&statement.ird().state);
    if ird.fields.is_empty() {
        return Err(Record::new(state::NO_CURSOR_SPECIFICATION));
    }
    ird.field(number).cloned().ok_or_else(|| Record::new(state::INVALID_INDEX))
}

/// The number of a type for the program's version of ODBC, which had others for dates.
pub(super) fn versioned(statement: &Statement, sql_type: i16) -> i16 {
    match sql_type {
        sql::TYPE_DATE if statement.connection.environment.is_odbc2() => sql::DATE_2,
        sql::TYPE_TIME if statement.connection.environment.is_odbc2() => sql::TIME_2,
        sql::TYPE_TIMESTAMP if statement.connection.environment.is_odbc2() => sql::TIMESTAMP_2,
        other => other,
    }
}

pub(super) unsafe fn describe(
    encoding: Encoding,
    statement: Handle,
    number: u16,
    name: Pointer,
    capacity: i16,
    length: *mut i16,
    sql_type: *mut i16,
    size: *mut usize,
    digits: *mut i16,
    nullable: *mut i16,
) -> i16 {
    enter::<Statement>(statement, |statement, warnings| {
        let field = field(statement, number)?;
        // SAFETY: the program's buffer of that many units.
        let units = unsafe { put_text(encoding, &field.name, name, capacity.into(), warnings)? };
        // SAFETY: the program's pointers.
        unsafe {
            memory::put(length, i16::try_from(units).unwrap_or(i16::MAX));
            memory::put(sql_type, versioned(statement, field.concise_type));
            memory::put(size, field.length);
            memory::put(digits, field.scale);
            memory::put(nullable, field.nullable);
        }
        Ok(returns::SUCCESS)
    })
}

/// What an attribute of a column or a field of a descriptor of columns is.
pub(super) enum Attribute {
    Number(isize),
    Text(String),
}

/// `SQL_UNNAMED` and `SQL_NAMED`, `SQL_ATTR_READONLY`.
const UNNAMED: isize = 1;
const UPDATABLE_UNKNOWN: isize = 2;

/// The verbose type and the subcode of a concise one.
pub(super) fn verbose(concise: i16) -> (i16, i16) {
    match concise {
        sql::TYPE_DATE..=sql::TYPE_TIMESTAMP => (sql::DATETIME, concise - sql::TYPE_DATE + 1),
        other => (other, 0),
    }
}

/// An attribute of a column.
///
/// # Errors
/// HY091 if there is none such.
pub(super) fn describe_field(field: &Field, attribute: u16) -> Result<Attribute, Record> {
    let described = field.described.unwrap_or(SqlType::text(0));
    let row = described.row();
    let number = |size: usize| Attribute::Number(isize::try_from(size).unwrap_or(isize::MAX));
    let text = |text: &str| Attribute::Text(text.to_owned());
    let quote = || text(row.and_then(|row| row.quote).unwrap_or_default());
    Ok(match attribute {
        desc_field::CONCISE_TYPE => Attribute::Number(field.concise_type.into()),
        desc_field::TYPE => Attribute::Number(verbose(field.concise_type).0.into()),
        desc_field::DATETIME_INTERVAL_CODE => Attribute::Number(verbose(field.concise_type).1.into()),
        desc_field::DISPLAY_SIZE => number(described.display),
        desc_field::LENGTH | desc_field::COLUMN_PRECISION_2 => number(field.length),
        desc_field::OCTET_LENGTH | desc_field::COLUMN_LENGTH_2 => Attribute::Number(field.octet_length),
        desc_field::PRECISION => match field.concise_type {
            sql::TYPE_DATE..=sql::TYPE_TIMESTAMP => Attribute::Number(field.scale.into()),
            _ => Attribute::Number(field.precision.into()),
        },
        desc_field::SCALE | desc_field::COLUMN_SCALE_2 => Attribute::Number(field.scale.into()),
        desc_field::NULLABLE | desc_field::COLUMN_NULLABLE_2 => Attribute::Number(field.nullable.into()),
        desc_field::NAME | desc_field::LABEL | desc_field::COLUMN_NAME_2 => text(&field.name),
        desc_field::UNNAMED => Attribute::Number(if field.name.is_empty() { UNNAMED } else { 0 }),
        desc_field::TYPE_NAME | desc_field::LOCAL_TYPE_NAME => text(described.name()),
        // What a column of a result was computed from is not kept.
        desc_field::BASE_COLUMN_NAME
        | desc_field::BASE_TABLE_NAME
        | desc_field::TABLE_NAME
        | desc_field::SCHEMA_NAME
        | desc_field::CATALOG_NAME => text(""),
        desc_field::LITERAL_PREFIX | desc_field::LITERAL_SUFFIX => quote(),
        desc_field::UNSIGNED => Attribute::Number(described.is_unsigned.into()),
        desc_field::CASE_SENSITIVE => Attribute::Number(row.is_some_and(|row| row.is_case_sensitive).into()),
        desc_field::SEARCHABLE => Attribute::Number(row.map_or(0, |row| row.searchable).into()),
        desc_field::NUM_PREC_RADIX => number(row.and_then(|row| row.radix).map_or(0, |_| 10)),
        desc_field::UPDATABLE => Attribute::Number(UPDATABLE_UNKNOWN),
        desc_field::AUTO_UNIQUE_VALUE
        | desc_field::FIXED_PREC_SCALE
        | desc_field::ROWVER
        | desc_field::DATETIME_INTERVAL_PRECISION => Attribute::Number(0),
        _ => return Err(Record::new(state::INVALID_FIELD)),
    })
}

pub(super) unsafe fn attribute(
    encoding: Encoding,
    statement: Handle,
    number: u16,
    attribute: u16,
    text: Pointer,
    capacity: i16,
    length: *mut i16,
    value: *mut isize,
) -> i16 {
    enter::<Statement>(statement, |statement, warnings| {
        let found = match attribute {
            desc_field::COUNT | desc_field::COLUMN_COUNT_2 => {
                let columns = lock(&statement.ird().state).fields.len();
                Attribute::Number(isize::try_from(columns).unwrap_or(isize::MAX))
            }
            desc_field::CONCISE_TYPE => {
                Attribute::Number(versioned(statement, field(statement, number)?.concise_type).into())
            }
            _ => describe_field(&field(statement, number)?, attribute)?,
        };
        match found {
            Attribute::Number(number) => {
                // SAFETY: the program's pointer.
                unsafe { memory::put(value, number) };
            }
            Attribute::Text(found) => {
                let width = i16::try_from(encoding.width()).unwrap_or(1);
                // SAFETY: the program's buffer of that many bytes.
                let units = unsafe { put_text(encoding, &found, text, (capacity / width).into(), warnings)? };
                // SAFETY: the program's pointer.
                unsafe { memory::put(length, i16::try_from(units * encoding.width()).unwrap_or(i16::MAX)) };
            }
        }
        Ok(returns::SUCCESS)
    })
}
