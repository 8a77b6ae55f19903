//! `SetMyProfilePicture`: a signed-in user's own picture, sent as raw bytes (`spo-wire.md` 3.7; the success is recorded, the refusals are assumed).

use super::RestError;
use crate::call::Call;
use crate::clock::unix_now;
use crate::entra::photos::CloudPhoto;
use crate::entra::visit::show;
use crate::people::{ProfileRefusal, encoded_claim};
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::StatusCode;
use spo_photo::{PhotoFormat, inspect};

/// Documented (jj163883), as are the formats.
const MAX_BYTES: usize = 5_000_000;

/// Takes the picture; files and properties are those of a pull from the cloud, and Exchange leaves them alone (assumed).
pub(super) fn set(tenant: &Tenant, claims: &Claims, call: &Call) -> Result<(), RestError> {
    let own = claims.upn.as_deref().map(encoded_claim);
    let user = own.and_then(|account| tenant.profile_user(&account));
    let user = user.ok_or(ProfileRefusal::NotOwnData)?;
    let wrong = |message: &str| {
        let code = "-2147024809, System.ArgumentException";
        RestError::new(StatusCode::BAD_REQUEST, code, message)
    };
    if call.body.len() > MAX_BYTES {
        return Err(wrong("The picture is larger than 5,000,000 bytes."));
    }
    let info = inspect(&call.body).map_err(|_| wrong("The content is no picture."))?;
    let content_type = match info.format {
        PhotoFormat::Jpeg => "image/jpeg",
        PhotoFormat::Png => "image/png",
        PhotoFormat::Bmp => "image/bmp",
        _ => return Err(wrong("The picture is neither BMP, JPEG nor PNG.")),
    };
    let photo = CloudPhoto {
        content: call.body.clone(),
        content_type,
        width: info.width,
        height: info.height,
    };
    show(tenant, user, &photo, unix_now(), false);
    Ok(())
}
