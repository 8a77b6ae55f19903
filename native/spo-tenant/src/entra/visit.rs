//! A user opens their own profile: SharePoint pulls the photo of the cloud into the library and sets the three picture properties, at most once a
//! day (`spo-wire.md` 3.5). Sizes 48, 72 and 200 and the name by object id: `graph-wire.md` 8.

use super::photos::CloudPhoto;
use crate::clock::{DOTNET_EPOCH, unix_now};
use crate::tenant::Tenant;
use crate::users::User;

/// What a visit came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visit {
    Pulled,
    /// The last pull was less than a day ago.
    TooSoon,
    NoPhoto,
    NoProfile,
}

impl Visit {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Pulled => "pulled",
            Self::TooSoon => "tooSoon",
            Self::NoPhoto => "noPhoto",
            Self::NoProfile => "noProfile",
        }
    }
}

/// The visit of a user to their own profile.
pub(crate) fn visit(tenant: &Tenant, user: &User) -> Visit {
    if tenant.profile_user(&user.account_name).is_none() {
        return Visit::NoProfile;
    }
    let now = unix_now();
    let interval = tenant.settings.lock().graph.visit_interval;
    let photo = {
        let mut photos = tenant.photos.lock();
        if !photos.visited(user, now, interval) {
            return Visit::TooSoon;
        }
        photos.current(user)
    };
    let Some(photo) = photo else {
        return Visit::NoPhoto;
    };
    show(tenant, user, &photo, now, true);
    Visit::Pulled
}

/// Puts a photo into the library in three sizes and has the profile show it; `exchange`: as one that Exchange may replace.
pub(crate) fn show(tenant: &Tenant, user: &User, photo: &CloudPhoto, now: u64, exchange: bool) {
    for (size, side) in [("S", 48), ("M", 72), ("L", 200)] {
        // A photo smaller than the square is not enlarged.
        let side = side.min(photo.width).min(photo.height);
        if let Some(rendition) = photo.rendition(side, side) {
            let name = format!("{}_{size}Thumb.jpg", user.object_id);
            tenant.library.lock().upload(&name, rendition.content);
        }
    }
    let mut profiles = tenant.profiles.lock();
    let url = profiles.photo_url(&format!("{}_MThumb.jpg", user.object_id));
    let timestamp = (now + DOTNET_EPOCH).to_string();
    for (name, value) in [
        ("PictureURL", url.as_str()),
        ("SPS-PictureTimestamp", &timestamp),
        ("SPS-PicturePlaceholderState", "0"),
        (
            "SPS-PictureExchangeSyncState",
            if exchange { "1" } else { "0" },
        ),
    ] {
        profiles.set(user, name, value);
    }
}
