//! The loopback listener to which the browser comes back with the answer of the sign-in page.

use crate::error::{Error, ErrorId, Result};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Duration, timeout};
use url::Url;
use zeroize::Zeroizing;

/// A request line with a code is below 4 KB; browsers' whole heads below 16.
const LONGEST_HEAD: usize = 32 * 1024;
/// Browsers open connections in advance and leave them silent.
const SILENCE: Duration = Duration::from_secs(10);

/// Open on loopback alone, both address families, because browsers differ in what `localhost` is to them.
pub(super) struct Listener {
    four: TcpListener,
    six: Option<TcpListener>,
    port: u16,
}

/// What the sign-in page answered.
pub(super) enum Answer {
    /// A code that is good for one token.
    Code(Zeroizing<String>),
    /// Why not, in the service's words.
    Refused(String),
}

impl Listener {
    /// Takes a free port.
    pub async fn open() -> Result<Self> {
        let failed = |error: std::io::Error| {
            let message = format!("No port could be opened for the browser to answer to: {error}.");
            Error::new(ErrorId::ConnectionFailed, message)
                .with_next_step("Connect with -DeviceCode instead.")
        };
        let four = TcpListener::bind(("127.0.0.1", 0)).await.map_err(failed)?;
        let port = four.local_addr().map_err(failed)?.port();
        // Machines without IPv6 do without.
        let six = TcpListener::bind(("::1", port)).await.ok();
        Ok(Self { four, six, port })
    }

    /// The redirect address. Entra ignores the port of `http://localhost` (RFC 8252, 7.3).
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Waits for the answer that carries this `state`; what else comes is turned away.
    pub async fn answer(&self, state: &str) -> Result<Answer> {
        // Each connection by itself: one that stays silent must not hold up the one with the answer.
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.four.accept() => accepted,
                accepted = accept(self.six.as_ref()) => accepted,
                Some(served) = connections.join_next() => match served {
                    Ok(Some(answer)) => return Ok(answer),
                    _ => continue,
                },
            };
            if let Ok((stream, _)) = accepted {
                connections.spawn(serve(stream, state.to_owned()));
            }
        }
    }
}

async fn accept(listener: Option<&TcpListener>) -> std::io::Result<(TcpStream, SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

/// Reads one request and answers it with a page; the answer of the sign-in page if it was that.
async fn serve(mut stream: TcpStream, state: String) -> Option<Answer> {
    let target = timeout(SILENCE, target(&mut stream)).await.ok()??;
    let answer = read(&target, &state);
    let (status, text) = match &answer {
        Some(Answer::Code(_)) => (
            "200 OK",
            "The sign-in page has answered; PowerShell goes on. This window can be closed.",
        ),
        Some(Answer::Refused(_)) => (
            "200 OK",
            "The sign-in was refused; PowerShell says why. This window can be closed.",
        ),
        None => ("404 Not Found", "There is nothing here."),
    };
    // The browser may be gone already; the answer counts all the same.
    let _gone = stream.write_all(page(status, text).as_bytes()).await;
    let _gone = stream.shutdown().await;
    answer
}

/// The target of a GET request, read to the end of its head so that the browser does not see a reset.
async fn target(stream: &mut TcpStream) -> Option<Zeroizing<String>> {
    let mut head = Zeroizing::new(Vec::with_capacity(LONGEST_HEAD));
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        if head.len() >= LONGEST_HEAD || stream.read_buf(&mut *head).await.ok()? == 0 {
            return None;
        }
    }
    let line = std::str::from_utf8(&head).ok()?.lines().next()?;
    let (target, _) = line.strip_prefix("GET ")?.rsplit_once(' ')?;
    Some(Zeroizing::new(target.to_owned()))
}

/// The answer in a request's target; `None` for what did not come from our sign-in page.
fn read(target: &str, state: &str) -> Option<Answer> {
    let url = Url::parse("http://localhost").ok()?.join(target).ok()?;
    let member = |name: &str| {
        let mut pairs = url.query_pairs();
        let pair = pairs.find(|(key, _)| key == name);
        pair.map(|(_, value)| value.into_owned())
    };
    if url.path() != "/" || member("state").as_deref() != Some(state) {
        return None;
    }
    if let Some(code) = member("code") {
        return Some(Answer::Code(Zeroizing::new(code)));
    }
    let error = member("error")?;
    Some(Answer::Refused(
        member("error_description").unwrap_or(error),
    ))
}

fn page(status: &str, text: &str) -> String {
    let body = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>SpoProfileSync</title><body style=\"font-family:sans-serif;margin:4em\"><p>{text}</p></body>"
    );
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[cfg(test)]
mod tests {
    use super::{Answer, read};

    #[test]
    fn only_the_answer_to_our_own_question_is_taken() {
        let code = |target: &str| match read(target, "s1") {
            Some(Answer::Code(code)) => code.to_string(),
            Some(Answer::Refused(why)) => format!("refused: {why}"),
            None => "-".to_owned(),
        };
        assert_eq!(code("/?code=c1&state=s1"), "c1");
        assert_eq!(code("/?code=c1&state=s2"), "-");
        assert_eq!(code("/?code=c1"), "-");
        assert_eq!(code("/favicon.ico"), "-");
        assert_eq!(code("/x?code=c1&state=s1"), "-");
        assert_eq!(
            code("/?error=access_denied&error_description=AADSTS65004%3A+no&state=s1"),
            "refused: AADSTS65004: no"
        );
    }
}
