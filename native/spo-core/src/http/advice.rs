//! What an answer says about when to come back: `Retry-After` and the `RateLimit` fields.

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// Longer waits are cut to this: a run that stands still for longer is better ended by its time budget.
const LONGEST: Duration = Duration::from_secs(3600);

/// `RateLimit-Limit`, `-Remaining` and `-Reset`: resource units of the app's one-minute window, sent from 80 % use on
/// (Microsoft's throttling article for SharePoint; beta and best effort there).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quota {
    pub limit: u64,
    pub remaining: u64,
    pub reset: Duration,
}

impl Quota {
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
        Some(Self {
            limit: number("RateLimit-Limit")?,
            remaining: number("RateLimit-Remaining")?,
            reset: Duration::from_secs(number("RateLimit-Reset")?).min(LONGEST),
        })
    }

    /// Less than a fifth is left.
    pub const fn is_low(&self) -> bool {
        self.remaining.saturating_mul(5) < self.limit
    }
}

/// The wait the answer asks for, `None` when it names none: `Retry-After`, or `RateLimit-Reset` if nothing is left until then.
pub(super) fn wait(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok();
    // The server's own clock, if it shows it, makes a date right even when the clock here is wrong.
    let now = text(DATE)
        .and_then(|date| httpdate::parse_http_date(date).ok())
        .unwrap_or_else(SystemTime::now);
    let asked = text(RETRY_AFTER).and_then(|value| retry_after(value, now));
    let reset = Quota::read(headers)
        .filter(|quota| quota.remaining == 0)
        .map(|quota| quota.reset);
    asked.max(reset)
}

/// `Retry-After` is seconds or a date (RFC 9110, 10.2.3); anything else is ignored.
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(
            value
                .parse()
                .map_or(LONGEST, Duration::from_secs)
                .min(LONGEST),
        );
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default().min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Quota, retry_after, wait};
    use proptest::prelude::*;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    fn headers(fields: &[(&'static str, &'static str)]) -> HeaderMap {
        let field = |&(name, value)| {
            (
                HeaderName::from_bytes(str::as_bytes(name)).unwrap(),
                HeaderValue::from_static(value),
            )
        };
        fields.iter().map(field).collect()
    }

    #[test]
    fn seconds_and_dates_are_read_and_clamped() {
        let now = httpdate::parse_http_date("Mon, 23 Nov 2026 10:00:00 GMT").unwrap();
        let read = |value| retry_after(value, now);
        assert_eq!(read("12"), Some(Duration::from_secs(12)));
        assert_eq!(read(" 0 "), Some(Duration::ZERO));
        assert_eq!(read("86400"), Some(LONGEST));
        assert_eq!(read("99999999999999999999999999"), Some(LONGEST));
        assert_eq!(
            read("Mon, 23 Nov 2026 10:00:31 GMT"),
            Some(Duration::from_secs(31))
        );
        assert_eq!(read("Mon, 23 Nov 2026 09:59:00 GMT"), Some(Duration::ZERO));
        for garbage in ["", "-1", "soon", "1.5", "12 s", "Mon, 99 Foo 2026"] {
            assert_eq!(read(garbage), None, "{garbage}");
        }
    }

    #[test]
    fn a_date_is_measured_by_the_clock_of_the_server() {
        let fields = [
            ("date", "Mon, 23 Nov 2020 10:00:00 GMT"),
            ("retry-after", "Mon, 23 Nov 2020 10:00:09 GMT"),
        ];
        assert_eq!(wait(&headers(&fields)), Some(Duration::from_secs(9)));
    }

    #[test]
    fn an_empty_quota_counts_until_its_reset() {
        let quota = [
            ("ratelimit-limit", "1200"),
            ("ratelimit-remaining", "0"),
            ("ratelimit-reset", "31"),
        ];
        assert_eq!(wait(&headers(&quota)), Some(Duration::from_secs(31)));
        assert_eq!(
            wait(&headers(&[&quota[..], &[("retry-after", "40")]].concat())),
            Some(Duration::from_secs(40))
        );
        let low = [
            ("ratelimit-limit", "1200"),
            ("ratelimit-remaining", "120"),
            ("ratelimit-reset", "5"),
        ];
        assert_eq!(wait(&headers(&low)), None);
        assert!(Quota::read(&headers(&low)).unwrap().is_low());
    }

    proptest! {
        #[test]
        fn no_value_panics_or_waits_longer_than_an_hour(value in ".*", seconds in 0_u64..4_000_000_000) {
            let now: SystemTime = UNIX_EPOCH + Duration::from_secs(seconds);
            if let Some(wait) = retry_after(&value, now) {
                prop_assert!(wait <= LONGEST);
            }
        }
    }
}
