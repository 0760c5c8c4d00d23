//! Integers of all sizes into their buffers.

use super::target::Target;
use crate::abi::c_type;
use crate::diag::{Record, state};

/// Writes an integer into a buffer of an integer type; says whether the type is one.
///
/// # Errors
/// 22003 if it does not fit.
///
/// # Safety
/// As [`Target::put`] for the type of the target.
pub(crate) unsafe fn put(number: i128, target: &Target) -> Result<(), Record> {
    // SAFETY: the caller vouches for the room of the type that is written.
    unsafe {
        match target.c_type {
            c_type::STINYINT | c_type::TINYINT => target.put(fit::<i8>(number)?),
            c_type::UTINYINT => target.put(fit::<u8>(number)?),
            c_type::SSHORT | c_type::SHORT => target.put(fit::<i16>(number)?),
            c_type::USHORT => target.put(fit::<u16>(number)?),
            c_type::SLONG | c_type::LONG => target.put(fit::<i32>(number)?),
            c_type::ULONG => target.put(fit::<u32>(number)?),
            c_type::SBIGINT => target.put(fit::<i64>(number)?),
            c_type::UBIGINT => target.put(fit::<u64>(number)?),
            c_type::BIT if number == 0 || number == 1 => target.put(fit::<u8>(number)?),
            c_type::BIT => return Err(Record::new(state::OUT_OF_RANGE)),
            _ => return Err(Record::new(state::RESTRICTED_TYPE)),
        }
    }
    Ok(())
}

fn fit<T: TryFrom<i128>>(number: i128) -> Result<T, Record> {
    T::try_from(number).map_err(|_| Record::new(state::OUT_OF_RANGE))
}
