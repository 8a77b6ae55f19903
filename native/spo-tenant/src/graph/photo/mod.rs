//! Photos in the cloud: metadata and bytes in the sizes that Graph serves (here), changes of them (`write`), and the ways in which one can be
//! missing (`missing`). The photos themselves are in `entra::photos`.

mod missing;
mod write;

use super::{Answer, Content, known};
use crate::call::Call;
use crate::entra::photos::{CloudPhoto, SIDES};
use crate::graph_settings::{GraphSettings, NoPhoto, PhotoId};
use crate::tenant::Tenant;
use crate::tokens::Claims;
use crate::users::User;
use axum::http::{StatusCode, header};
use missing::missing;
use serde_json::{Value, json};
pub(super) use write::{delete, write};

const READ: [&str; 5] = [
    "ProfilePhoto.Read.All",
    "ProfilePhoto.ReadWrite.All",
    "User.ReadBasic.All",
    "User.Read.All",
    "User.ReadWrite.All",
];

/// `GET /users/{id|upn}/photo` and `/photos/{size}`.
pub(super) fn metadata(tenant: &Tenant, claims: &Claims, name: &str, size: Option<&str>) -> Answer {
    let settings = tenant.settings.lock().graph.clone();
    let user = match readable(tenant, claims, name) {
        Ok(user) => user,
        Err(answer) => return answer,
    };
    let Some(photo) = tenant.photos.lock().read(user) else {
        return if settings.no_photo == NoPhoto::Pixel && size.is_none() {
            Answer::json(pixel(tenant, user))
        } else {
            missing(settings.no_photo)
        };
    };
    let Some((width, height)) = chosen(&photo, size) else {
        return missing(NoPhoto::ImageNotFound);
    };
    let mut body = described(tenant, &settings, user, &photo, (width, height));
    let (host, id) = (&tenant.hosts.addresses.graph, user.object_id);
    body["@odata.context"] = format!("{host}/v1.0/$metadata#users('{id}')/photo/$entity").into();
    Answer::json(body)
}

/// `GET /users/{id|upn}/photos`.
pub(super) fn list(tenant: &Tenant, claims: &Claims, name: &str) -> Answer {
    let settings = tenant.settings.lock().graph.clone();
    let user = match readable(tenant, claims, name) {
        Ok(user) => user,
        Err(answer) => return answer,
    };
    let Some(photo) = tenant.photos.lock().read(user) else {
        return missing(settings.no_photo);
    };
    let sizes = photo
        .sides()
        .map(|side| described(tenant, &settings, user, &photo, (side, side)));
    let (host, id) = (&tenant.hosts.addresses.graph, user.object_id);
    Answer::json(
        json!({"@odata.context": format!("{host}/v1.0/$metadata#users('{id}')/photos"), "value": sizes.collect::<Vec<_>>()}),
    )
}

/// `GET /users/{id|upn}/photo/$value` and `/photos/{size}/$value`.
pub(super) fn content(
    tenant: &Tenant,
    claims: &Claims,
    call: &Call,
    name: &str,
    size: Option<&str>,
) -> Answer {
    let settings = tenant.settings.lock().graph.clone();
    let user = match readable(tenant, claims, name) {
        Ok(user) => user,
        Err(answer) => return answer,
    };
    let Some(photo) = tenant.photos.lock().read(user) else {
        return missing(settings.no_photo);
    };
    let Some((width, height)) = chosen(&photo, size) else {
        return missing(NoPhoto::ImageNotFound);
    };
    let etag = photo.etag(width);
    let known_tag = call.headers.get(header::IF_NONE_MATCH);
    if settings.honor_if_none_match
        && known_tag.is_some_and(|tag| tag.as_bytes() == etag.as_bytes())
    {
        return Answer::new(StatusCode::NOT_MODIFIED, Content::Nothing).with("etag", etag);
    }
    match photo.rendition(width, height) {
        Some(rendition) => Answer::new(
            StatusCode::OK,
            Content::Image(rendition.content_type, rendition.content),
        )
        .with("etag", etag),
        None => missing(settings.no_photo),
    }
}

fn readable<'a>(tenant: &'a Tenant, claims: &Claims, name: &str) -> Result<&'a User, Answer> {
    if claims.permits(&READ) {
        return known(tenant, name);
    }
    let user = known(tenant, name).map_err(|_| Answer::denied())?;
    let own = claims.is_of(&user.user_principal_name);
    if own && claims.permits(&["User.Read", "User.ReadWrite"]) {
        Ok(user)
    } else {
        Err(Answer::denied())
    }
}

/// Width and height of the size asked for; `None` for one that is not served or above the original.
fn chosen(photo: &CloudPhoto, size: Option<&str>) -> Option<(u32, u32)> {
    let Some(size) = size else {
        return Some(photo.largest());
    };
    let (width, height) = size.split_once(['x', 'X'])?;
    let pixels: u32 = width.parse().ok().filter(|_| width == height)?;
    let served = SIDES.contains(&pixels) && photo.sides().any(|known| known == pixels);
    served.then_some((pixels, pixels))
}

fn described(
    tenant: &Tenant,
    settings: &GraphSettings,
    user: &User,
    photo: &CloudPhoto,
    (width, height): (u32, u32),
) -> Value {
    let id = match settings.photo_id {
        PhotoId::Lower => format!("{width}x{height}"),
        PhotoId::Upper => format!("{width}X{height}"),
        PhotoId::Default => "default".to_owned(),
    };
    let content_type = if (width, height) == (photo.width, photo.height) {
        photo.content_type
    } else {
        "image/jpeg"
    };
    json!({
        "@odata.id": address(tenant, user),
        "@odata.mediaContentType": content_type,
        "@odata.mediaEtag": photo.etag(width),
        "id": id, "width": width, "height": height,
    })
}

/// The metadata of no photo in the documented form.
fn pixel(tenant: &Tenant, user: &User) -> Value {
    let (host, id) = (&tenant.hosts.addresses.graph, user.object_id);
    json!({
        "@odata.context": format!("{host}/v1.0/$metadata#users('{id}')/photo/$entity"),
        "@odata.id": address(tenant, user),
        "@odata.mediaContentType": "image/gif",
        "@odata.mediaEtag": "",
        "id": "1x1", "width": 1, "height": 1,
    })
}

fn address(tenant: &Tenant, user: &User) -> String {
    let (host, directory) = (&tenant.hosts.addresses.graph, &tenant.directory_id);
    format!("{host}/v1.0/users('{}@{directory}')/photo", user.object_id)
}
