//! The only place that sends anything twice. Every write of this module puts the same bytes in the same place, so repeating
//! one whose answer was lost does no harm; queueing a bulk import, the exception, looks after its repetitions itself.

use super::backoff;
use super::governor::{Governor, Held, Outcome};
use super::response::Response;
use crate::error::{Error, ErrorId, Result};
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout_at};

/// Failures to connect in a row after which it is no passing trouble: a wrong name or a closed port stays so.
const CONNECT_TRIES: u32 = 4;

/// An attempt without an answer.
#[derive(Debug, Clone)]
pub(super) enum Broken {
    /// No answer within the time allowed for one attempt.
    Timeout,
    /// No connection was made: name resolution, refused, proxy.
    Connect(String),
    /// The server's certificate is not trusted; trying again cannot help.
    Untrusted(String),
    /// The proxy wants a user name and password, or others; trying again cannot help.
    ProxyCredential,
    /// The connection broke in use.
    Reset(String),
}

/// Which request this is about and how long it may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    pub kind: &'static str,
    pub begun: Instant,
    pub budget: Duration,
}

impl Patience {
    pub fn new(kind: &'static str, budget: Duration) -> Self {
        Self {
            kind,
            begun: Instant::now(),
            budget,
        }
    }

    fn deadline(&self) -> Instant {
        self.begun + self.budget
    }
}

/// Repeats `attempt` until its answer is final. Errors: the time is over, or the trouble is none that passes.
pub(super) async fn until_final<F>(
    governor: &Governor,
    patience: Patience,
    mut attempt: impl FnMut() -> F,
) -> Result<Response>
where
    F: Future<Output = Result<Response, Broken>>,
{
    let deadline = patience.deadline();
    let mut story = Story {
        host: governor.host(),
        patience,
        tries: 0,
        last: None,
    };
    loop {
        let permit = governor
            .admit(deadline)
            .await
            .map_err(|held| story.held(&held))?;
        story.tries += 1;
        let answer = timeout_at(deadline, attempt())
            .await
            .unwrap_or(Err(Broken::Timeout));
        let mut named = false;
        let trouble = match answer {
            Ok(response) => {
                named = governor.heed(response.status, &response.headers);
                match trouble(&response) {
                    None => {
                        permit.done(Outcome::Served);
                        return Ok(response);
                    }
                    Some(outcome) => {
                        permit.done(outcome);
                        Trouble::Answer(response.status, response.request_id)
                    }
                }
            }
            Err(broken) => {
                permit.done(if matches!(broken, Broken::Timeout) {
                    Outcome::Overloaded
                } else {
                    Outcome::Broken
                });
                Trouble::Broken(broken)
            }
        };
        let hopeless = match &trouble {
            Trouble::Broken(Broken::Untrusted(_) | Broken::ProxyCredential) => true,
            Trouble::Broken(Broken::Connect(_)) => story.tries >= CONNECT_TRIES,
            _ => Instant::now() >= deadline,
        };
        story.last = Some(trouble);
        if hopeless {
            return Err(story.given_up(Duration::ZERO));
        }
        // A wait that the host named holds for everybody and is kept by the governor.
        if !named {
            let wait = backoff::wait(story.tries);
            if Instant::now() + wait > deadline {
                return Err(story.given_up(wait));
            }
            sleep_until(Instant::now() + wait).await;
        }
    }
}

/// What an answer that is not final says about the load of the host; `None` for a final one.
/// A 401 whose body speaks of 429 is throttling too (onedrive-api-docs issue 799); 509 is Graph's.
pub(super) fn trouble(response: &Response) -> Option<Outcome> {
    match response.status {
        429 | 503 | 504 | 408 | 509 => Some(Outcome::Overloaded),
        502 => Some(Outcome::Broken),
        401 if is_disguised_throttling(&response.body) => Some(Outcome::Overloaded),
        _ => None,
    }
}

fn is_disguised_throttling(body: &[u8]) -> bool {
    let start = &body[..body.len().min(512)];
    start
        .windows(12)
        .any(|window| window.eq_ignore_ascii_case(b"429 too many"))
}

