//! Questions only the host program can answer. A question is an event; its answer comes by number.

use crate::auth::{BoxFuture, Prompter};
use crate::error::{Error, ErrorId, Result};
use crate::event::{Event, Prompt, Question};
use crate::request::Reply;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};
use zeroize::Zeroizing;

/// The open questions of a job.
pub struct Prompts {
    /// Weak: open prompts must not keep the events of a finished job from ending.
    events: mpsc::WeakSender<Event>,
    last: AtomicU64,
    open: Mutex<HashMap<u64, oneshot::Sender<Reply>>>,
}

impl Prompts {
    /// Questions that go out as events of this channel.
    pub fn new(events: &mpsc::Sender<Event>) -> Self {
        Self {
            events: events.downgrade(),
            last: AtomicU64::new(0),
            open: Mutex::default(),
        }
    }

    /// Asks whether something may be done to a user.
    pub async fn confirm(&self, target: &str, action: &str) -> Result<bool> {
        let question = Question::Confirm {
            target: target.to_owned(),
            action: action.to_owned(),
        };
        Ok(self.ask(question).await?.approved.unwrap_or(false))
    }

    /// Hands an answer to the question it belongs to.
    pub fn answer(&self, prompt: u64, reply: Reply) -> Result<()> {
        let open = self
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&prompt);
        let asked = open.ok_or_else(|| {
            Error::new(
                ErrorId::InvalidArgument,
                format!("There is no open prompt {prompt}."),
            )
        })?;
        // The asker may have gone meanwhile; then nobody needs the answer.
        let _gone = asked.send(reply);
        Ok(())
    }

    async fn ask(&self, question: Question) -> Result<Reply> {
        let prompt = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let (sender, receiver) = oneshot::channel();
        self.open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(prompt, sender);
        let stopped = || {
            Error::new(
                ErrorId::Cancelled,
                "The job was stopped while a question was open.",
            )
        };
        let events = self.events.upgrade().ok_or_else(stopped)?;
        events
            .send(Event::Prompt(Prompt { prompt, question }))
            .await
            .map_err(|_| stopped())?;
        drop(events);
        receiver.await.map_err(|_| stopped())
    }
}

impl Prompter for Prompts {
    fn token<'a>(&'a self, resource: &'a str) -> BoxFuture<'a, Result<Zeroizing<String>>> {
        Box::pin(async move {
            let reply = self
                .ask(Question::Token {
                    resource: resource.to_owned(),
                })
                .await?;
            match reply {
                Reply {
                    token: Some(token), ..
                } if !token.trim().is_empty() => Ok(token),
                Reply {
                    error: Some(problem),
                    ..
                } => {
                    let message =
                        format!("The script block gave no token for {resource}: {problem}");
                    Err(Error::new(ErrorId::AuthenticationFailed, message).with_target(resource))
                }
                _ => {
                    let message = format!("The script block gave no token for {resource}.");
                    Err(Error::new(ErrorId::AuthenticationFailed, message).with_target(resource))
                }
            }
        })
    }
}
