//! From a value to a program's buffer.

use chrono::{NaiveTime, Timelike, Utc};

use super::cell::{Cell, Rendered};
use super::number::{Exact, Number};
use super::target::Target;
use super::{binary, fixed_size, integer, moment};
use crate::abi::{c_type, structs};
use crate::diag::{Record, state};
use crate::memory;
use crate::text::{Encoding, Progress, write_piece, write_whole};

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    /// It is in the buffer.
    Whole,
    /// What fits is in the buffer: 01004.
    Truncated,
    /// All but a fraction is in the buffer: 01S07.
    FractionCut,
    /// All of it had been handed out before.
    Nothing,
}

/// How much of a value has been handed out by `SQLGetData`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Delivery {
    /// The type of the buffers so far. Pieces in another one begin anew, because half a character, and a digit of a byte,
    /// mean nothing there.
    c_type: Option<i16>,
    progress: Progress,
    is_over: bool,
}

/// Writes a value: with `delivery` what fits of its rest, which moves it on, and without what fits of the value.
///
/// A buffer of another type than the one before begins with the whole value again.
///
/// Text becomes UTF-8 bytes in a buffer of bytes, and bytes become hexadecimal digits in a buffer of text. In pieces, text
/// fills the buffer to its end, because programs take 01004 to mean that it is full; a text that comes once ends between
/// characters.
///
/// # Errors
/// 07006 if the type of the buffer is not for such values, 22002 for NULL without an indicator, 22003 for numbers and
/// 22008 for dates that do not fit, 22018 for texts that are not what the buffer is for, HY003 for a type that does not exist.
///
/// # Safety
/// The target's pointers are null or the program's, with room for its type, or for `capacity` bytes of text or bytes.
pub(crate) unsafe fn store(
    cell: &Cell<'_>,
    target: &Target,
    mut delivery: Option<&mut Delivery>,
) -> Result<Stored, Record> {
    if let Some(delivery) = &mut delivery
        && delivery.c_type != Some(target.c_type)
    {
        **delivery = Delivery { c_type: Some(target.c_type), ..Delivery::default() };
    }
    if delivery.as_ref().is_some_and(|delivery| delivery.is_over) {
        return Ok(Stored::Nothing);
    }
    let progress = delivery.as_mut().map(|delivery| &mut delivery.progress);
    // SAFETY: the caller vouches for the pointers in every branch.
    let stored = unsafe {
        match target.c_type {
            _ if *cell == Cell::Null => target.put_null().map(|()| Stored::Whole),
            c_type::CHAR => put_text(Encoding::Narrow, cell, target, progress),
            c_type::WCHAR => put_text(Encoding::Wide, cell, target, progress),
            c_type::BINARY => put_bytes(cell, target, progress),
            _ => put_fixed(cell, target),
        }
    }?;
    if let Some(delivery) = delivery {
        // Who only asks how long a value is has not got it, also where it is empty.
        let is_asked_only = target.buffer.is_null() || (fixed_size(target.c_type).is_none() && target.capacity == 0);
        delivery.is_over = stored != Stored::Truncated && !is_asked_only;
    }
    Ok(stored)
}

unsafe fn put_text(
    encoding: Encoding,
    cell: &Cell<'_>,
    target: &Target,
    progress: Option<&mut Progress>,
) -> Result<Stored, Record> {
    let rendered = match cell {
        Cell::Bytes(bytes) => Rendered { text: binary::hex(bytes).into(), needed: 0 },
        other => other.render().ok_or_else(|| Record::new(state::RESTRICTED_TYPE))?,
    };
    let units = target.room()? / encoding.width();
    let is_begun = progress.as_ref().is_some_and(|progress| progress.at > 0);
    if rendered.needed > 0 && !is_begun && !target.buffer.is_null() && units <= rendered.needed && units > 0 {
        return Err(Record::new(state::OUT_OF_RANGE));
    }
    // SAFETY: the caller vouches for the buffer.
    let piece = unsafe {
        match progress {
            Some(progress) => write_piece(encoding, &rendered.text, progress, target.buffer, units),
            None => write_whole(encoding, &rendered.text, target.buffer, units),
        }
    };
    // SAFETY: the caller vouches for the pointers.
    unsafe { target.put_length(piece.available * encoding.width()) };
    // An empty text in a buffer without room for its zero has still not been handed out.
    let is_whole = piece.is_complete && (target.buffer.is_null() || units > 0);
    Ok(if is_whole { Stored::Whole } else { Stored::Truncated })
}

unsafe fn put_bytes(cell: &Cell<'_>, target: &Target, progress: Option<&mut Progress>) -> Result<Stored, Record> {
    let bytes = match cell {
        Cell::Bytes(bytes) => bytes,
        Cell::Text(text) => text.as_bytes(),
        _ => return Err(Record::new(state::RESTRICTED_TYPE)),
    };
    let room = if target.buffer.is_null() { 0 } else { target.room()? };
    let begun = progress.as_ref().map_or(0, |progress| progress.at);
    let rest = bytes.get(begun..).unwrap_or_default();
    let taken = rest.len().min(room);
    // SAFETY: no more is copied than the room that the caller vouches for.
    unsafe { memory::put_bytes(target.buffer, &rest[..taken]) };
    // SAFETY: the caller vouches for the pointers.
    unsafe { target.put_length(rest.len()) };
    if let Some(progress) = progress {
        progress.at += taken;
    }
    Ok(if taken == rest.len() { Stored::Whole } else { Stored::Truncated })
}

