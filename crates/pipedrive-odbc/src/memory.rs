//! Reading and writing memory of the program, which need be neither aligned nor there.

/// Writes a value where the program wants one.
///
/// # Safety
/// `target` is null or points to `size_of::<T>()` writable bytes.
pub(crate) unsafe fn put<T: Copy>(target: *mut T, value: T) {
    if !target.is_null() {
        // SAFETY: not null, and the caller vouches for the room; the write needs no alignment.
        unsafe { target.write_unaligned(value) };
    }
}

/// Reads a value, or nothing from a null pointer.
///
/// # Safety
/// `source` is null or points to `size_of::<T>()` readable bytes that are a `T`.
pub(crate) unsafe fn get<T: Copy>(source: *const T) -> Option<T> {
    if source.is_null() {
        return None;
    }
    // SAFETY: not null, and the caller vouches for the bytes; the read needs no alignment.
    Some(unsafe { source.read_unaligned() })
}

/// Copies bytes to the program.
///
/// # Safety
/// `target` points to as many writable bytes as `bytes` has; none are needed for none.
pub(crate) unsafe fn put_bytes(target: *mut u8, bytes: &[u8]) {
    if !target.is_null() {
        // SAFETY: the caller vouches for the room, and the driver's own memory does not overlap the program's.
        unsafe { target.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
    }
}

/// Copies bytes of the program.
///
/// # Safety
/// `source` is null or points to `length` readable bytes.
pub(crate) unsafe fn get_bytes(source: *const u8, length: usize) -> Vec<u8> {
    if source.is_null() {
        return Vec::new();
    }
    // SAFETY: not null, and the caller vouches for the bytes, which are copied before this returns.
    unsafe { std::slice::from_raw_parts(source, length) }.to_vec()
}
