//! Bytes, hexadecimal digits and GUIDs.

use crate::abi::structs::Guid;
use crate::diag::{Record, state};

/// Two digits for every byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// The bytes of hexadecimal digits.
///
/// # Errors
/// 22018 if they are none.
pub(crate) fn from_hex(text: &str) -> Result<Vec<u8>, Record> {
    let wrong = || Record::with(state::INVALID_CHARACTER_VALUE, "the text is not hexadecimal digits");
    let digits: Vec<u8> = text
        .trim()
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or_else(wrong))
        .collect::<Result<_, _>>()?;
    if !digits.len().is_multiple_of(2) {
        return Err(wrong());
    }
    Ok(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// The GUID of a text, with braces or without.
///
/// # Errors
/// 22018 if it is none.
pub(crate) fn parse_guid(text: &str) -> Result<Guid, Record> {
    let wrong = || Record::with(state::INVALID_CHARACTER_VALUE, "the text is not a GUID");
    let text = text.trim().trim_start_matches('{').trim_end_matches('}');
    let is_formed = text.len() == 36 && [8, 13, 18, 23].iter().all(|at| text.as_bytes().get(*at) == Some(&b'-'));
    let bytes = from_hex(&text.replace('-', "")).map_err(|_| wrong())?;
    let bytes = <[u8; 16]>::try_from(bytes).ok().filter(|_| is_formed).ok_or_else(wrong)?;
    let number = u128::from_be_bytes(bytes);
    let part = |shift: u32, mask: u128| number >> shift & mask;
    Ok(Guid {
        data1: u32::try_from(part(96, 0xFFFF_FFFF)).map_err(|_| wrong())?,
        data2: u16::try_from(part(80, 0xFFFF)).map_err(|_| wrong())?,
        data3: u16::try_from(part(64, 0xFFFF)).map_err(|_| wrong())?,
        data4: u64::try_from(part(0, u128::from(u64::MAX))).map_err(|_| wrong())?.to_be_bytes(),
    })
}

/// A GUID as programs write it.
pub(crate) fn guid_text(guid: &Guid) -> String {
    let tail = hex(&guid.data4);
    format!("{:08X}-{:04X}-{:04X}-{}-{}", guid.data1, guid.data2, guid.data3, &tail[..4], &tail[4..])
}
