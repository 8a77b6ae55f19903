//! Status numbers of the exports. They never change their meaning; new ones are added at the end.

/// Version of this interface; the host program compares it before it calls anything else.
pub const SPO_ABI_VERSION: i32 = 1;

/// Done. For `spo_job_next`: an event was returned.
pub const SPO_OK: i32 = 0;
/// No event within the time given.
pub const SPO_TIMEOUT: i32 = 1;
/// The job is over and has no more events.
pub const SPO_DONE: i32 = 2;
/// The record was not taken: take events, then push it again.
pub const SPO_FULL: i32 = 3;
/// A pointer that must not be null is null.
pub const SPO_E_NULL: i32 = -1;
/// The bytes are not UTF-8.
pub const SPO_E_UTF8: i32 = -2;
/// The text is not the JSON expected here.
pub const SPO_E_JSON: i32 = -3;
/// Unknown, closed or freed handle.
pub const SPO_E_HANDLE: i32 = -4;
/// A defect in this library. The process goes on; free the handle.
pub const SPO_E_PANIC: i32 = -5;
/// Understood and refused; the error buffer says why.
pub const SPO_E_REFUSED: i32 = -6;
