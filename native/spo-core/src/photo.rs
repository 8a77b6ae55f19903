//! Pixels are the business of `spo-photo`; here its findings get their rows in the table of errors.

use crate::error::{Error, ErrorId};
use spo_photo::ErrorKind;
pub use spo_photo::{
    Crop, MAX_BYTES, PhotoFormat, PhotoSize, RenderOptions, RenderedPhoto, Rendition, SourceInfo,
    inspect, render,
};

impl From<spo_photo::Error> for Error {
    fn from(error: spo_photo::Error) -> Self {
        let id = match error.kind() {
            ErrorKind::Invalid => ErrorId::PhotoInvalid,
            ErrorKind::Format => ErrorId::PhotoFormat,
            ErrorKind::TooManyBytes => ErrorId::PhotoTooManyBytes,
            ErrorKind::SideTooLong => ErrorId::PhotoSideTooLong,
            ErrorKind::TooManyPixels => ErrorId::PhotoTooManyPixels,
            ErrorKind::Options => ErrorId::InvalidArgument,
            ErrorKind::Internal => ErrorId::Internal,
        };
        Self::new(id, error.message())
    }
}
