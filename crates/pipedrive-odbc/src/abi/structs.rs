//! Structs that programs exchange with the driver, laid out as the headers lay them out.

/// `SQL_DATE_STRUCT`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) year: i16,
    pub(crate) month: u16,
    pub(crate) day: u16,
}

/// `SQL_TIME_STRUCT`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) hour: u16,
    pub(crate) minute: u16,
    pub(crate) second: u16,
}

/// `SQL_TIMESTAMP_STRUCT`; the fraction counts nanoseconds.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Timestamp {
    pub(crate) year: i16,
    pub(crate) month: u16,
    pub(crate) day: u16,
    pub(crate) hour: u16,
    pub(crate) minute: u16,
    pub(crate) second: u16,
    pub(crate) fraction: u32,
}

/// `SQL_NUMERIC_STRUCT`: `value` is the unscaled number, least significant byte first; `sign` is 1 for positive, 0 for negative.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numeric {
    pub(crate) precision: u8,
    pub(crate) scale: i8,
    pub(crate) sign: u8,
    pub(crate) value: [u8; 16],
}

/// `SQLGUID`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Guid {
    pub(crate) data1: u32,
    pub(crate) data2: u16,
    pub(crate) data3: u16,
    pub(crate) data4: [u8; 8],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs_are_as_long_as_in_the_headers() {
        let sizes =
            [size_of::<Date>(), size_of::<Time>(), size_of::<Timestamp>(), size_of::<Numeric>(), size_of::<Guid>()];
        assert_eq!(sizes, [6, 6, 16, 19, 16]);
    }
}
