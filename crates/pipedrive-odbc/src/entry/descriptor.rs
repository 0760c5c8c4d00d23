//! Descriptors by field and by record.

use super::attributes::{integer, put_sized};
use super::column::{Attribute, describe_field, verbose};
use crate::abi::{Handle, Pointer, desc_field, returns, sql_type as sql};
use crate::diag::{Record, state};
use crate::handle::{Address, Descriptor, DescriptorKind, DescriptorState, Field, enter, find, lock};
use crate::memory;
use crate::text::{self, Encoding, put_text};

/// What a field is: a number of some size, an address, or a text.
enum Value {
    Short(i16),
    Integer(i32),
    Long(isize),
    Unsigned(usize),
    Address(Address),
    Text(String),
}

fn number(field: i16) -> u16 {
    u16::try_from(field).unwrap_or(u16::MAX)
}

/// The record of a number from 1, made if it is not there.
///
/// # Errors
/// 07009 for other numbers.
fn record_mut(state: &mut DescriptorState, record: i16) -> Result<&mut Field, Record> {
    // Only a number that is one makes records: a descriptor grows up to it.
    let record = u16::try_from(record).ok().and_then(|record| state.field_mut(record));
    record.ok_or_else(|| Record::new(state::INVALID_INDEX))
}

/// Fields that tell of the descriptor as a whole.
fn header_value(descriptor: &Descriptor, state: &DescriptorState, field: u16) -> Option<Value> {
    Some(match field {
        // `SQL_DESC_ALLOC_AUTO` and `SQL_DESC_ALLOC_USER`.
        desc_field::ALLOC_TYPE => Value::Short(if descriptor.is_implicit { 1 } else { 2 }),
        desc_field::COUNT => Value::Short(i16::try_from(state.fields.len()).unwrap_or(i16::MAX)),
        desc_field::ARRAY_SIZE => Value::Unsigned(state.header.array_size),
        desc_field::ARRAY_STATUS_PTR => Value::Address(state.header.array_status),
        desc_field::BIND_OFFSET_PTR => Value::Address(state.header.bind_offset),
        desc_field::BIND_TYPE => Value::Integer(i32::try_from(state.header.bind_type).unwrap_or(i32::MAX)),
        desc_field::ROWS_PROCESSED_PTR => Value::Address(state.header.rows_processed),
        _ => return None,
    })
}

fn record_value(record: &Field, field: u16) -> Result<Value, Record> {
    let short = |number: isize| Value::Short(i16::try_from(number).unwrap_or(i16::MAX));
    Ok(match field {
        desc_field::DATA_PTR => Value::Address(record.data),
        desc_field::INDICATOR_PTR => Value::Address(record.indicator),
        desc_field::OCTET_LENGTH_PTR => Value::Address(record.octet_length_at),
        desc_field::PARAMETER_TYPE => Value::Short(record.parameter_type),
        _ => match describe_field(record, field)? {
            Attribute::Text(text) => Value::Text(text),
            Attribute::Number(value) => match field {
                desc_field::LENGTH => Value::Unsigned(record.length),
                desc_field::OCTET_LENGTH | desc_field::DISPLAY_SIZE => Value::Long(value),
                desc_field::AUTO_UNIQUE_VALUE
                | desc_field::CASE_SENSITIVE
                | desc_field::NUM_PREC_RADIX
                | desc_field::DATETIME_INTERVAL_PRECISION => Value::Integer(i32::try_from(value).unwrap_or(i32::MAX)),
                _ => short(value),
            },
        },
    })
}

