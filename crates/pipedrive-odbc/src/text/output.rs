//! Texts that a program gets, with a zero at the end: whole, or in pieces that fill their buffers.

use super::Encoding;
use crate::abi::Pointer;
use crate::diag::{Record, state};
use crate::memory;

/// How much of a text has been handed out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Bytes of the source.
    pub(crate) at: usize,
    /// Units of the character there, which a piece before has begun.
    within: usize,
    /// How many units are left: counting them for every piece of a long text takes long.
    left: Option<usize>,
}

/// What was written of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Units that there were to write, without the zero.
    pub(crate) available: usize,
    /// Whether all of them were.
    pub(crate) is_complete: bool,
}

/// Writes the characters of a text that fit.
///
/// # Safety
/// `buffer` is null or has room for `capacity` units.
pub(crate) unsafe fn write_whole(encoding: Encoding, text: &str, buffer: *mut u8, capacity: usize) -> Piece {
    let available = encoding.length(text);
    if buffer.is_null() || capacity == 0 {
        return Piece { available, is_complete: available == 0 };
    }
    let whole = fitting(encoding, text, available, capacity - 1);
    let mut units = Units { encoding, buffer, written: 0 };
    // SAFETY: the characters before `whole` take no more units than the room before the zero.
    unsafe {
        units.push_text(&text[..whole]);
        units.push_zero();
    }
    Piece { available, is_complete: whole == text.len() }
}

/// Writes as many units of the rest of a text as there is room for, and moves `progress` on. A character that does not fit
/// whole is split, and the next piece begins with the rest of it: put together, the pieces are the text. All pieces of a
/// progress are of one encoding.
///
/// # Safety
/// `buffer` is null or has room for `capacity` units.
pub(crate) unsafe fn write_piece(
    encoding: Encoding,
    text: &str,
    progress: &mut Progress,
    buffer: *mut u8,
    capacity: usize,
) -> Piece {
    let available = *progress.left.get_or_insert_with(|| encoding.length(text));
    if buffer.is_null() || capacity == 0 {
        return Piece { available, is_complete: available == 0 };
    }
    let room = capacity - 1;
    let mut units = Units { encoding, buffer, written: 0 };
    if progress.within > 0 {
        // SAFETY: `push_part` writes at most `room` units.
        unsafe { units.push_part(text, progress, room) };
    }
    if progress.within == 0 {
        let rest = text.get(progress.at..).unwrap_or_default();
        let whole = fitting(encoding, rest, available - units.written, room - units.written);
        // SAFETY: the characters before `whole` take no more units than there is room for.
        unsafe { units.push_text(&rest[..whole]) };
        progress.at += whole;
        // SAFETY: `push_part` writes at most the room that is left.
        unsafe { units.push_part(text, progress, room - units.written) };
    }
    // SAFETY: at most `room` units have been written, which leaves one.
    unsafe { units.push_zero() };
    progress.left = Some(available - units.written);
    Piece { available, is_complete: units.written == available }
}

/// Bytes of the characters that fit into `room` units.
fn fitting(encoding: Encoding, text: &str, available: usize, room: usize) -> usize {
    if available <= room {
        return text.len();
    }
    match encoding {
        Encoding::Narrow => text.floor_char_boundary(room),
        Encoding::Wide => {
            let mut units = 0;
            let too_many = |(_, character): &(usize, char)| {
                units += character.len_utf16();
                units > room
            };
            text.char_indices().find(too_many).map_or(text.len(), |(at, _)| at)
        }
    }
}

struct Units {
    encoding: Encoding,
    buffer: *mut u8,
    written: usize,
}

impl Units {
    /// # Safety
    /// There is room for the text.
    unsafe fn push_text(&mut self, text: &str) {
        match self.encoding {
            Encoding::Narrow => {
                // SAFETY: the caller vouches for the room.
                unsafe { memory::put_bytes(self.buffer.add(self.written), text.as_bytes()) };
                self.written += text.len();
            }
            Encoding::Wide => {
                for unit in text.encode_utf16() {
                    // SAFETY: the caller vouches for the room.
                    unsafe { self.push_wide(unit) };
                }
            }
        }
    }

    /// Writes what fits of the character at `progress`, if there is one, and moves on by that.
    ///
    /// # Safety
    /// There is room for `room` units.
    unsafe fn push_part(&mut self, text: &str, progress: &mut Progress, room: usize) {
        let Some(character) = text.get(progress.at..).and_then(|rest| rest.chars().next()) else { return };
        let before = self.written;
        match self.encoding {
            Encoding::Narrow => {
                let mut bytes = [0; 4];
                for byte in character.encode_utf8(&mut bytes).bytes().skip(progress.within).take(room) {
                    // SAFETY: no more than `room` are taken.
                    unsafe { self.buffer.add(self.written).write(byte) };
                    self.written += 1;
                }
            }
            Encoding::Wide => {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units).iter().skip(progress.within).take(room) {
                    // SAFETY: no more than `room` are taken.
                    unsafe { self.push_wide(*unit) };
                }
            }
        }
        progress.within += self.written - before;
        if progress.within == self.encoding.units(character) {
            progress.at += character.len_utf8();
            progress.within = 0;
        }
    }

    /// # Safety
    /// There is room for one unit.
    unsafe fn push_wide(&mut self, unit: u16) {
        // SAFETY: the caller vouches for the room; the write needs no alignment.
        unsafe { memory::put_bytes(self.buffer.add(self.written * 2), &unit.to_ne_bytes()) };
        self.written += 1;
    }

    /// # Safety
    /// There is room for one unit.
    unsafe fn push_zero(&self) {
        let width = self.encoding.width();
        // SAFETY: the caller vouches for the room.
        unsafe { memory::put_bytes(self.buffer.add(self.written * width), &[0; 2][..width]) };
    }
}

