//! Texts that go in and out: narrow ones are UTF-8, wide ones UTF-16.

mod input;
mod output;

pub(crate) use input::{read, terminated};
pub(crate) use output::{Progress, put_text, room, write_piece, write_whole};

use crate::abi::Pointer;
use crate::diag::Record;

/// How a function's texts are written, which its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// `SQLCHAR`, taken as UTF-8.
    Narrow,
    /// `SQLWCHAR`, UTF-16 in the machine's byte order.
    Wide,
}

/// A text that a program passes, and its length; it has yet to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passed {
    encoding: Encoding,
    pointer: Pointer,
    length: i16,
}

impl Passed {
    pub(crate) fn new(encoding: Encoding, pointer: Pointer, length: i16) -> Self {
        Self { encoding, pointer, length }
    }

    /// The text, or nothing for a null pointer.
    ///
    /// # Errors
    /// As [`read`].
    ///
    /// # Safety
    /// As [`read`].
    pub(crate) unsafe fn read(self) -> Result<Option<String>, Record> {
        // SAFETY: the caller vouches for the text.
        unsafe { read(self.encoding, self.pointer, self.length.into()) }
    }
}

impl Encoding {
    /// Bytes of one unit.
    pub(crate) const fn width(self) -> usize {
        match self {
            Self::Narrow => 1,
            Self::Wide => 2,
        }
    }

    /// Units that a character takes.
    pub(crate) const fn units(self, character: char) -> usize {
        match self {
            Self::Narrow => character.len_utf8(),
            Self::Wide => character.len_utf16(),
        }
    }

    /// Units that a text takes.
    pub(crate) fn length(self, text: &str) -> usize {
        match self {
            Self::Narrow => text.len(),
            Self::Wide => text.encode_utf16().count(),
        }
    }
}
