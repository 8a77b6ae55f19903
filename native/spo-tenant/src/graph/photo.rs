//! Photos in the cloud. Users whose profile picture comes from Exchange have one; for all others there is the answer
//! `ImageNotFound` (`graph-wire.md` 1.3).

use super::{Answer, denied, no_user};
use crate::photo::{Picture, render};
use crate::tenant::Tenant;
use crate::tokens::Claims;
use crate::users::{PictureState, User};
use axum::http::StatusCode;
use bytes::Bytes;
use ring::digest::{SHA256, digest};
use serde_json::json;

const READ: [&str; 5] = [
    "ProfilePhoto.Read.All",
    "ProfilePhoto.ReadWrite.All",
    "User.ReadBasic.All",
    "User.Read.All",
    "User.ReadWrite.All",
];

/// Side of the largest size served here, pixels.
const SIDE: u32 = 240;

/// `GET /users/{id|upn}/photo`.
pub(super) fn metadata(tenant: &Tenant, claims: &Claims, name: &str) -> Answer {
    let (user, content) = match stored(tenant, claims, name) {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let host = &tenant.hosts.addresses.graph;
    let (id, directory) = (user.object_id, &tenant.directory_id);
    let body = json!({
        "@odata.context": format!("{host}/v1.0/$metadata#users('{id}')/photo/$entity"),
        "@odata.id": format!("{host}/v1.0/users('{id}@{directory}')/photo"),
        "@odata.mediaContentType": "image/jpeg",
        "@odata.mediaEtag": etag(&content),
        "id": format!("{SIDE}x{SIDE}"),
        "width": SIDE,
        "height": SIDE,
    });
    Answer::Json(StatusCode::OK, body)
}

/// `GET /users/{id|upn}/photo/$value`.
pub(super) fn content(tenant: &Tenant, claims: &Claims, name: &str) -> Answer {
    match stored(tenant, claims, name) {
        Ok((_, content)) => Answer::Image {
            etag: etag(&content),
            content,
        },
        Err(answer) => answer,
    }
}

fn stored<'a>(
    tenant: &'a Tenant,
    claims: &Claims,
    name: &str,
) -> Result<(&'a User, Bytes), Answer> {
    if !claims.permits(&READ) {
        return Err(denied());
    }
    let user = tenant
        .directory
        .by_name(name)
        .ok_or_else(|| no_user(name))?;
    if PictureState::of(user.index) != PictureState::Exchange {
        let message = "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.";
        return Err(Answer::error(
            StatusCode::NOT_FOUND,
            "ImageNotFound",
            message,
        ));
    }
    Ok((
        user,
        render(tenant.seed, user.index, Picture::Former(SIDE)).into(),
    ))
}

/// Eight hexadecimal digits in quotes, which are part of the value.
fn etag(content: &[u8]) -> String {
    let sum = digest(&SHA256, content);
    format!(
        "\"{}\"",
        crate::encoding::hex(&sum.as_ref()[..4]).to_uppercase()
    )
}
