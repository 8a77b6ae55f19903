//! What the exports do, in safe Rust: parse, look up the handle, call the core.

use crate::handles::Handles;
use crate::status::{
    SPO_DONE, SPO_E_HANDLE, SPO_E_JSON, SPO_E_REFUSED, SPO_E_UTF8, SPO_FULL, SPO_OK, SPO_TIMEOUT,
};
use serde::de::DeserializeOwned;
use spo_core::error::{Error, ErrorId};
use spo_core::job::{Job, Next, Push};
use spo_core::request::Record;
use spo_core::session::Session;
use std::sync::Arc;
use std::time::Duration;

static SESSIONS: Handles<Session> = Handles::new(0);
static JOBS: Handles<Arc<Job>> = Handles::new(1 << 32);

/// A status that is not success, and the error object that explains it where there is one.
pub struct Refusal {
    pub status: i32,
    pub error: Option<Box<Error>>,
}

type Answer<T> = Result<T, Refusal>;

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self {
            status: SPO_E_REFUSED,
            error: Some(Box::new(error)),
        }
    }
}

const fn status(status: i32) -> Refusal {
    Refusal {
        status,
        error: None,
    }
}

fn parse<T: DeserializeOwned>(json: &[u8]) -> Answer<T> {
    let text = std::str::from_utf8(json).map_err(|_| status(SPO_E_UTF8))?;
    serde_json::from_str(text).map_err(|error| {
        // The position helps; the text could quote a secret.
        let message = format!(
            "The message is not the JSON expected here (line {}, column {}).",
            error.line(),
            error.column()
        );
        Refusal {
            status: SPO_E_JSON,
            error: Some(Box::new(Error::new(ErrorId::InvalidArgument, message))),
        }
    })
}

fn job(handle: u64) -> Answer<Arc<Job>> {
    JOBS.get(handle).ok_or(status(SPO_E_HANDLE))
}

pub fn session_open(json: &[u8]) -> Answer<u64> {
    Ok(SESSIONS.add(Session::open(parse(json)?)?))
}

pub fn session_close(session: u64) -> Answer<i32> {
    SESSIONS
        .remove(session)
        .map(|_| SPO_OK)
        .ok_or(status(SPO_E_HANDLE))
}

pub fn job_start(session: u64, json: &[u8]) -> Answer<u64> {
    let session = SESSIONS.get(session).ok_or(status(SPO_E_HANDLE))?;
    // For the test that a panic stops at the boundary; not in release builds.
    #[cfg(debug_assertions)]
    assert!(json != br#"{"kind":"panic"}"#, "asked for");
    Ok(JOBS.add(Arc::new(session.start(parse(json)?))))
}

pub fn job_push(handle: u64, json: &[u8], photo: &[u8]) -> Answer<i32> {
    let record: Record = parse(json)?;
    let taken = job(handle)?.push(record, photo.to_vec().into())?;
    Ok(if taken == Push::Full {
        SPO_FULL
    } else {
        SPO_OK
    })
}

pub fn job_finish_input(handle: u64) -> Answer<i32> {
    job(handle)?.finish_input();
    Ok(SPO_OK)
}

/// The event as JSON with `SPO_OK`, or another status and nothing.
pub fn job_next(handle: u64, timeout: Duration) -> Answer<(i32, Option<Vec<u8>>)> {
    Ok(match job(handle)?.next(timeout) {
        Next::Timeout => (SPO_TIMEOUT, None),
        Next::Done => (SPO_DONE, None),
        Next::Event(event) => {
            let json = serde_json::to_vec(&*event)
                .map_err(|_| Error::new(ErrorId::Internal, "An event could not be written."))?;
            (SPO_OK, Some(json))
        }
    })
}

pub fn reply(handle: u64, prompt: u64, json: &[u8]) -> Answer<i32> {
    job(handle)?.reply(prompt, parse(json)?)?;
    Ok(SPO_OK)
}

pub fn job_cancel(handle: u64) -> Answer<i32> {
    job(handle)?.cancel();
    Ok(SPO_OK)
}

pub fn job_free(handle: u64) -> Answer<i32> {
    let job = JOBS.remove(handle).ok_or(status(SPO_E_HANDLE))?;
    // A thread may still wait in `job_next`; it is told now rather than when it lets go of the job.
    job.cancel();
    Ok(SPO_OK)
}
