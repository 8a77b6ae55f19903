//! The tenant's time and the forms in which the services write it.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds from 0001-01-01 to 1970-01-01: `SPS-PictureTimestamp` counts from the former (`spo-wire.md` 3.4).
pub(crate) const DOTNET_EPOCH: u64 = 62_135_596_800;

/// Seconds since 1970-01-01 UTC.
pub(crate) fn unix_now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// `2024-03-29T17:55:08Z`.
pub(crate) fn iso8601(unix: u64) -> String {
    let (year, month, day) = civil(unix / 86_400);
    let second = unix % 86_400;
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

/// Year, month and day of a day counted from 1970-01-01 (Gregorian; 400 years are 146,097 days).
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::{DOTNET_EPOCH, iso8601};

    #[test]
    fn dates_are_those_of_the_recordings() {
        assert_eq!(iso8601(0), "1970-01-01T00:00:00Z");
        assert_eq!(
            iso8601(63_783_110_969 - DOTNET_EPOCH),
            "2022-03-17T10:49:29Z"
        );
        assert_eq!(
            iso8601(63_605_901_091 - DOTNET_EPOCH),
            "2016-08-04T09:51:31Z"
        );
        assert_eq!(iso8601(1_709_164_800), "2024-02-29T00:00:00Z");
    }
}
