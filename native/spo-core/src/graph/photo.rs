//! The photo Microsoft 365 shows of a user.

use super::batch;
use super::users::VALUE;
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Response, Said, Scope};
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use percent_encoding::utf8_percent_encode;
use serde_json::Value;

/// Photos come in either alphabet, padded or not (msgraph-sdk-dotnet issue 2879 and others).
const ANY_PADDING: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The largest photo of each user (object ids or user principal names), twenty a request; one result per id, in the order
/// of the ids. `None`: the user has no photo. Errors of an id: `UserNotFound`, or what befell the request.
pub async fn get_photos(
    client: &Client,
    scope: &Scope,
    ids: &[&str],
) -> Vec<Result<Option<Bytes>>> {
    let path = |id: &&str| format!("/users/{}/photo/$value", utf8_percent_encode(id, VALUE));
    let paths: Vec<String> = ids.iter().map(path).collect();
    let answers = batch::get(client, scope, "graph.photo", &paths).await;
    let photo =
        |(id, answer): (&&str, Result<Response>)| answer.and_then(|response| read(id, response));
    ids.iter().zip(answers).map(photo).collect()
}

pub(super) fn read(id: &str, response: Response) -> Result<Option<Bytes>> {
    let body = response.json()?;
    if !response.is_success() {
        return match meaning(response.status, &body) {
            Meaning::NoPhoto => Ok(None),
            Meaning::NoUser => {
                let error = Error::new(
                    ErrorId::UserNotFound,
                    format!("The directory has no user '{id}'."),
                )
                .with_target(id);
                Err(error.with_response(response.status, &response.request_id))
            }
            Meaning::Other => Err(response.into_error("reading a photo").with_target(id)),
        };
    }
    let unexpected = || {
        let message = format!(
            "{} answered with something that is no photo.",
            response.host
        );
        Error::new(ErrorId::UnexpectedResponse, message)
            .with_target(id)
            .with_response(response.status, &response.request_id)
    };
    let text = match &body {
        Value::Null => "",
        Value::String(text) => text,
        _ => return Err(unexpected()),
    };
    let bytes = decode(text).ok_or_else(unexpected)?;
    Ok((!bytes.is_empty() && !is_placeholder(&bytes)).then(|| bytes.into()))
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let standard = |c| match c {
        '-' => '+',
        '_' => '/',
        c => c,
    };
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(standard)
        .collect();
    ANY_PADDING.decode(text).ok()
}

/// A GIF of one pixel is how some answers say that there is no photo.
fn is_placeholder(bytes: &[u8]) -> bool {
    bytes.starts_with(b"GIF8") && bytes.get(6..10) == Some(&[1, 0, 1, 0])
}

enum Meaning {
    NoPhoto,
    NoUser,
    Other,
}

/// The shapes of "no photo" that were seen: a batch part with an empty body, several codes, the exception's name inside a
/// message, and users without a mailbox in the cloud.
fn meaning(status: u16, body: &Value) -> Meaning {
    let said = Said::of_json(body);
    let mentions = |part: &str| said.code.contains(part) || said.text.contains(part);
    let no_photo = ["ImageNotFound", "Mailbox", "ConsumerPhotoIsNotSupported"];
    let no_user = ["ResourceNotFound", "ProfileNotFound", "UserDoesNotExist"];
    if status == 404 && no_user.iter().any(|part| mentions(part)) {
        Meaning::NoUser
    } else if (status == 404
        && (body.is_null()
            || ["ErrorEntityNotFound", "ErrorItemNotFound", "itemNotFound"]
                .contains(&said.code.as_str())))
        || ((400..500).contains(&status) && no_photo.iter().any(|part| mentions(part)))
    {
        Meaning::NoPhoto
    } else {
        Meaning::Other
    }
}

#[cfg(test)]
mod tests {
    use super::{Meaning, decode, is_placeholder, meaning};
    use serde_json::json;

    #[test]
    fn photos_are_decoded_from_either_alphabet_with_and_without_padding() {
        let bytes = [0xff, 0xd8, 0xff, 0xfe, 0x3e];
        for text in ["/9j//j4=", "/9j//j4", "_9j__j4=", "_9j__j4", "/9j/\r\n/j4="] {
            assert_eq!(decode(text).as_deref(), Some(&bytes[..]), "{text}");
        }
        assert_eq!(decode("!"), None);
    }

    #[test]
    fn a_gif_of_one_pixel_is_no_photo() {
        assert!(is_placeholder(b"GIF89a\x01\x00\x01\x00\x80"));
        assert!(!is_placeholder(b"GIF89a\x02\x00\x01\x00\x80") && !is_placeholder(b"GIF8"));
    }

    #[test]
    fn the_shapes_of_no_photo_and_no_user_are_told_apart() {
        let error =
            |code: &str, message: &str| json!({"error": {"code": code, "message": message}});
        let exception = "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.";
        for body in [
            serde_json::Value::Null,
            error("ImageNotFound", exception),
            error("ErrorEntityNotFound", exception),
            error("ErrorItemNotFound", ""),
            error("UnknownError", exception),
            error("ErrorNonExistentMailbox", ""),
            error(
                "MailboxNotEnabledForRESTAPI",
                "REST API is not yet supported for this mailbox.",
            ),
        ] {
            assert!(matches!(meaning(404, &body), Meaning::NoPhoto), "{body}");
        }
        for body in [
            error("Request_ResourceNotFound", "Resource 'x' does not exist"),
            error(
                "UnknownError",
                r#"{"errorCode":"ErrorUserResolutionFailedUserDoesNotExist"}"#,
            ),
            error(
                "",
                "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ProfileNotFoundException' was thrown.",
            ),
        ] {
            assert!(matches!(meaning(404, &body), Meaning::NoUser), "{body}");
        }
        assert!(matches!(
            meaning(403, &error("ErrorAccessDenied", "Access is denied.")),
            Meaning::Other
        ));
        assert!(matches!(
            meaning(404, &error("Unheard", "of")),
            Meaning::Other
        ));
    }
}
