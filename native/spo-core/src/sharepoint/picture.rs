//! The address in `PictureURL`: which folder, and which stem the three files of a user share.

use percent_encoding::percent_decode_str;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use url::Url;

/// Seconds from 0001-01-01 to 1970-01-01; `SPS-PictureTimestamp` counts from the former (`spo-wire.md` 3.4).
const UNIX_EPOCH_IN_PROFILE_SECONDS: i64 = 62_135_596_800;
/// The library, below the root of the My Site host. Its address is the same in every language; its folders' names are not.
const LIBRARY: &str = "/User Photos/";
const MEDIUM: &str = "_MThumb.jpg";

/// Where the three files of a user are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureLocation {
    /// Server-relative folder, decoded: `/User Photos/Profile Pictures`.
    pub folder: String,
    /// What comes before `_MThumb.jpg`.
    pub prefix: String,
}

impl PictureLocation {
    /// Reads a `PictureURL`. `None` for an address that is not a medium file in the photo library of this tenant's My Site host:
    /// a default picture, or one kept somewhere else. Port, host case and percent-encoding do not matter.
    pub fn parse(picture_url: &str, my_site: &str) -> Option<Self> {
        let url = Url::parse(picture_url.trim()).ok()?;
        let my_site = Url::parse(my_site).ok()?;
        if url.host_str()? != my_site.host_str()? {
            return None;
        }
        let path = percent_decode_str(url.path()).decode_utf8().ok()?;
        let (folder, name) = path.rsplit_once('/')?;
        let stem_length = name.len().checked_sub(MEDIUM.len())?;
        let suffix = name.get(stem_length..)?;
        let in_library = folder
            .get(..LIBRARY.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(LIBRARY));
        if stem_length == 0 || !in_library || !suffix.eq_ignore_ascii_case(MEDIUM) {
            return None;
        }
        Some(Self {
            folder: folder.to_owned(),
            prefix: name[..stem_length].to_owned(),
        })
    }

    /// The name of one of the three files; `letter` is `S`, `M` or `L`.
    pub fn file_name(&self, letter: char) -> String {
        format!("{}_{letter}Thumb.jpg", self.prefix)
    }

    /// Server-relative path of one of the three files.
    pub fn path(&self, letter: char) -> String {
        format!("{}/{}", self.folder, self.file_name(letter))
    }

    /// The address as SharePoint itself writes it: with the port, and percent-encoded.
    pub fn to_picture_url(&self, my_site: &str) -> String {
        format!("{my_site}:443{}", super::url_encoded(&self.path('M')))
    }
}

/// Now, as `SPS-PictureTimestamp` wants it.
pub fn profile_timestamp(now: SystemTime) -> i64 {
    let unix = now
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO)
        .as_secs();
    i64::try_from(unix).unwrap_or(0) + UNIX_EPOCH_IN_PROFILE_SECONDS
}

/// Seconds since 1970 of an `SPS-PictureTimestamp`; `None` for text that is no such count.
pub fn from_profile_timestamp(value: &str) -> Option<i64> {
    let seconds = value
        .trim()
        .parse::<i64>()
        .ok()?
        .checked_sub(UNIX_EPOCH_IN_PROFILE_SECONDS)?;
    (seconds > 0).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::{PictureLocation, from_profile_timestamp, profile_timestamp};
    use proptest::prelude::*;
    use std::time::{Duration, UNIX_EPOCH};

    const MY: &str = "https://contoso-my.sharepoint.com";

    #[test]
    fn both_spellings_of_an_address_are_the_same_place() {
        let spo = "https://contoso-my.sharepoint.com:443/User%20Photos/Profile%20Pictures/anna_contoso_com_MThumb.jpg";
        let pnp = "https://Contoso-my.sharepoint.com/User Photos/Profile Pictures/anna_contoso_com_MThumb.jpg?t=63775083296";
        let location = PictureLocation::parse(spo, MY).unwrap();
        assert_eq!(PictureLocation::parse(pnp, MY).unwrap(), location);
        assert_eq!(location.folder, "/User Photos/Profile Pictures");
        assert_eq!(location.file_name('L'), "anna_contoso_com_LThumb.jpg");
        assert_eq!(location.to_picture_url(MY), spo);
    }

    #[test]
    fn addresses_outside_the_library_are_none() {
        for url in [
            "",
            "/_layouts/15/images/PersonPlaceholder.96x96x32.png",
            "https://contoso-my.sharepoint.com/_layouts/15/images/x_MThumb.jpg",
            "https://fabrikam-my.sharepoint.com/User%20Photos/P/anna_MThumb.jpg",
            "https://contoso-my.sharepoint.com/User%20Photos/P/anna_LThumb.jpg",
            "https://contoso-my.sharepoint.com/User%20Photos/P/_MThumb.jpg",
        ] {
            assert_eq!(PictureLocation::parse(url, MY), None, "{url}");
        }
    }

    #[test]
    fn timestamps_count_from_the_year_one() {
        // 2016-08-04 09:51:31 UTC, the constant many scripts write.
        assert_eq!(from_profile_timestamp("63605901091"), Some(1_470_304_291));
        assert_eq!(
            profile_timestamp(UNIX_EPOCH + Duration::from_secs(1_470_304_291)),
            63_605_901_091
        );
        assert_eq!(from_profile_timestamp(""), None);
        assert_eq!(from_profile_timestamp("-9223372036854775808"), None);
    }

    proptest! {
        #[test]
        fn an_address_written_is_read_back(folder in "[^/\\p{C}]{1,20}", prefix in "[^/\\p{C}]{1,30}") {
            prop_assume!(folder != "." && folder != "..");
            let location = PictureLocation { folder: format!("/User Photos/{folder}"), prefix };
            prop_assert_eq!(PictureLocation::parse(&location.to_picture_url(MY), MY), Some(location));
        }

        #[test]
        fn any_text_is_a_place_or_none(text in any::<String>()) {
            let _ = PictureLocation::parse(&text, MY);
        }
    }
}
