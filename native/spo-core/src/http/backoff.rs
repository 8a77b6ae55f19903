//! How long to wait when the service does not say.

use std::time::Duration;

const BASE: Duration = Duration::from_secs(1);
const CAP: Duration = Duration::from_secs(60);

/// Full jitter: anything from nothing to one second doubled with each try, at most a minute.
/// Jitter over the whole range spreads workers that failed together.
pub(crate) fn wait(tries: u32) -> Duration {
    longest(tries).mul_f64(fastrand::f64())
}

fn longest(tries: u32) -> Duration {
    BASE.saturating_mul(2_u32.saturating_pow(tries.saturating_sub(1)))
        .min(CAP)
}

#[cfg(test)]
mod tests {
    use super::{CAP, longest, wait};
    use std::time::Duration;

    #[test]
    fn the_range_doubles_up_to_a_minute() {
        let seconds: Vec<_> = (0..9).map(|tries| longest(tries).as_secs()).collect();
        assert_eq!(seconds, [1, 1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(longest(u32::MAX), CAP);
    }

    #[test]
    fn waits_stay_in_the_range() {
        assert!((0..1000).all(|_| wait(3) < Duration::from_secs(4)));
    }
}
