//! The published numbers, by licences of the tenant (`spo-wire.md` 5) and by users of the directory (`graph-wire.md` 4.1).

/// Quotas of the SharePoint hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tier {
    /// `PeopleManager` calls of the tenant in 5 minutes.
    pub(super) people_manager: u64,
    /// Resource units of the tenant in 5 minutes.
    pub(super) tenant_units: u64,
    /// Resource units of one app in a minute.
    pub(super) app_units_minute: u64,
    /// Resource units of one app in 24 hours.
    pub(super) app_units_day: u64,
}

impl Tier {
    /// Every number of the table is a multiple of the one of the smallest tier.
    pub(super) const fn of(licences: u32) -> Self {
        let step = match licences {
            0..=1_000 => 1,
            1_001..=5_000 => 2,
            5_001..=15_000 => 3,
            15_001..=50_000 => 4,
            _ => 5,
        };
        Self {
            people_manager: 3_000 * step,
            tenant_units: 18_750 * step,
            app_units_minute: 1_250 * step,
            app_units_day: 1_200_000 * step,
        }
    }
}

/// Requests of one signed-in user in 5 minutes, whatever the tier.
pub(super) const USER_REQUESTS: u64 = 3_000;

const GIGABYTE: u64 = 1024 * 1024 * 1024;

/// Bytes one app may send in an hour, and as many again receive.
pub(super) const APP_BYTES: [u64; 2] = [400 * GIGABYTE, 400 * GIGABYTE];

/// Bytes one signed-in user may send in an hour, and receive.
pub(super) const USER_BYTES: [u64; 2] = [50 * GIGABYTE, 100 * GIGABYTE];

/// Resource units of one app in this tenant's directory in 10 seconds.
pub(super) const fn identity_units(users: usize) -> u64 {
    match users {
        0..50 => 3_500,
        50..=500 => 5_000,
        _ => 8_000,
    }
}

/// Writes of one app to this tenant's directory in 150 seconds.
pub(super) const IDENTITY_WRITES: u64 = 3_000;

/// Outlook-bound requests of one app at a time.
pub(super) const OUTLOOK_CONCURRENCY: usize = 4;

#[cfg(test)]
mod tests {
    use super::{Tier, identity_units};

    #[test]
    fn the_table_is_the_published_one() {
        let rows = [
            (1_000, 3_000, 18_750, 1_250, 1_200_000),
            (1_001, 6_000, 37_500, 2_500, 2_400_000),
            (15_000, 9_000, 56_250, 3_750, 3_600_000),
            (50_000, 12_000, 75_000, 5_000, 4_800_000),
            (50_001, 15_000, 93_750, 6_250, 6_000_000),
        ];
        for (licences, people_manager, tenant_units, app_units_minute, app_units_day) in rows {
            let expected = Tier {
                people_manager,
                tenant_units,
                app_units_minute,
                app_units_day,
            };
            assert_eq!(Tier::of(licences), expected, "{licences}");
        }
        assert_eq!(
            [49, 50, 500, 501].map(identity_units),
            [3_500, 5_000, 5_000, 8_000]
        );
    }
}
