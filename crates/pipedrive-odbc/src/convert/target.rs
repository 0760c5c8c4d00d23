//! A program's buffer for one value.

use crate::abi::length;
use crate::diag::{Record, state};
use crate::memory;

/// Where a value goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    /// The type of the buffer, one of [`c_type`](crate::abi::c_type) that has a size or is text or bytes.
    pub(crate) c_type: i16,
    /// The buffer, or null where only the length is wanted.
    pub(crate) buffer: *mut u8,
    /// Bytes of the buffer; of no meaning for types that have a size.
    pub(crate) capacity: isize,
    /// Where the length goes, or null.
    pub(crate) length: *mut isize,
    /// Where it goes that the value is NULL, often the same place, or null.
    pub(crate) indicator: *mut isize,
    /// Digits of an exact number, and those behind its point.
    pub(crate) precision: i16,
    pub(crate) scale: i16,
}

impl Target {
    /// Says that the value is NULL.
    ///
    /// # Errors
    /// 22002 if the program has no place for that.
    ///
    /// # Safety
    /// The pointers are null or the program's.
    pub(crate) unsafe fn put_null(&self) -> Result<(), Record> {
        if self.indicator.is_null() {
            return Err(Record::new(state::INDICATOR_REQUIRED));
        }
        // SAFETY: the caller vouches for the pointer.
        unsafe { memory::put(self.indicator, length::NULL_DATA) };
        Ok(())
    }

    /// Says how long the value is.
    ///
    /// # Safety
    /// The pointers are null or the program's.
    pub(crate) unsafe fn put_length(&self, bytes: usize) {
        // What is longer than an `isize` cannot be in memory.
        let bytes = isize::try_from(bytes).unwrap_or(length::NO_TOTAL);
        // SAFETY: the caller vouches for the pointers.
        unsafe { memory::put(self.length, bytes) };
        if self.indicator != self.length {
            // SAFETY: as above.
            unsafe { memory::put(self.indicator, 0) };
        }
    }

    /// Writes a value that has a size.
    ///
    /// # Safety
    /// The pointers are null or the program's, and the buffer has room for a `T`.
    pub(crate) unsafe fn put<T: Copy>(&self, value: T) {
        // SAFETY: the caller vouches for the room.
        unsafe { memory::put(self.buffer.cast::<T>(), value) };
        // SAFETY: the caller vouches for the pointers.
        unsafe { self.put_length(size_of::<T>()) };
    }

    /// Bytes of the buffer.
    ///
    /// # Errors
    /// HY090 if the program says fewer than none.
    pub(crate) fn room(&self) -> Result<usize, Record> {
        usize::try_from(self.capacity).map_err(|_| Record::new(state::INVALID_LENGTH))
    }
}
