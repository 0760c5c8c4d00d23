//! `SQLGetFunctions`, which answers from the list of exports.

use super::exports::EXPORTS;
use crate::abi::{Handle, returns};
use crate::diag::{Record, state};
use crate::handle::{Connection, enter};
use crate::memory;

/// Asks for all functions as a bitmap of 4000 bits.
const ODBC3_ALL: u16 = 999;
const BITMAP: usize = 250;
/// Asks for the functions of ODBC 2 as an array of 100 flags.
const ODBC2_ALL: u16 = 0;
const FLAGS: usize = 100;

/// The bit of every exported function.
fn bitmap() -> [u16; BITMAP] {
    let mut words = [0; BITMAP];
    for export in EXPORTS {
        if let Some(word) = words.get_mut(usize::from(export.id >> 4)) {
            *word |= 1 << (export.id & 15);
        }
    }
    words
}

fn flags() -> [u16; FLAGS] {
    let mut flags = [0; FLAGS];
    for export in EXPORTS {
        if let Some(flag) = flags.get_mut(usize::from(export.id)) {
            *flag = 1;
        }
    }
    flags
}

pub(super) unsafe fn get(connection: Handle, function: u16, supported: *mut u16) -> i16 {
    enter::<Connection>(connection, |_, _| {
        // SAFETY: the program has room for what it asks for: one flag, 100, or 250 words.
        unsafe {
            match function {
                ODBC3_ALL => memory::put(supported.cast(), bitmap()),
                ODBC2_ALL => memory::put(supported.cast(), flags()),
                other if other < 4000 => {
                    memory::put(supported, u16::from(EXPORTS.iter().any(|export| export.id == other)));
                }
                _ => return Err(Record::new(state::INVALID_FUNCTION_NUMBER)),
            }
        }
        Ok(returns::SUCCESS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_tell_of_the_same_functions() {
        for export in EXPORTS {
            let word = bitmap()[usize::from(export.id >> 4)];
            assert_ne!(word & (1 << (export.id & 15)), 0, "{}", export.name);
        }
        let bits: u32 = bitmap().iter().map(|word| word.count_ones()).sum();
        assert_eq!(usize::try_from(bits).unwrap(), EXPORTS.len());
        let old = EXPORTS.iter().filter(|export| export.id < 100).count();
        assert_eq!(flags().iter().filter(|flag| **flag == 1).count(), old);
    }
}
