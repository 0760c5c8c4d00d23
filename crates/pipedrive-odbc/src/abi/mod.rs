//! The constants and structs of the ODBC 3.8 headers that this driver uses, as plain integers.
//!
//! No Rust enum crosses the border: a program may pass any number.
//! Specification: `sql.h`, `sqlext.h` and `sqlucode.h` of ODBC 3.8.

pub(crate) mod attribute;
pub(crate) mod c_type;
pub(crate) mod desc_field;
pub(crate) mod diag_field;
pub(crate) mod handle_type;
pub(crate) mod length;
pub(crate) mod returns;
pub(crate) mod sql_type;
pub(crate) mod structs;

use std::ffi::c_void;

/// What a program holds for a handle: a token that looks like a pointer and is never followed.
pub(crate) type Handle = *mut c_void;

/// A pointer to memory of the program.
pub(crate) type Pointer = *mut c_void;
