//! How Graph says that there is no photo: one state, many shapes (`graph-wire.md` 1.3).

use super::super::Answer;
use crate::graph_settings::NoPhoto;
use axum::http::StatusCode;
use serde_json::json;

const NO_IMAGE: &str =
    "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.";

/// The answer where a photo is missing.
pub(super) fn missing(shape: NoPhoto) -> Answer {
    let (code, message) = match shape {
        NoPhoto::ImageNotFound | NoPhoto::Pixel => ("ImageNotFound", NO_IMAGE.to_owned()),
        NoPhoto::EntityNotFound => ("ErrorEntityNotFound", NO_IMAGE.to_owned()),
        NoPhoto::ItemNotFound => (
            "ErrorItemNotFound",
            "The specified object was not found in the store.".to_owned(),
        ),
        NoPhoto::NonExistentMailbox => (
            "ErrorNonExistentMailbox",
            "The SMTP address has no mailbox associated with it.".to_owned(),
        ),
        NoPhoto::MailboxOnPremises => (
            "MailboxNotEnabledForRESTAPI",
            "REST API is not yet supported for this mailbox.".to_owned(),
        ),
        NoPhoto::Wrapped => (
            "UnknownError",
            json!({"errorCode": "ErrorEntityNotFound", "message": NO_IMAGE}).to_string(),
        ),
    };
    Answer::error(StatusCode::NOT_FOUND, code, &message)
}