pub(super) unsafe fn get_field(
    encoding: Encoding,
    descriptor: Handle,
    record: i16,
    field: i16,
    target: Pointer,
    capacity: i32,
    length: *mut i32,
) -> i16 {
    enter::<Descriptor>(descriptor, |descriptor, warnings| {
        let state = lock(&descriptor.state);
        let field = number(field);
        let value = match header_value(descriptor, &state, field) {
            Some(value) => value,
            None if record <= 0 => return Err(Record::new(state::INVALID_INDEX)),
            None => match state.field(number(record)) {
                Some(record) => record_value(record, field)?,
                None => return Ok(returns::NO_DATA),
            },
        };
        // SAFETY: the program has room for what the field is.
        unsafe {
            match value {
                Value::Short(value) => memory::put(target.cast(), value),
                Value::Integer(value) => memory::put(target.cast(), value),
                Value::Long(value) => memory::put(target.cast(), value),
                Value::Unsigned(value) => memory::put(target.cast(), value),
                Value::Address(value) => memory::put(target.cast(), value.pointer::<u8>()),
                Value::Text(text) => return put_sized(encoding, &text, target, capacity, length, warnings),
            }
        }
        Ok(returns::SUCCESS)
    })
}

pub(super) unsafe fn set_field(
    encoding: Encoding,
    descriptor: Handle,
    record: i16,
    field: i16,
    value: Pointer,
    length: i32,
) -> i16 {
    enter::<Descriptor>(descriptor, |descriptor, _| {
        let mut state = lock(&descriptor.state);
        let field = number(field);
        let may_write = descriptor.kind != DescriptorKind::Row
            || matches!(field, desc_field::ARRAY_STATUS_PTR | desc_field::ROWS_PROCESSED_PTR);
        if !may_write {
            return Err(Record::with("HY016", "the descriptor of the result's columns is the driver's"));
        }
        let address = Address::of(value);
        match field {
            desc_field::ARRAY_SIZE if integer(value) == 0 => return Err(Record::new(state::INVALID_ATTRIBUTE_VALUE)),
            desc_field::ARRAY_SIZE => state.header.array_size = integer(value),
            desc_field::ARRAY_STATUS_PTR => state.header.array_status = address,
            desc_field::BIND_OFFSET_PTR => state.header.bind_offset = address,
            desc_field::BIND_TYPE => state.header.bind_type = integer(value),
            desc_field::ROWS_PROCESSED_PTR => state.header.rows_processed = address,
            desc_field::COUNT => {
                let [low, high, ..] = integer(value).to_le_bytes();
                let count = usize::try_from(i16::from_le_bytes([low, high]));
                let count = count.map_err(|_| Record::new(state::INVALID_INDEX))?;
                state.fields.resize_with(count, Field::default);
            }
            _ => {
                let name = if field == desc_field::NAME {
                    let units = if length < 0 { length } else { length / i32::try_from(encoding.width()).unwrap_or(1) };
                    // SAFETY: the program's text of that length.
                    unsafe { text::read(encoding, value, isize::try_from(units).unwrap_or_default())? }
                } else {
                    None
                };
                let target = record_mut(&mut state, record)?;
                set_record_field(target, field, value, name)?;
                target.is_given = descriptor.kind == DescriptorKind::Parameter;
            }
        }
        Ok(returns::SUCCESS)
    })
}

fn set_record_field(target: &mut Field, field: u16, value: Pointer, name: Option<String>) -> Result<(), Record> {
    let [low, high, ..] = integer(value).to_le_bytes();
    let short = i16::from_le_bytes([low, high]);
    // Setting what a buffer holds unbinds it, so that nothing is written into a buffer of the wrong type.
    let unbinds = matches!(
        field,
        desc_field::TYPE
            | desc_field::CONCISE_TYPE
            | desc_field::PRECISION
            | desc_field::SCALE
            | desc_field::LENGTH
            | desc_field::OCTET_LENGTH
            | desc_field::DATETIME_INTERVAL_CODE
    );
    match field {
        desc_field::TYPE | desc_field::CONCISE_TYPE => target.concise_type = short,
        desc_field::DATETIME_INTERVAL_CODE => match short {
            1..=3 => target.concise_type = sql::TYPE_DATE + short - 1,
            _ => return Err(Record::new(state::INVALID_ATTRIBUTE_VALUE)),
        },
        desc_field::DATA_PTR => target.data = Address::of(value),
        desc_field::INDICATOR_PTR => target.indicator = Address::of(value),
        desc_field::OCTET_LENGTH_PTR => target.octet_length_at = Address::of(value),
        desc_field::OCTET_LENGTH => {
            // A negative length is a number beyond those of `isize` here.
            target.octet_length = isize::try_from(integer(value)).map_err(|_| Record::new(state::INVALID_LENGTH))?;
        }
        desc_field::LENGTH => target.length = integer(value),
        desc_field::PRECISION => target.precision = short,
        desc_field::SCALE => target.scale = short,
        desc_field::PARAMETER_TYPE => target.parameter_type = short,
        desc_field::NULLABLE => target.nullable = short,
        desc_field::NAME => target.name = name.unwrap_or_default(),
        desc_field::UNNAMED | desc_field::NUM_PREC_RADIX | desc_field::DATETIME_INTERVAL_PRECISION => {}
        _ => return Err(Record::new(state::INVALID_FIELD)),
    }
    if unbinds {
        target.data = Address::default();
    }
    Ok(())
}

