//! A job: records go in, events come out, prompts are answered, and it can be stopped at any time.
//! `input` is the bounded way in, `output` the way out, `prompt` the questions that wait for the host program; the work itself is in `sync`.

mod input;
mod output;
mod prompt;

pub use input::{Input, Pending, Push, Records};
pub use output::{log, tell};
pub use prompt::Prompts;

use crate::error::{Error, ErrorId, Result};
use crate::event::Event;
use crate::request::{Record, Reply};
use crate::runtime::runtime;
use bytes::Bytes;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc};
use tokio_util::sync::CancellationToken;

/// Events that may wait to be taken before the work pauses.
const EVENTS_WAITING: usize = 256;

/// A running job, shared by the threads of the host program.
pub struct Job {
    input: Input,
    events: Mutex<mpsc::Receiver<Event>>,
    prompts: Arc<Prompts>,
    cancel: CancellationToken,
}

/// What the work of a job is given.
pub struct JobLine {
    /// The way out.
    pub events: mpsc::Sender<Event>,
    /// The way in.
    pub records: Records,
    /// Questions to the host program.
    pub prompts: Arc<Prompts>,
}

/// What [`Job::next`] came back with.
#[derive(Debug)]
pub enum Next {
    /// An event.
    Event(Box<Event>),
    /// Nothing within the time.
    Timeout,
    /// The job is over.
    Done,
}

impl Job {
    /// Starts the work on the runtime.
    pub fn start<F, W>(work: F) -> Self
    where
        F: FnOnce(JobLine) -> W,
        W: Future<Output = Result<()>> + Send + 'static,
    {
        let (sender, receiver) = mpsc::channel(EVENTS_WAITING);
        let (input, records) = Input::new();
        let prompts = Arc::new(Prompts::new(&sender));
        let cancel = CancellationToken::new();
        let work = work(JobLine {
            events: sender.clone(),
            records,
            prompts: Arc::clone(&prompts),
        });
        let stop = cancel.clone();
        runtime().spawn(async move {
            // A task of its own, so that a panic becomes an event instead of a silent end; dropped, it takes all it spawned with it.
            let mut tasks = tokio::task::JoinSet::new();
            tasks.spawn(work);
            let ended = tokio::select! {
                () = stop.cancelled() => return,
                ended = tasks.join_next() => ended,
            };
            let error = match ended {
                Some(Ok(Ok(()))) | None => return,
                Some(Ok(Err(error))) => error,
                Some(Err(_)) => Error::new(
                    ErrorId::Internal,
                    "The job ended because of a defect in this module.",
                ),
            };
            let _gone = sender.send(Event::Failed { error }).await;
        });
        Self {
            input,
            events: Mutex::new(receiver),
            prompts,
            cancel,
        }
    }

    /// Hands a record in. Does not wait: a full queue is answered at once.
    pub fn push(&self, record: Record, photo: Bytes) -> Result<Push> {
        self.input.push(record, photo)
    }

    /// Says that no more records come.
    pub fn finish_input(&self) {
        self.input.finish();
    }

    /// Takes the next event, waiting at most the time given. After [`Job::cancel`] the answer is `Done` at once.
    pub fn next(&self, timeout: Duration) -> Next {
        runtime().block_on(async {
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => Next::Done,
                event = async { self.events.lock().await.recv().await } => event.map_or(Next::Done, |event| Next::Event(Box::new(event))),
                () = tokio::time::sleep(timeout) => Next::Timeout,
            }
        })
    }

    /// Answers a prompt.
    pub fn reply(&self, prompt: u64, reply: Reply) -> Result<()> {
        self.prompts.answer(prompt, reply)
    }

    /// Stops: no request starts any more, and those under way are given up. From any thread, any number of times.
    pub fn cancel(&self) {
        self.cancel.cancel();
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}