unsafe fn put_fixed(cell: &Cell<'_>, target: &Target) -> Result<Stored, Record> {
    // SAFETY: the caller vouches for room for the target's type, which is the one that each branch writes.
    unsafe {
        match target.c_type {
            c_type::TYPE_DATE | c_type::DATE => put_date(cell, target),
            c_type::TYPE_TIME | c_type::TIME => put_time(cell, target),
            c_type::TYPE_TIMESTAMP | c_type::TIMESTAMP => put_timestamp(cell, target),
            c_type::GUID => match cell {
                Cell::Text(text) => {
                    target.put(binary::parse_guid(text)?);
                    Ok(Stored::Whole)
                }
                _ => Err(Record::new(state::RESTRICTED_TYPE)),
            },
            c_type::INTERVAL_YEAR..=c_type::INTERVAL_MINUTE_TO_SECOND => Err(Record::new(state::RESTRICTED_TYPE)),
            _ => put_number(number(cell)?, target),
        }
    }
}

fn number(cell: &Cell<'_>) -> Result<Number, Record> {
    Ok(match cell {
        Cell::Bool(flag) => Number::Exact(Exact::whole(*flag)),
        Cell::Int(number) => Number::Exact(Exact::whole(*number)),
        Cell::UInt(number) => Number::Exact(Exact::whole(*number)),
        Cell::Real(number) => Number::Float((*number).into()),
        Cell::Float(number) => Number::Float(*number),
        Cell::Decimal(number) => Number::Exact(*number),
        Cell::Text(text) => Number::parse(text)?,
        Cell::Null | Cell::Bytes(_) | Cell::Date(_) | Cell::Time(_) | Cell::Timestamp(..) => {
            return Err(Record::new(state::RESTRICTED_TYPE));
        }
    })
}

unsafe fn put_number(number: Number, target: &Target) -> Result<Stored, Record> {
    let was_cut = match target.c_type {
        c_type::DOUBLE => {
            // SAFETY: the caller vouches for the room.
            unsafe { target.put(number.to_float()) };
            false
        }
        c_type::FLOAT => {
            let narrow = narrow(number.to_float())?;
            // SAFETY: the caller vouches for the room.
            unsafe { target.put(narrow) };
            false
        }
        c_type::NUMERIC => {
            let (numeric, was_cut) = numeric(number, target)?;
            // SAFETY: the caller vouches for the room.
            unsafe { target.put(numeric) };
            was_cut
        }
        _ => {
            let (whole, was_cut) = number.truncated()?;
            // SAFETY: the caller vouches for the room.
            unsafe { integer::put(whole, target)? };
            was_cut
        }
    };
    Ok(if was_cut { Stored::FractionCut } else { Stored::Whole })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the range is checked; fewer digits are what the program asked for"
)]
fn narrow(number: f64) -> Result<f32, Record> {
    if number.is_finite() && number.abs() > f64::from(f32::MAX) {
        return Err(Record::new(state::OUT_OF_RANGE));
    }
    Ok(number as f32)
}

fn numeric(number: Number, target: &Target) -> Result<(structs::Numeric, bool), Record> {
    let out_of_range = || Record::new(state::OUT_OF_RANGE);
    let scale = i8::try_from(target.scale).map_err(|_| out_of_range())?;
    let (unscaled, was_cut) = number.rescaled(u32::try_from(scale).unwrap_or(0))?;
    let precision = match u8::try_from(target.precision) {
        Ok(0) | Err(_) => 38,
        Ok(precision) => precision.min(38),
    };
    let size = unscaled.unsigned_abs();
    if size >= 10_u128.pow(precision.into()) {
        return Err(out_of_range());
    }
    let sign = u8::from(unscaled >= 0);
    Ok((structs::Numeric { precision, scale: scale.max(0), sign, value: size.to_le_bytes() }, was_cut))
}

unsafe fn put_date(cell: &Cell<'_>, target: &Target) -> Result<Stored, Record> {
    let (date, was_cut) = match cell {
        Cell::Date(date) => (*date, false),
        Cell::Timestamp(at, _) => (at.date(), at.time() != NaiveTime::MIN),
        Cell::Text(text) => moment::parse_date(text)?,
        _ => return Err(Record::new(state::RESTRICTED_TYPE)),
    };
    let date = moment::date_struct(date)?;
    // SAFETY: the caller vouches for the room.
    unsafe { target.put(date) };
    Ok(if was_cut { Stored::FractionCut } else { Stored::Whole })
}

unsafe fn put_time(cell: &Cell<'_>, target: &Target) -> Result<Stored, Record> {
    let time = match cell {
        Cell::Time(time) => *time,
        Cell::Timestamp(at, _) => at.time(),
        Cell::Text(text) => moment::parse_time(text)?,
        _ => return Err(Record::new(state::RESTRICTED_TYPE)),
    };
    let parts = moment::time_struct(time)?;
    // SAFETY: the caller vouches for the room.
    unsafe { target.put(parts) };
    Ok(if time.nanosecond() == 0 { Stored::Whole } else { Stored::FractionCut })
}

unsafe fn put_timestamp(cell: &Cell<'_>, target: &Target) -> Result<Stored, Record> {
    let at = match cell {
        Cell::Timestamp(at, _) => *at,
        Cell::Date(date) => date.and_time(NaiveTime::MIN),
        // The standard takes the current date, and timestamps here are in UTC.
        Cell::Time(time) => Utc::now().date_naive().and_time(*time),
        Cell::Text(text) => moment::parse_timestamp(text)?,
        _ => return Err(Record::new(state::RESTRICTED_TYPE)),
    };
    let parts = moment::timestamp_struct(at)?;
    // SAFETY: the caller vouches for the room.
    unsafe { target.put(parts) };
    Ok(Stored::Whole)
}
