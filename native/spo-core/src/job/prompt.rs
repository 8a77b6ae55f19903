//! Questions only the host program can answer. A question is an event; its answer comes by number.

use crate::auth::{BoxFuture, Prompter};
use crate::error::{Error, ErrorId, Result};
use crate::event::{Event, Prompt, Question};
use crate::request::Reply;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};
use zeroize::Zeroizing;

const KEY: &str = "Check that the certificate's private key is on this machine, is an RSA key, and may be used by this account.";
const FEDERATION: &str =
    "In GitHub, give the workflow the permission 'id-token: write' and run the command inside it.";

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
            let question = Question::Token {
                resource: resource.to_owned(),
            };
            let reply = self.ask(question).await?;
            let what = format!("The script block gave no token for {resource}");
            given(reply.token, reply.error, &what).map_err(|error| error.with_target(resource))
        })
    }

    fn sign<'a>(&'a self, data: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>>> {
        Box::pin(async move {
            let question = Question::Sign {
                algorithm: "PS256",
                data: STANDARD.encode(data),
            };
            let reply = self.ask(question).await?;
            let what = "The certificate's key did not sign";
            let signature = given(reply.signature, reply.error, what)
                .map_err(|error| error.with_next_step(KEY))?;
            STANDARD.decode(signature.trim()).map_err(|_| {
                Error::new(ErrorId::Internal, "The signature did not arrive as base64.")
            })
        })
    }

    fn federated_token(&self, audience: &'static str) -> BoxFuture<'_, Result<Zeroizing<String>>> {
        Box::pin(async move {
            let reply = self.ask(Question::FederatedToken { audience }).await?;
            let what = format!("There was no outside token for {audience}");
            given(reply.token, reply.error, &what).map_err(|error| error.with_next_step(FEDERATION))
        })
    }

    fn tell(&self, event: Event) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let events = self.events.upgrade().ok_or_else(stopped)?;
            events.send(event).await.map_err(|_| stopped())
        })
    }
}

/// The answer, or an error that begins with `what`.
fn given(
    answer: Option<Zeroizing<String>>,
    problem: Option<String>,
    what: &str,
) -> Result<Zeroizing<String>> {
    if let Some(answer) = answer.filter(|answer| !answer.trim().is_empty()) {
        return Ok(answer);
    }
    let message = problem.map_or_else(
        || format!("{what}."),
        |problem| format!("{what}: {problem}"),
    );
    Err(Error::new(ErrorId::AuthenticationFailed, message))
}

fn stopped() -> Error {
    Error::new(
        ErrorId::Cancelled,
        "The job was stopped while a question was open.",
    )
}
