//! What can be wrong with a picture. `spo-core` gives each kind its row in the table of errors.

use std::fmt;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The bytes are not a picture that can be decoded.
    Invalid,
    /// The bytes are not of a supported picture format.
    Format,
    /// More than 20 MB.
    TooManyBytes,
    /// More than 16,384 pixels on one side.
    SideTooLong,
    /// More than 50 million pixels.
    TooManyPixels,
    /// The options cannot be meant.
    Options,
    /// A defect of this crate.
    Internal,
}

/// What is wrong, in a sentence for the administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

/// The result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { kind, message }
    }

    /// What is wrong.
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The sentence.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
