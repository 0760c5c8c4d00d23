//! Texts that a program passes.

use std::ffi::c_void;

use super::Encoding;
use crate::abi::length;
use crate::diag::{Record, state};
use crate::memory;

/// The text at `pointer`, or nothing for a null pointer. `units` counts bytes or UTF-16 units, or is `SQL_NTS`.
///
/// # Errors
/// HY090 for another negative length, 22018 for bytes that are no UTF-8. Half a surrogate pair becomes U+FFFD: programs
/// on Windows pass such names, and no name here holds one.
///
/// # Safety
/// `pointer` is null or points to as many units as `units` says, or to units up to and with a zero.
pub(crate) unsafe fn read(encoding: Encoding, pointer: *const c_void, units: isize) -> Result<Option<String>, Record> {
    if pointer.is_null() {
        return Ok(None);
    }
    let bytes = match (usize::try_from(units), encoding) {
        (Ok(units), _) => units.saturating_mul(encoding.width()),
        // SAFETY: the caller vouches for a terminating zero.
        (Err(_), _) if units == length::NTS => unsafe { terminated(encoding, pointer.cast()) },
        (Err(_), _) => return Err(Record::new(state::INVALID_LENGTH)),
    };
    // SAFETY: the caller vouches for that many units.
    let bytes = unsafe { memory::get_bytes(pointer.cast(), bytes) };
    decode(encoding, bytes).map(Some)
}

/// Bytes before the terminating zero.
///
/// # Safety
/// There is a terminating zero.
pub(crate) unsafe fn terminated(encoding: Encoding, pointer: *const u8) -> usize {
    let mut at = 0;
    loop {
        // SAFETY: no zero has been seen before this unit, so it is still the program's.
        let unit = unsafe { pointer.add(at) };
        let is_end = match encoding {
            // SAFETY: as above.
            Encoding::Narrow => unsafe { unit.read() == 0 },
            // SAFETY: as above; the unit need not be aligned.
            Encoding::Wide => unsafe { unit.cast::<u16>().read_unaligned() == 0 },
        };
        if is_end {
            return at;
        }
        at += encoding.width();
    }
}

/// The text that bytes hold; an odd last byte of a wide text is no part of it.
pub(crate) fn decode(encoding: Encoding, bytes: Vec<u8>) -> Result<String, Record> {
    match encoding {
        Encoding::Narrow => {
            String::from_utf8(bytes).map_err(|_| Record::with(state::INVALID_CHARACTER_VALUE, "the text is not UTF-8"))
        }
        Encoding::Wide => {
            let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_ne_bytes([pair[0], pair[1]])).collect();
            Ok(String::from_utf16_lossy(&units))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(encoding: Encoding, bytes: &[u8], units: isize, expect: Result<Option<&str>, &str>) {
        // SAFETY: every case passes a length within its bytes, or bytes that end with a zero.
        let text = unsafe { read(encoding, bytes.as_ptr().cast(), units) };
        assert_eq!(text.as_ref().map(Option::as_deref).map_err(|error| error.state), expect);
    }

    #[test]
    fn texts_are_as_long_as_the_program_says() {
        check(Encoding::Narrow, b"deals\0x", length::NTS, Ok(Some("deals")));
        check(Encoding::Narrow, b"deals", 3, Ok(Some("dea")));
        check(Encoding::Narrow, "gr\u{fc}n".as_bytes(), 5, Ok(Some("gr\u{fc}n")));
        check(Encoding::Narrow, b"deals", 0, Ok(Some("")));
        check(Encoding::Narrow, b"deals", -7, Err("HY090"));
        check(Encoding::Narrow, b"\xff\xfe", 2, Err("22018"));
        let wide: Vec<u8> = "a\u{1F600}\0".encode_utf16().flat_map(u16::to_ne_bytes).collect();
        check(Encoding::Wide, &wide, length::NTS, Ok(Some("a\u{1F600}")));
        check(Encoding::Wide, &wide, 3, Ok(Some("a\u{1F600}")));
        check(Encoding::Wide, &wide, 2, Ok(Some("a\u{FFFD}")));
    }

    #[test]
    fn wide_texts_need_not_be_aligned() {
        let mut bytes = vec![0_u8];
        bytes.extend("id\0".encode_utf16().flat_map(u16::to_ne_bytes));
        check(Encoding::Wide, &bytes[1..], length::NTS, Ok(Some("id")));
    }

    #[test]
    fn no_pointer_is_no_text() {
        // SAFETY: a null pointer is allowed.
        assert_eq!(unsafe { read(Encoding::Wide, std::ptr::null(), 5) }, Ok(None));
    }
}
