//! How long answers take: not at all, always the same, or log-normally spread as round trips are. Drawn from a seeded generator.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A latency model, written `50` (milliseconds) or `lognormal:50:0.5` (median in milliseconds, sigma).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "String")]
pub struct Latency {
    median_ms: u32,
    /// In thousandths, so that settings can be compared.
    sigma: u32,
}

/// A number is taken as milliseconds too.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(u32),
    Text(String),
}

/// Nobody models a latency beyond this, and a sleep must not overflow.
const LONGEST_MS: f64 = 600_000.0;

impl Latency {
    /// Answers at once.
    pub const NONE: Self = Self {
        median_ms: 0,
        sigma: 0,
    };

    /// Always so many milliseconds.
    pub const fn fixed(ms: u32) -> Self {
        Self {
            median_ms: ms,
            sigma: 0,
        }
    }

    pub(crate) fn is_none(self) -> bool {
        self.median_ms == 0
    }

    /// One latency.
    pub(crate) fn draw(self, random: &mut fastrand::Rng) -> Duration {
        let median = f64::from(self.median_ms);
        if self.sigma == 0 {
            return Duration::from_secs_f64(median.min(LONGEST_MS) / 1000.0);
        }
        // Box and Muller's way to a normally distributed number; the logarithm needs a number above zero.
        let (first, second) = (1.0 - random.f64(), random.f64());
        let normal = (-2.0 * first.ln()).sqrt() * (std::f64::consts::TAU * second).cos();
        let ms = median * (f64::from(self.sigma) / 1000.0 * normal).exp();
        Duration::from_secs_f64(ms.min(LONGEST_MS) / 1000.0)
    }
}

impl FromStr for Latency {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split(':').collect();
        let parsed = match parts.as_slice() {
            [ms] => ms.parse().ok().map(Self::fixed),
            ["lognormal", median, sigma] => {
                let sigma = sigma.parse::<f64>().ok();
                let sigma = sigma.filter(|sigma| (0.0..=10.0).contains(sigma));
                median.parse().ok().zip(sigma).map(|(median_ms, sigma)| {
                    #[allow(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "0 to 10,000"
                    )]
                    let sigma = (sigma * 1000.0).round() as u32;
                    Self { median_ms, sigma }
                })
            }
            _ => None,
        };
        parsed.ok_or_else(|| {
            format!("'{text}' is no latency: 50, or lognormal:50:0.5 (median in ms, sigma 0 to 10)")
        })
    }
}

impl TryFrom<Written> for Latency {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::Number(ms) => Ok(Self::fixed(ms)),
            Written::Text(text) => text.parse(),
        }
    }
}

impl From<Latency> for String {
    fn from(latency: Latency) -> Self {
        latency.to_string()
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sigma == 0 {
            write!(f, "{}", self.median_ms)
        } else {
            let sigma = f64::from(self.sigma) / 1000.0;
            write!(f, "lognormal:{}:{sigma}", self.median_ms)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Latency;
    use std::time::Duration;

    #[test]
    fn models_are_written_as_they_are_read() {
        for text in ["0", "50", "lognormal:50:0.5"] {
            assert_eq!(text.parse::<Latency>().unwrap().to_string(), text);
        }
        for text in ["", "-1", "lognormal:50", "lognormal:50:11", "normal:1:1"] {
            assert!(text.parse::<Latency>().is_err(), "{text}");
        }
    }

    #[test]
    fn half_the_draws_are_below_the_median_and_the_seed_decides_them() {
        let latency: Latency = "lognormal:50:0.5".parse().unwrap();
        let draws = |seed| {
            let mut random = fastrand::Rng::with_seed(seed);
            (0..1000)
                .map(|_| latency.draw(&mut random))
                .collect::<Vec<_>>()
        };
        let below = draws(3)
            .iter()
            .filter(|draw| **draw < Duration::from_millis(50))
            .count();
        assert!((440..560).contains(&below), "{below}");
        assert_eq!(draws(3), draws(3));
        let mut random = fastrand::Rng::new();
        assert_eq!(
            Latency::fixed(7).draw(&mut random),
            Duration::from_millis(7)
        );
    }
}
