//! What SharePoint Online holds of a user's photo: the profile (`profile`, on the admin host), the files of the library
//! `User Photos` (`library`, on the My Site host) and the address in the profile that points to them (`picture`).
//! `file` stores, reads and removes one file of any library.

mod file;
mod library;
mod picture;
mod profile;

pub use file::FileAt;
pub(crate) use file::removal;
pub use library::{PhotoLibrary, StoredPhoto, download, find_folders};
pub use picture::{PictureLocation, from_profile_timestamp, profile_timestamp};
pub use profile::{
    Profile, ProfileWrite, USERS_PER_REQUEST, WriteOutcome, read_profiles, write_profiles,
};

/// The profile property that holds the address of the medium file.
pub const PICTURE_URL: &str = "PictureURL";
/// `0` shows the picture, `1` the placeholder.
pub const PLACEHOLDER_STATE: &str = "SPS-PicturePlaceholderState";
/// Seconds since 0001-01-01; the cache-buster of the picture's address.
pub const PICTURE_TIMESTAMP: &str = "SPS-PictureTimestamp";
/// `1` lets SharePoint replace the picture by the one in Exchange.
pub const EXCHANGE_SYNC_STATE: &str = "SPS-PictureExchangeSyncState";

/// A path or literal percent-encoded for a URL; slashes stay.
pub(crate) fn url_encoded(value: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEEP: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~')
        .remove(b'/');
    utf8_percent_encode(value, KEEP).to_string()
}

/// A value for an `OData` string literal in a path or query: apostrophes doubled, then percent-encoded.
pub(crate) fn odata_literal(value: &str) -> String {
    url_encoded(&value.replace('\'', "''"))
}
