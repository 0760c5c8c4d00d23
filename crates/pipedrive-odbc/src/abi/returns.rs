//! Return codes of every function.

pub(crate) const SUCCESS: i16 = 0;
pub(crate) const SUCCESS_WITH_INFO: i16 = 1;
pub(crate) const NEED_DATA: i16 = 99;
pub(crate) const NO_DATA: i16 = 100;
pub(crate) const ERROR: i16 = -1;
pub(crate) const INVALID_HANDLE: i16 = -2;