/// Units that there is room for; none without a buffer, whatever the program says.
///
/// # Errors
/// HY090 for a negative capacity.
pub(crate) fn room(buffer: Pointer, capacity: isize) -> Result<usize, Record> {
    match usize::try_from(capacity) {
        Ok(capacity) => Ok(capacity),
        Err(_) if buffer.is_null() => Ok(0),
        Err(_) => Err(Record::new(state::INVALID_LENGTH)),
    }
}

/// Writes a text into a buffer of `capacity` units and says how many it has; what does not fit is a warning.
///
/// # Errors
/// HY090 for a negative capacity.
///
/// # Safety
/// `buffer` is null or has room for `capacity` units.
pub(crate) unsafe fn put_text(
    encoding: Encoding,
    text: &str,
    buffer: Pointer,
    capacity: isize,
    warnings: &mut Vec<Record>,
) -> Result<usize, Record> {
    let capacity = room(buffer, capacity)?;
    // SAFETY: the caller vouches for the buffer.
    let piece = unsafe { write_whole(encoding, text, buffer.cast(), capacity) };
    // A text without a character fits only where its zero does.
    if !buffer.is_null() && (!piece.is_complete || capacity == 0) {
        warnings.push(Record::new(state::TRUNCATED));
    }
    Ok(piece.available)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(encoding: Encoding, text: &str, capacity: usize, expect: &[&[u8]]) {
        let mut progress = Progress::default();
        let mut pieces = Vec::new();
        loop {
            // One byte more than allowed, at an odd address, tells whether too much was written.
            let mut buffer = vec![0xAA_u8; capacity * encoding.width() + 2];
            // SAFETY: the buffer is longer than what is told.
            let piece = unsafe { write_piece(encoding, text, &mut progress, buffer.as_mut_ptr().add(1), capacity) };
            assert_eq!(buffer.last(), Some(&0xAA));
            let end =
                (1..).step_by(encoding.width()).find(|at| buffer[*at..*at + encoding.width()].iter().all(|b| *b == 0));
            pieces.push(buffer[1..end.unwrap()].to_vec());
            if piece.is_complete {
                break;
            }
        }
        assert_eq!(pieces, expect);
    }

    #[test]
    fn pieces_fill_their_buffers_and_make_the_text() {
        check(Encoding::Narrow, "deals", 10, &[b"deals"]);
        check(Encoding::Narrow, "deals", 6, &[b"deals"]);
        check(Encoding::Narrow, "deals", 4, &[b"dea", b"ls"]);
        check(Encoding::Narrow, "a\u{20AC}b", 4, &[b"a\xE2\x82", b"\xACb"]);
        check(Encoding::Narrow, "", 1, &[b""]);
        check(Encoding::Narrow, "\u{20AC}x", 2, &[b"\xE2", b"\x82", b"\xAC", b"x"]);
        check(Encoding::Wide, "ab", 2, &[&u16::to_ne_bytes(97), &u16::to_ne_bytes(98)]);
        check(Encoding::Wide, "\u{1F600}", 3, &[&[0x3D, 0xD8, 0x00, 0xDE]]);
        check(Encoding::Wide, "x\u{1F600}", 3, &[&[0x78, 0, 0x3D, 0xD8], &[0x00, 0xDE]]);
    }

    #[test]
    fn a_text_that_comes_once_ends_between_characters() {
        let check = |encoding: Encoding, text: &str, capacity: usize, expect: &[u8]| {
            let mut buffer = vec![0xAA_u8; capacity * encoding.width()];
            // SAFETY: the buffer is as long as what is told.
            let piece = unsafe { write_whole(encoding, text, buffer.as_mut_ptr(), capacity) };
            assert_eq!((piece.available, piece.is_complete), (encoding.length(text), false));
            assert_eq!(&buffer[..expect.len()], expect);
        };
        check(Encoding::Narrow, "a\u{20AC}b", 4, b"a\0");
        check(Encoding::Narrow, "\u{20AC}", 3, b"\0");
        check(Encoding::Wide, "x\u{1F600}", 3, &[0x78, 0, 0, 0]);
    }

    #[test]
    fn a_buffer_that_is_too_small_is_a_warning_with_the_whole_length() {
        let check = |capacity: isize, expect: Result<usize, &str>, warned: usize| {
            let mut buffer = [0_u8; 8];
            let mut warnings = Vec::new();
            // SAFETY: no case passes more than the buffer has.
            let length =
                unsafe { put_text(Encoding::Narrow, "deals", buffer.as_mut_ptr().cast(), capacity, &mut warnings) };
            assert_eq!((length.map_err(|error| error.state), warnings.len()), (expect, warned));
        };
        check(8, Ok(5), 0);
        check(6, Ok(5), 0);
        check(5, Ok(5), 1);
        check(0, Ok(5), 1);
        check(-1, Err("HY090"), 0);
    }
}
