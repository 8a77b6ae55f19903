//! What crosses the boundary as pointers: bytes borrowed for a call, and buffers the host program owns until it frees them.
//! The one file with `unsafe` besides the export attributes.

#![allow(
    unsafe_code,
    reason = "pointers from the host program are read and written here and nowhere else"
)]

use crate::status::{SPO_E_NULL, SPO_OK};
use std::ptr;

/// Bytes owned by the receiver until `spo_buffer_free`. `data` is null when `len` is 0.
#[repr(C)]
pub struct SpoBuffer {
    /// First byte.
    pub data: *mut u8,
    /// Number of bytes.
    pub len: usize,
}

/// Input bytes as a slice for the time of one call; null is allowed for no bytes at all.
///
/// # Safety
/// `data` is null or points to `len` readable bytes that nobody changes during the call.
pub unsafe fn borrowed<'a>(data: *const u8, len: usize) -> Result<&'a [u8], i32> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() || isize::try_from(len).is_err() {
        return Err(SPO_E_NULL);
    }
    // SAFETY: not null, and the caller of the export promises `len` bytes.
    Ok(unsafe { std::slice::from_raw_parts(data, len) })
}

/// Writes a number the caller asked for.
///
/// # Safety
/// `place` is null or points to memory for one `u64`.
pub unsafe fn put_number(place: *mut u64, value: u64) {
    if !place.is_null() {
        // SAFETY: not null; the alignment is not relied on.
        unsafe { place.write_unaligned(value) };
    }
}

/// Hands bytes to the caller; without a place they are dropped.
///
/// # Safety
/// `place` is null or points to memory for one `SpoBuffer`, whose old content is not freed.
pub unsafe fn put_buffer(place: *mut SpoBuffer, bytes: Vec<u8>) {
    if place.is_null() {
        return;
    }
    let len = bytes.len();
    let data = if len == 0 {
        ptr::null_mut()
    } else {
        Box::into_raw(bytes.into_boxed_slice()).cast::<u8>()
    };
    // SAFETY: not null; the alignment is not relied on.
    unsafe { place.write_unaligned(SpoBuffer { data, len }) };
}

/// Frees what `put_buffer` handed out and empties the place, so that freeing it again does nothing.
///
/// # Safety
/// `buffer` is null or points to a buffer this library filled.
pub unsafe fn free_buffer(buffer: *mut SpoBuffer) -> i32 {
    if buffer.is_null() {
        return SPO_E_NULL;
    }
    // SAFETY: not null; filled by `put_buffer`, so data and length are those of a boxed slice.
    unsafe {
        let SpoBuffer { data, len } = buffer.read_unaligned();
        buffer.write_unaligned(SpoBuffer {
            data: ptr::null_mut(),
            len: 0,
        });
        if !data.is_null() {
            drop(Box::from_raw(ptr::slice_from_raw_parts_mut(data, len)));
        }
    }
    SPO_OK
}
