//! Changes of photos: who may, what is taken (`graph-wire.md` 1.2 and 1.3). Codes of refusals that no source names are marked as assumed.

use super::super::{Answer, Content, known};
use crate::call::Call;
use crate::entra::photos::CloudPhoto;
use crate::tenant::Tenant;
use crate::tokens::Claims;
use crate::users::User;
use axum::http::{StatusCode, header};
use spo_photo::{PhotoFormat, inspect};

const MAX_BYTES: usize = 4 * 1024 * 1024;
/// What Entra alone held before 2023.
const MAX_WITHOUT_MAILBOX: usize = 100 * 1024;

/// `PUT` or `PATCH /users/{id|upn}/photo/$value`.
pub(in super::super) fn write(tenant: &Tenant, claims: &Claims, call: &Call, name: &str) -> Answer {
    let user = match writable(tenant, claims, name) {
        Ok(user) => user,
        Err(answer) => return answer,
    };
    match accepted(tenant, user, call) {
        Ok(photo) => {
            store(tenant, user, Some(photo));
            Answer::new(StatusCode::OK, Content::Nothing)
        }
        Err(answer) => answer,
    }
}

/// `DELETE /users/{id|upn}/photo`; 204 is expected, not confirmed.
pub(in super::super) fn delete(tenant: &Tenant, claims: &Claims, name: &str) -> Answer {
    let user = match writable(tenant, claims, name) {
        Ok(user) => user,
        Err(answer) => return answer,
    };
    if tenant.photos.lock().current(user).is_none() {
        return super::missing(tenant.settings.lock().graph.no_photo);
    }
    store(tenant, user, None);
    Answer::new(StatusCode::NO_CONTENT, Content::Nothing)
}

fn store(tenant: &Tenant, user: &User, photo: Option<CloudPhoto>) {
    let (reads, seconds) = {
        let settings = &tenant.settings.lock().graph;
        (settings.photo_stale_reads, settings.photo_stale_seconds)
    };
    tenant.photos.lock().write(user, photo, reads, seconds);
}

fn writable<'a>(tenant: &'a Tenant, claims: &Claims, name: &str) -> Result<&'a User, Answer> {
    let denied = || {
        Answer::error(
            StatusCode::FORBIDDEN,
            "ErrorAccessDenied",
            "Access is denied. Check credentials and try again.",
        )
    };
    let user = known(tenant, name)?;
    let has = |role: &str| claims.wids.iter().any(|held| held == role);
    let all = claims.permits(&["ProfilePhoto.ReadWrite.All", "User.ReadWrite.All"]);
    let permitted = if claims.is_app_only() {
        all
    } else if claims.is_of(&user.user_principal_name) {
        all || claims.permits(&["User.ReadWrite"])
    } else {
        // The smallest role that is enough is not documented.
        all && claims.is_administrator()
    };
    if !permitted {
        return Err(denied());
    }
    let policy = tenant.photo_policy.lock().clone();
    // The code for a write that the policy forbids is assumed.
    if policy.source.as_deref() == Some("onPremises") {
        return Err(denied());
    }
    let bound = !claims.is_app_only() || tenant.settings.lock().graph.allowed_roles_bind_apps;
    let kept_out =
        !policy.allowed_roles.is_empty() && !policy.allowed_roles.iter().any(|role| has(role));
    if bound && kept_out {
        return Err(denied());
    }
    Ok(user)
}

fn accepted(tenant: &Tenant, user: &User, call: &Call) -> Result<CloudPhoto, Answer> {
    let settings = tenant.settings.lock().graph.clone();
    let named = call.headers.get(header::CONTENT_TYPE);
    let named = named
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let named = named.to_ascii_lowercase();
    let unnamed = named.starts_with("application/octet-stream") && settings.photo_octet_stream;
    if !named.starts_with("image/") && !unnamed {
        return Err(Answer::error(
            StatusCode::INTERNAL_SERVER_ERROR,
            "ErrorInternalServerError",
            "An internal server error occurred. The operation failed.",
        ));
    }
    if call.body.len() > MAX_BYTES {
        return Err(Answer::error(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLarge",
            "The photo is larger than 4 MB.",
        ));
    }
    let mailboxless = settings
        .mailboxless_users
        .iter()
        .any(|name| name.eq_ignore_ascii_case(&user.user_principal_name));
    if mailboxless && settings.mailboxless_photo_limit && call.body.len() > MAX_WITHOUT_MAILBOX {
        return Err(Answer::error(
            StatusCode::NOT_FOUND,
            "ErrorNonExistentMailbox",
            "The SMTP address has no mailbox associated with it.",
        ));
    }
    let Ok(info) = inspect(&call.body) else {
        return Err(Answer::error(
            StatusCode::BAD_REQUEST,
            "ErrorInvalidImage",
            "The content is no image.",
        ));
    };
    if info.width < settings.photo_width_floor {
        let message = "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ProfileBadRequestException' was thrown.";
        return Err(Answer::error(
            StatusCode::BAD_REQUEST,
            "ValidationWidthTooSmall",
            message,
        ));
    }
    Ok(CloudPhoto {
        content: call.body.clone(),
        content_type: match info.format {
            PhotoFormat::Png => "image/png",
            PhotoFormat::Gif => "image/gif",
            _ => "image/jpeg",
        },
        width: info.width,
        height: info.height,
    })
}
