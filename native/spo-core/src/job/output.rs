//! The way out: events on their way to the host program.

use crate::error::{Error, ErrorId, Result};
use crate::event::{Event, LogLevel};
use tokio::sync::mpsc;

/// Tells an event; fails when nobody takes events any more.
pub async fn tell(events: &mpsc::Sender<Event>, event: Event) -> Result<()> {
    let gone = |_| {
        Error::new(
            ErrorId::Cancelled,
            "Nobody takes the events of this job any more.",
        )
    };
    events.send(event).await.map_err(gone)
}

/// Tells a line.
pub async fn log(
    events: &mpsc::Sender<Event>,
    level: LogLevel,
    message: impl Into<String>,
) -> Result<()> {
    let message = message.into();
    tell(events, Event::Log { level, message }).await
}
