//! The exported functions. Each is callable from any thread. Input pointers are borrowed for the call;
//! output buffers belong to the caller until `spo_buffer_free`.

#![allow(
    unsafe_code,
    clippy::missing_safety_doc,
    reason = "exported symbols; the contract of the pointers is in each paragraph, for readers of the header"
)]

use crate::calls::{self, Refusal};
use crate::memory::{SpoBuffer, borrowed, free_buffer, put_buffer, put_number};
use crate::status::{SPO_ABI_VERSION, SPO_E_NULL, SPO_E_PANIC, SPO_OK};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::Once;
use std::time::Duration;

static QUIET: Once = Once::new();

/// Runs one call; a panic becomes a status, a refusal its status and, where there is room for it, its error object.
fn guarded(error: *mut SpoBuffer, call: impl FnOnce() -> Result<i32, Refusal>) -> i32 {
    // SAFETY: the exports pass on a pointer that their contract says is null or writable.
    unsafe { put_buffer(error, Vec::new()) };
    // The standard hook writes to the host program's standard error, with paths of the machine this was built on.
    QUIET.call_once(|| set_hook(Box::new(|_| {})));
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(status)) => status,
        Ok(Err(refusal)) => {
            let json = refusal
                .error
                .and_then(|error| serde_json::to_vec(&error).ok())
                .unwrap_or_default();
            // SAFETY: as above.
            unsafe { put_buffer(error, json) };
            refusal.status
        }
        Err(_) => SPO_E_PANIC,
    }
}

const NULL: Refusal = Refusal {
    status: SPO_E_NULL,
    error: None,
};

fn null(status: i32) -> Refusal {
    Refusal {
        status,
        error: None,
    }
}

/// Version of this interface. Compare it with the version you were written for before calling anything else.
#[unsafe(no_mangle)]
pub extern "C" fn spo_abi_version() -> i32 {
    SPO_ABI_VERSION
}

/// Opens a session from the JSON described under "Session" in docs/abi.md; nothing is sent yet.
/// On 0 `*session` is the handle; otherwise `*error` (may be null) holds an error object or is empty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn spo_session_open(
    json: *const u8,
    json_len: usize,
    session: *mut u64,
    error: *mut SpoBuffer,
) -> i32 {
    guarded(error, || {
        if session.is_null() {
            return Err(NULL);
        }
        // SAFETY: the caller's contract.
        let json = unsafe { borrowed(json, json_len) }.map_err(null)?;
        let handle = calls::session_open(json)?;
        // SAFETY: the caller's contract.
        unsafe { put_number(session, handle) };
        Ok(SPO_OK)
    })
}

/// Closes a session. Jobs started on it go on until they end or are cancelled.
#[unsafe(no_mangle)]
pub extern "C" fn spo_session_close(session: u64) -> i32 {
    guarded(std::ptr::null_mut(), || calls::session_close(session))
}

/// Starts a job from the JSON described under "Jobs". Work begins at once, on threads of this library.
/// On 0 `*job` is the handle; free it with `spo_job_free` whether or not the job has ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn spo_job_start(
    session: u64,
    json: *const u8,
    json_len: usize,
    job: *mut u64,
    error: *mut SpoBuffer,
) -> i32 {
    guarded(error, || {
        if job.is_null() {
            return Err(NULL);
        }
        // SAFETY: the caller's contract.
        let json = unsafe { borrowed(json, json_len) }.map_err(null)?;
        let handle = calls::job_start(session, json)?;
        // SAFETY: the caller's contract.
        unsafe { put_number(job, handle) };
        Ok(SPO_OK)
    })
}

/// Hands in one record (JSON under "Record") and the bytes of its photo (null and 0 for none); both are copied.
/// Does not wait: 3 (`SPO_FULL`) means not taken; take events, then push it again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn spo_job_push(
    job: u64,
    json: *const u8,
    json_len: usize,
    photo: *const u8,
    photo_len: usize,
    error: *mut SpoBuffer,
) -> i32 {
    guarded(error, || {
        // SAFETY: the caller's contract.
        let (json, photo) = unsafe {
            (
                borrowed(json, json_len).map_err(null)?,
                borrowed(photo, photo_len).map_err(null)?,
            )
        };
        calls::job_push(job, json, photo)
    })
}

/// Says that no more records come. May be called more than once.
#[unsafe(no_mangle)]
pub extern "C" fn spo_job_finish_input(job: u64) -> i32 {
    guarded(std::ptr::null_mut(), || calls::job_finish_input(job))
}

/// Takes the next event, waiting at most `timeout_ms` milliseconds. 0: `*event` holds its JSON (see "Events"), free it with
/// `spo_buffer_free`. 1: nothing yet. 2: the job is over, or was cancelled. Returns at once when another thread cancels.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn spo_job_next(job: u64, timeout_ms: u32, event: *mut SpoBuffer) -> i32 {
    guarded(event, || {
        if event.is_null() {
            return Err(NULL);
        }
        let (status, json) = calls::job_next(job, Duration::from_millis(u64::from(timeout_ms)))?;
        // SAFETY: the caller's contract.
        unsafe { put_buffer(event, json.unwrap_or_default()) };
        Ok(status)
    })
}

/// Answers a prompt event of the job by its number, with the JSON described under "Replies".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn spo_reply(
    job: u64,
    prompt: u64,
    json: *const u8,
    json_len: usize,
    error: *mut SpoBuffer,
) -> i32 {
    guarded(error, || {
        // SAFETY: the caller's contract.
        let json = unsafe { borrowed(json, json_len) }.map_err(null)?;
        calls::reply(job, prompt, json)
    })
}

/// Stops a job. No request starts any more and those under way are given up. From any thread, any number of times.
#[unsafe(no_mangle)]
pub extern "C" fn spo_job_cancel(job: u64) -> i32 {
    guarded(std::ptr::null_mut(), || calls::job_cancel(job))
}

/// Frees a job, cancelling it when it still runs. The handle is dead afterwards; using it is an error code.
#[unsafe(no_mangle)]
pub extern "C" fn spo_job_free(job: u64) -> i32 {
    guarded(std::ptr::null_mut(), || calls::job_free(job))
}

/// Frees a buffer this library filled and empties it; freeing it again, or freeing an empty one, does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn spo_buffer_free(buffer: *mut SpoBuffer) -> i32 {
    // SAFETY: the caller's contract.
    unsafe { free_buffer(buffer) }
}
