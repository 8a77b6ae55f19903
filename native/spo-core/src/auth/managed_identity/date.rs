//! Dates in `expires_on`. Seen in the wild: `2021-07-02 08:00:34Z` (Azure/azure-sdk-for-python issue 19641), ISO 8601, and on
//! App Service for Windows `6/20/2019 2:57:58 AM +00:00`.

/// Seconds since 1970; `None` for what is no date. Without an offset it is UTC.
pub(super) fn unix(text: &str) -> Option<i64> {
    let text = text.trim().to_ascii_uppercase();
    let (day, rest) = text.split_once([' ', 'T'])?;
    let [year, month, day] = day_of(day)?;
    let is_afternoon = rest.contains("PM");
    let is_morning = rest.contains("AM");
    let clock: String = rest
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == ':')
        .collect();
    let mut parts = clock.split(':').map(str::parse::<i64>);
    let hour = parts.next()?.ok()?;
    let minute = parts.next()?.ok()?;
    let second = parts.next().transpose().ok()?.unwrap_or_default();
    let hour = match hour {
        12 if is_morning => 0,
        1..12 if is_afternoon => hour + 12,
        _ => hour,
    };
    let valid = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    let local =
        valid.then(|| days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)?;
    Some(local - offset(&rest[clock.len()..]))
}

fn day_of(text: &str) -> Option<[i64; 3]> {
    let numbers = |separator| {
        let parts: Result<Vec<i64>, _> = text.split(separator).map(str::parse).collect();
        <[i64; 3]>::try_from(parts.ok()?).ok()
    };
    numbers('-').or_else(|| numbers('/').map(|[month, day, year]| [year, month, day]))
}

/// Seconds east of Greenwich, from `+01:00`; 0 without one.
fn offset(rest: &str) -> i64 {
    let Some(at) = rest.find(['+', '-']) else {
        return 0;
    };
    let sign = if rest[at..].starts_with('-') { -1 } else { 1 };
    let mut parts = rest[at + 1..].split(':').map(|part| part.trim().parse());
    match (parts.next(), parts.next()) {
        (Some(Ok(hours)), Some(Ok(minutes))) => {
            let (hours, minutes): (i64, i64) = (hours, minutes);
            sign * (hours.clamp(0, 14) * 3600 + minutes.clamp(0, 59) * 60)
        }
        _ => 0,
    }
}

/// Days from 1970-01-01, by counting years from March (Howard Hinnant, "chrono-compatible low-level date algorithms").
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year / 400;
    let of_era = year - era * 400;
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::unix;
    use proptest::prelude::*;

    #[test]
    fn dates_of_every_form_are_read() {
        for (text, seconds) in [
            ("2021-07-02 08:00:34Z", 1_625_212_834),
            ("2021-07-02T10:00:34+02:00", 1_625_212_834),
            ("2021-07-02T08:00:34.1234567+00:00", 1_625_212_834),
            ("6/20/2019 2:57:58 AM +00:00", 1_560_999_478),
            ("6/20/2019 2:57:58 PM +00:00", 1_561_042_678),
            ("06/20/2019 12:00:00 AM +00:00", 1_560_988_800),
            ("2024-02-29T00:00:00Z", 1_709_164_800),
        ] {
            assert_eq!(unix(text), Some(seconds), "{text}");
        }
        for text in [
            "",
            "soon",
            "2021-13-02 08:00:34Z",
            "1/2 3:4",
            "2021-07-02 x",
        ] {
            assert_eq!(unix(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = unix(&text);
        }
    }
}
