//! The way in for records: bounded by number and by bytes, so that a fast pipeline waits instead of filling the memory.

use crate::error::{Error, ErrorId, Result};
use crate::request::Record;
use bytes::Bytes;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

/// Records waiting at most.
const RECORDS: usize = 128;
/// Photo bytes taken in and not yet rendered, at most. One larger photo is still taken when nothing else waits.
const BYTES: usize = 48 * 1024 * 1024;

/// The host program's end.
pub struct Input {
    sender: Mutex<Option<mpsc::Sender<Pending>>>,
    held: Arc<AtomicUsize>,
}

/// The job's end.
pub struct Records {
    receiver: mpsc::Receiver<Pending>,
    held: Arc<AtomicUsize>,
}

/// A record with its photo, counted until it is dropped.
#[derive(Debug)]
pub struct Pending {
    /// The record.
    pub record: Record,
    /// The photo's bytes; empty unless the record says `Bytes`.
    pub photo: Bytes,
    weight: Weight,
}

#[derive(Debug)]
struct Weight {
    bytes: usize,
    held: Arc<AtomicUsize>,
}

impl Drop for Weight {
    fn drop(&mut self) {
        self.held.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Push {
    /// Taken.
    Taken,
    /// Not taken: take events, then push it again.
    Full,
}

impl Input {
    /// Both ends.
    pub fn new() -> (Self, Records) {
        let (sender, receiver) = mpsc::channel(RECORDS);
        let held = Arc::new(AtomicUsize::new(0));
        (
            Self {
                sender: Mutex::new(Some(sender)),
                held: Arc::clone(&held),
            },
            Records { receiver, held },
        )
    }

    /// Hands a record in.
    pub fn push(&self, record: Record, photo: Bytes) -> Result<Push> {
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        let closed = || {
            Error::new(
                ErrorId::InvalidArgument,
                "The job takes no records any more.",
            )
        };
        let sender = sender.as_ref().ok_or_else(closed)?;
        let held = self.held.load(Ordering::Relaxed);
        if held > 0 && held + photo.len() > BYTES {
            return Ok(Push::Full);
        }
        self.held.fetch_add(photo.len(), Ordering::Relaxed);
        let weight = Weight {
            bytes: photo.len(),
            held: Arc::clone(&self.held),
        };
        match sender.try_send(Pending {
            record,
            photo,
            weight,
        }) {
            Ok(()) => Ok(Push::Taken),
            Err(mpsc::error::TrySendError::Full(_)) => Ok(Push::Full),
            Err(mpsc::error::TrySendError::Closed(_)) => Err(closed()),
        }
    }

    /// No more records come.
    pub fn finish(&self) {
        self.sender
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }
}

impl Records {
    /// The next record; `None` when the input is finished.
    pub async fn next(&mut self) -> Option<Pending> {
        self.receiver.recv().await
    }

    /// True when nothing more is taken in until photos are worked off.
    pub fn full(&self) -> bool {
        self.held.load(Ordering::Relaxed) >= BYTES / 2
    }

    /// True when the host program has finished and everything was taken.
    pub fn finished(&self) -> bool {
        self.receiver.is_closed() && self.receiver.is_empty()
    }
}

impl Pending {
    /// A record that did not come through the queue.
    pub fn found(record: Record) -> Self {
        Self {
            record,
            photo: Bytes::new(),
            weight: Weight {
                bytes: 0,
                held: Arc::new(AtomicUsize::new(0)),
            },
        }
    }

    /// Lets go of the photo, so that the next one may come in.
    pub fn release_photo(&mut self) -> Bytes {
        self.weight = Weight {
            bytes: 0,
            held: Arc::clone(&self.weight.held),
        };
        std::mem::take(&mut self.photo)
    }
}

#[cfg(test)]
mod tests {
    use super::{BYTES, Input, Push, RECORDS};
    use crate::request::Record;
    use bytes::Bytes;

    #[test]
    fn the_queue_is_bounded_by_number() {
        let (input, _records) = Input::new();
        let pushed = (0..=RECORDS).map(|_| input.push(Record::default(), Bytes::new()).unwrap());
        let pushed: Vec<_> = pushed.collect();
        assert_eq!(
            pushed.iter().filter(|push| **push == Push::Taken).count(),
            RECORDS
        );
        assert_eq!(pushed.last(), Some(&Push::Full));
    }

    #[tokio::test]
    async fn the_queue_is_bounded_by_bytes_until_a_photo_is_released() {
        let (input, mut records) = Input::new();
        let photo = Bytes::from(vec![0; BYTES]);
        assert_eq!(
            input.push(Record::default(), photo.clone()).unwrap(),
            Push::Taken
        );
        assert_eq!(
            input.push(Record::default(), photo.clone()).unwrap(),
            Push::Full
        );
        assert!(records.full());
        let mut pending = records.next().await.unwrap();
        assert_eq!(
            input.push(Record::default(), photo.clone()).unwrap(),
            Push::Full
        );
        assert_eq!(pending.release_photo().len(), BYTES);
        assert_eq!(input.push(Record::default(), photo).unwrap(), Push::Taken);
    }

    #[tokio::test]
    async fn a_finished_input_ends_and_refuses() {
        let (input, mut records) = Input::new();
        input.finish();
        assert!(records.next().await.is_none());
        assert!(records.finished());
        input.push(Record::default(), Bytes::new()).unwrap_err();
    }
}
