//! Microsoft Graph: who the tenant's users are, and which photo Microsoft 365 shows of them.
//!
//! Lists come page by page ([`UserPages`]). Single users and photos are asked for twenty at a time in `$batch` requests;
//! parts that were throttled are asked for again, so that a caller gets one final result per key, in the order of the keys.

mod batch;
mod photo;
mod users;

pub use photo::get_photos;
pub use users::{GraphUser, UserKey, UserPages, find_users};

/// One answer as that of each kind of request, for the fuzz targets.
#[cfg(any(test, feature = "fuzz"))]
pub(crate) fn read_answers(response: impl Fn() -> crate::http::Response) {
    let _ = photo::read("id", response());
    for key in [
        UserKey::Id("id".to_owned()),
        UserKey::Mail("mail".to_owned()),
    ] {
        let _ = users::read(&key, response());
    }
}