/// True when an answer counts as throttled.
pub(super) fn is_throttled(response: &Response) -> bool {
    matches!(response.status, 429 | 503)
        || (response.status == 401 && is_disguised_throttling(&response.body))
}

enum Trouble {
    Answer(u16, String),
    Broken(Broken),
}

/// What has happened to one request so far, for the error that ends it.
struct Story<'a> {
    host: &'a str,
    patience: Patience,
    tries: u32,
    last: Option<Trouble>,
}

impl Story<'_> {
    fn held(&self, held: &Held) -> Error {
        let (host, kind) = (self.host, self.patience.kind);
        let allowed = self.patience.budget.as_secs();
        match held {
            Held::Paused(wait, _) if self.tries > 0 => self.given_up(*wait),
            Held::Paused(wait, status) => {
                let wait = wait.as_secs() + 1;
                let why = match status {
                    200..300 => "its quota is used up".to_owned(),
                    _ => format!("HTTP {status}"),
                };
                let message = format!(
                    "{host} asked all requests to wait another {wait} s ({why}), longer than the {allowed} s allowed; '{kind}' was not sent."
                );
                Error::new(ErrorId::Throttled, message).with_response(*status, "")
            }
            Held::Queued if self.last.is_some() => self.given_up(Duration::ZERO),
            Held::Queued => {
                let message =
                    format!("'{kind}' waited {allowed} s for its turn at {host} and was not sent.");
                Error::new(ErrorId::Timeout, message)
            }
        }
    }

    /// The error after the last try; `wait` is the wait there was no time for.
    fn given_up(&self, wait: Duration) -> Error {
        let (host, kind) = (self.host, self.patience.kind);
        let times = if self.tries == 1 {
            "once".to_owned()
        } else {
            format!("{} times", self.tries)
        };
        let mut tail = format!(
            "'{kind}' was tried {times} in {:.0} s.",
            self.patience.begun.elapsed().as_secs_f64()
        );
        if !wait.is_zero() {
            let (wait, allowed) = (wait.as_secs() + 1, self.patience.budget.as_secs());
            tail =
                format!("{tail} The next wait of {wait} s would exceed the {allowed} s allowed.");
        }
        match &self.last {
            Some(Trouble::Answer(status, request_id)) => {
                let (id, what) = match status {
                    408 | 504 => (ErrorId::Timeout, "did not finish in time"),
                    502 => (ErrorId::ServiceError, "could not reach its own service"),
                    _ => (ErrorId::Throttled, "kept asking to slow down"),
                };
                Error::new(id, format!("{host} {what} (HTTP {status}); {tail}")).with_response(*status, request_id)
            }
            Some(Trouble::Broken(Broken::Connect(why))) => {
                Error::new(ErrorId::ConnectionFailed, format!("No connection to {host}: {why}; {tail}")).with_target(host)
            }
            Some(Trouble::Broken(Broken::Untrusted(why))) => {
                Error::new(ErrorId::ConnectionFailed, format!("The certificate of {host} is not trusted: {why}."))
                    .with_target(host)
                    .with_next_step("If a proxy inspects TLS here, have its root certificate installed on this machine.")
            }
            Some(Trouble::Broken(Broken::ProxyCredential)) => {
                Error::new(ErrorId::ConnectionFailed, format!("The proxy on the way to {host} asks for a user name and password (HTTP 407)."))
                    .with_target(host)
                    .with_next_step("Connect again with -ProxyCredential.")
            }
            Some(Trouble::Broken(Broken::Reset(why))) => {
                Error::new(ErrorId::ConnectionFailed, format!("The connection to {host} broke: {why}; {tail}")).with_target(host)
            }
            Some(Trouble::Broken(Broken::Timeout)) | None => {
                Error::new(ErrorId::Timeout, format!("{host} did not answer in time; {tail}")).with_target(host)
            }
        }
    }
}

#[cfg(test)]
mod tests;
