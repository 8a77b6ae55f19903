//! `_layouts/15/userphoto.aspx`: an image in every case, the placeholder included, so that status 200 proves nothing (`spo-wire.md` 3.6).

use crate::call::Call;
use crate::photo::{Picture, render};
use crate::profiles::value;
use crate::reply::{self, Reply};
use crate::settings::DisplaySource;
use crate::tenant::Tenant;
use crate::users::{PictureState, User};
use axum::http::StatusCode;
use bytes::Bytes;
use spo_photo::Bitmap;

pub(super) fn answer(tenant: &Tenant, call: &Call) -> Reply {
    let size = call
        .query_value("size")
        .unwrap_or_default()
        .to_ascii_uppercase();
    let (letter, pixels) = match size.as_str() {
        "L" => ('L', 240),
        "M" => ('M', 72),
        _ => ('S', 48),
    };
    let name = call
        .query_value("accountname")
        .or_else(|| call.query_value("username"))
        .unwrap_or_default();
    let user = tenant.profile_user(&crate::people::encoded_claim(&name));
    let content = user.and_then(|user| displayed(tenant, user, letter));
    reply::body(
        StatusCode::OK,
        "image/jpeg",
        content.unwrap_or_else(|| placeholder(pixels)),
    )
}

/// What people see of the user, by the switch `displaySource`.
fn displayed(tenant: &Tenant, user: &User, size: char) -> Option<Bytes> {
    let source = tenant.settings.lock().display_source;
    if source == DisplaySource::PeopleSystem
        && PictureState::of(user.index) == PictureState::Exchange
    {
        return Some(render(tenant.seed, user.index, Picture::Current).into());
    }
    let properties = tenant.profiles.lock().properties(user);
    if value(&properties, "SPS-PicturePlaceholderState") != "0" {
        return None;
    }
    let url = crate::encoding::percent_decoded(value(&properties, "PictureURL"))?;
    // Readers derive the other sizes from the name of the M file (`spo-wire.md` 3.2).
    let name = url
        .rsplit('/')
        .next()?
        .replace("_MThumb.", &format!("_{size}Thumb."));
    let library = tenant.library.lock();
    library.file(&name).map(|file| file.bytes().clone())
}

/// A grey square.
fn placeholder(side: u32) -> Bytes {
    let rgb = vec![0xC8; (side * side * 3) as usize];
    // A plain square always encodes.
    Bitmap {
        width: side,
        height: side,
        rgb,
        reduction: 1,
    }
    .to_jpeg(85)
    .unwrap_or_default()
}
