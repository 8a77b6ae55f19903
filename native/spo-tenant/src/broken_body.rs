//! Bodies that end too early or arrive bit by bit.

use crate::reply::Reply;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame};
use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Sleep;

/// In how many pieces a slow body arrives.
const PIECES: usize = 10;

/// The server sends what it has only when the body makes it wait; without a wait the client would not even see the head.
const BEFORE_BREAK: Duration = Duration::from_millis(5);

/// Pieces of a body, a pause after each, and perhaps a break at the end.
struct Pieces {
    rest: VecDeque<Bytes>,
    pause: Duration,
    sleep: Option<Pin<Box<Sleep>>>,
    breaks: bool,
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(sleep) = &mut self.sleep {
            std::task::ready!(sleep.as_mut().poll(context));
            self.sleep = None;
        }
        match self.rest.pop_front() {
            Some(piece) => {
                let pause = if self.rest.is_empty() && self.breaks {
                    BEFORE_BREAK
                } else {
                    self.pause
                };
                if !pause.is_zero() {
                    self.sleep = Some(Box::pin(tokio::time::sleep(pause)));
                }
                Poll::Ready(Some(Ok(Frame::data(piece))))
            }
            None if self.breaks => {
                self.breaks = false;
                let error = io::Error::other("body cut off on purpose");
                Poll::Ready(Some(Err(error)))
            }
            None => Poll::Ready(None),
        }
    }
}

/// Half of the body under the length of the whole, then the connection (HTTP/2: the stream) breaks.
pub(crate) async fn truncated(reply: Reply) -> Reply {
    with_pieces(reply, Duration::ZERO, true).await
}

/// The whole body in ten pieces within the time given.
pub(crate) async fn slow(reply: Reply, within: Duration) -> Reply {
    let pause = within / u32::try_from(PIECES).unwrap_or(1);
    with_pieces(reply, pause, false).await
}

async fn with_pieces(reply: Reply, pause: Duration, breaks: bool) -> Reply {
    let (mut head, body) = reply.into_parts();
    // The body was made here, from memory: it neither fails nor exceeds memory.
    let mut whole = axum::body::to_bytes(body, usize::MAX)
        .await
        .unwrap_or_default();
    head.headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let rest = if breaks {
        VecDeque::from([whole.split_to(whole.len() / 2)])
    } else {
        let size = whole.len().div_ceil(PIECES).max(1);
        let mut rest = VecDeque::with_capacity(PIECES);
        while !whole.is_empty() {
            rest.push_back(whole.split_to(size.min(whole.len())));
        }
        rest
    };
    let pieces = Pieces {
        rest,
        pause,
        sleep: None,
        breaks,
    };
    Reply::from_parts(head, Body::new(pieces))
}
