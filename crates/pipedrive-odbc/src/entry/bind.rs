//! Binding of columns and parameters, and what parameters are.

use crate::abi::{Handle, Pointer, c_type, returns, sql_type as sql};
use crate::convert::{SqlType, default_c_type, fixed_size, sql_type};
use crate::diag::{Record, state};
use crate::handle::{Address, Field, Statement, enter, lock};
use crate::memory;

/// `SQL_PARAM_INPUT`, `SQL_PARAM_INPUT_OUTPUT`, `SQL_PARAM_OUTPUT`.
const INPUT: i16 = 1;
const INPUT_OUTPUT: i16 = 2;
pub(super) const OUTPUT: i16 = 4;

/// Whether there is such a C type.
pub(super) fn is_c_type(number: i16) -> bool {
    matches!(number, c_type::CHAR | c_type::WCHAR | c_type::BINARY | c_type::DEFAULT) || fixed_size(number).is_some()
}

fn is_sql_type(number: i16) -> bool {
    matches!(
        number,
        sql::CHAR..=sql::VARCHAR | sql::TYPE_DATE..=sql::TYPE_TIMESTAMP | sql::WLONGVARCHAR..=sql::LONGVARCHAR | sql::GUID
    )
}

pub(super) unsafe fn column(
    statement: Handle,
    number: u16,
    c_type: i16,
    data: Pointer,
    capacity: isize,
    indicator: *mut isize,
) -> i16 {
    enter::<Statement>(statement, |statement, _| {
        let state = lock(&statement.state);
        let ard = statement.ard(&state);
        let mut ard = lock(&ard.state);
        if number == 0 {
            return Err(Record::with(state::INVALID_INDEX, "there are no bookmarks"));
        }
        if data.is_null() && indicator.is_null() {
            if usize::from(number) <= ard.fields.len()
                && let Some(field) = ard.field_mut(number)
            {
                *field = Field::default();
                ard.trim();
            }
            return Ok(returns::SUCCESS);
        }
        if !is_c_type(c_type) {
            return Err(Record::new(state::INVALID_BUFFER_TYPE));
        }
        if capacity < 0 {
            return Err(Record::new(state::INVALID_LENGTH));
        }
        let indicator = Address::of(indicator);
        if let Some(field) = ard.field_mut(number) {
            *field = Field {
                concise_type: c_type,
                data: Address::of(data),
                octet_length: capacity,
                octet_length_at: indicator,
                indicator,
                ..Field::default()
            };
        }
        Ok(returns::SUCCESS)
    })
}

pub(super) unsafe fn parameter(
    statement: Handle,
    number: u16,
    direction: i16,
    c_type: i16,
    sql_type: i16,
    size: usize,
    digits: i16,
    data: Pointer,
    capacity: isize,
    indicator: *mut isize,
) -> i16 {
    enter::<Statement>(statement, |statement, _| {
        if number == 0 {
            return Err(Record::with(state::INVALID_INDEX, "parameters are counted from 1"));
        }
        if !matches!(direction, INPUT | INPUT_OUTPUT | OUTPUT) {
            return Err(Record::new(state::INVALID_PARAMETER_DIRECTION));
        }
        if !is_c_type(c_type) {
            return Err(Record::new(state::INVALID_BUFFER_TYPE));
        }
        if !is_sql_type(sql_type) {
            return Err(Record::new(state::INVALID_SQL_TYPE));
        }
        if data.is_null() && indicator.is_null() && direction != OUTPUT {
            return Err(Record::with(state::NULL_POINTER, "a parameter needs a value or an indicator"));
        }
        let state = lock(&statement.state);
        let apd = statement.apd(&state);
        let indicator = Address::of(indicator);
        let bound = Field {
            concise_type: if c_type == c_type::DEFAULT { default_c_type(sql_type, false) } else { c_type },
            data: Address::of(data),
            octet_length: capacity,
            octet_length_at: indicator,
            indicator,
            ..Field::default()
        };
        if let Some(field) = lock(&apd.state).field_mut(number) {
            *field = bound;
        }
        if let Some(field) = lock(&statement.ipd().state).field_mut(number) {
            field.concise_type = sql_type;
            field.is_given = true;
            field.parameter_type = direction;
            field.length = size;
            field.scale = digits;
        }
        Ok(returns::SUCCESS)
    })
}

pub(super) unsafe fn parameter_count(statement: Handle, count: *mut i16) -> i16 {
    enter::<Statement>(statement, |statement, _| {
        let state = lock(&statement.state);
        if !state.is_prepared {
            return Err(Record::with(state::SEQUENCE, "no statement is prepared"));
        }
        let number = i16::try_from(state.engine.parameters().len()).unwrap_or(i16::MAX);
        // SAFETY: the program's pointer.
        unsafe { memory::put(count, number) };
        Ok(returns::SUCCESS)
    })
}

pub(super) unsafe fn describe_parameter(
    statement: Handle,
    number: u16,
    sql_type: *mut i16,
    size: *mut usize,
    digits: *mut i16,
    nullable: *mut i16,
) -> i16 {
    enter::<Statement>(statement, |statement, _| {
        let state = lock(&statement.state);
        if !state.is_prepared {
            return Err(Record::with(state::SEQUENCE, "no statement is prepared"));
        }
        let described = usize::from(number).checked_sub(1).and_then(|index| state.engine.parameters().get(index));
        let described = parameter_type(described.ok_or_else(|| Record::new(state::INVALID_INDEX))?);
        // SAFETY: the program's pointers.
        unsafe {
            memory::put(sql_type, described.number);
            memory::put(size, described.size);
            memory::put(digits, described.digits);
            memory::put(nullable, sql::NULLABLE);
        }
        Ok(returns::SUCCESS)
    })
}

/// The SQL type of a parameter; text where the statement does not decide one.
pub(super) fn parameter_type(parameter: &pipedrive_driver::Parameter) -> SqlType {
    parameter.data_type.as_ref().map_or(SqlType::text(4000), sql_type)
}