pub(super) unsafe fn get_record(
    encoding: Encoding,
    descriptor: Handle,
    record: i16,
    name: Pointer,
    capacity: i16,
    name_length: *mut i16,
    sql_type: *mut i16,
    subtype: *mut i16,
    length: *mut isize,
    precision: *mut i16,
    scale: *mut i16,
    nullable: *mut i16,
) -> i16 {
    enter::<Descriptor>(descriptor, |descriptor, warnings| {
        if record <= 0 {
            return Err(Record::new(state::INVALID_INDEX));
        }
        let state = lock(&descriptor.state);
        let Some(field) = state.field(number(record)) else { return Ok(returns::NO_DATA) };
        // SAFETY: the program's buffer of that many units.
        let units = unsafe { put_text(encoding, &field.name, name, capacity.into(), warnings)? };
        let (kind, code) = verbose(field.concise_type);
        // SAFETY: the program's pointers.
        unsafe {
            memory::put(name_length, i16::try_from(units).unwrap_or(i16::MAX));
            memory::put(sql_type, kind);
            memory::put(subtype, code);
            memory::put(length, field.octet_length);
            memory::put(precision, field.precision);
            memory::put(scale, field.scale);
            memory::put(nullable, field.nullable);
        }
        Ok(returns::SUCCESS)
    })
}

pub(super) unsafe fn set_record(
    descriptor: Handle,
    record: i16,
    sql_type: i16,
    subtype: i16,
    length: isize,
    precision: i16,
    scale: i16,
    data: Pointer,
    octet_length: *mut isize,
    indicator: *mut isize,
) -> i16 {
    enter::<Descriptor>(descriptor, |descriptor, _| {
        if descriptor.kind == DescriptorKind::Row {
            return Err(Record::with("HY016", "the descriptor of the result's columns is the driver's"));
        }
        let concise_type = match (sql_type, subtype) {
            (sql::DATETIME, 1..=3) => sql::TYPE_DATE + subtype - 1,
            (sql::DATETIME, _) => return Err(Record::new(state::INCONSISTENT_DESCRIPTOR)),
            _ => sql_type,
        };
        let mut state = lock(&descriptor.state);
        let field = record_mut(&mut state, record)?;
        field.is_given = descriptor.kind == DescriptorKind::Parameter;
        field.concise_type = concise_type;
        field.octet_length = length;
        field.precision = precision;
        field.scale = scale;
        field.data = Address::of(data);
        field.octet_length_at = Address::of(octet_length);
        field.indicator = Address::of(indicator);
        Ok(returns::SUCCESS)
    })
}

pub(super) unsafe fn copy(source: Handle, target: Handle) -> i16 {
    let Some(source) = find::<Descriptor>(source) else { return returns::INVALID_HANDLE };
    enter::<Descriptor>(target, |target, _| {
        if target.kind == DescriptorKind::Row {
            return Err(Record::with("HY016", "the descriptor of the result's columns is the driver's"));
        }
        // One after the other: locking both could meet a copy the other way round.
        let copied = lock(&source.state).clone();
        *lock(&target.state) = copied;
        Ok(returns::SUCCESS)
    })
}
