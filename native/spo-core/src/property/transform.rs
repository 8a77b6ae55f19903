//! What is done to a value on its way from the source to the profile. Never depends on the culture of the machine.

use super::phone;
use crate::error::Result;
use std::fmt;

/// Steps in order. Doing them twice changes nothing more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Transform {
    steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Without white space at both ends.
    Trim,
    /// Unicode capitals.
    Upper,
    /// Unicode small letters.
    Lower,
    /// A phone number as `+` and digits; the country is that of numbers without `+`.
    E164(Option<phone::Country>),
    /// Of mail addresses with prefixes the primary one, marked `SMTP:`.
    PrimarySmtp,
    /// The SIP address among addresses with prefixes.
    SipAddress,
}

impl Step {
    /// Names that a map file may use.
    pub const NAMES: [&str; 6] = [
        "Trim",
        "Upper",
        "Lower",
        "E164",
        "PrimarySmtp",
        "SipAddress",
    ];

    /// Finds a step by name, in any case.
    pub fn named(name: &str, country: Option<phone::Country>) -> Option<Self> {
        let known = Self::NAMES
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name))?;
        Some(match *known {
            "Trim" => Self::Trim,
            "Upper" => Self::Upper,
            "Lower" => Self::Lower,
            "E164" => Self::E164(country),
            "PrimarySmtp" => Self::PrimarySmtp,
            _ => Self::SipAddress,
        })
    }

    fn apply(&self, text: &str) -> Result<Option<String>> {
        Ok(match self {
            Self::Trim => Some(text.trim().to_owned()),
            Self::Upper => Some(text.to_uppercase()),
            Self::Lower => Some(text.to_lowercase()),
            Self::E164(country) => Some(phone::e164(text, *country)?),
            Self::PrimarySmtp => address(text, |prefix| prefix == "SMTP"),
            Self::SipAddress => address(text, |prefix| prefix.eq_ignore_ascii_case("sip")),
        })
    }
}

fn is_blank(value: &str) -> bool {
    value.trim().is_empty()
}

/// Takes the prefix off an address of the right kind; an address without a prefix is taken as it is.
fn address(text: &str, wanted: impl Fn(&str) -> bool) -> Option<String> {
    match text.split_once(':') {
        None => Some(text.trim().to_owned()),
        Some((prefix, rest)) if wanted(prefix) && !rest.contains(':') => {
            Some(rest.trim().to_owned())
        }
        Some(_) => None,
    }
}

impl Transform {
    /// Steps in order.
    pub const fn new(steps: Vec<Step>) -> Self {
        Self { steps }
    }

    /// Whether a step turns phone numbers into their international form.
    pub fn has_phone_numbers(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::E164(_)))
    }

    /// Whether a step picks among addresses, so that the attribute's other names do not stand for the same value.
    pub fn picks(&self) -> bool {
        let picks = |step: &Step| matches!(step, Step::PrimarySmtp | Step::SipAddress);
        self.steps.iter().any(picks)
    }

    /// Does the steps to each value; empty ones, and those of nothing but white space, fall away.
    pub fn apply(&self, mut values: Vec<String>) -> Result<Vec<String>> {
        values.retain(|value| !is_blank(value));
        for step in &self.steps {
            let mut done = Vec::with_capacity(values.len());
            for value in values {
                done.extend(step.apply(&value)?.filter(|value| !is_blank(value)));
            }
            values = done;
        }
        Ok(values)
    }
}

impl fmt::Display for Transform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            match step {
                Step::Trim => f.write_str("Trim")?,
                Step::Upper => f.write_str("Upper")?,
                Step::Lower => f.write_str("Lower")?,
                Step::E164(None) => f.write_str("E164")?,
                Step::E164(Some(country)) => write!(f, "E164 ({country})")?,
                Step::PrimarySmtp => f.write_str("PrimarySmtp")?,
                Step::SipAddress => f.write_str("SipAddress")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, Transform};
    use proptest::prelude::*;

    fn apply(steps: &[Step], values: &[&str]) -> Vec<String> {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Transform::new(steps.to_vec()).apply(values).unwrap()
    }

    #[test]
    fn case_is_that_of_unicode() {
        assert_eq!(
            apply(&[Step::Upper], &["istanbul stra\u{df}e"]),
            ["ISTANBUL STRASSE"]
        );
        assert_eq!(
            apply(&[Step::Lower], &["\u{39f}\u{394}\u{39f}\u{3a3}"]),
            ["\u{3bf}\u{3b4}\u{3bf}\u{3c2}"]
        );
        assert_eq!(
            apply(&[Step::Trim, Step::Lower], &[" A ", "\u{a0}\t"]),
            ["a"]
        );
    }

    #[test]
    fn addresses_are_picked_by_their_prefix() {
        let addresses = ["smtp:a@x", "SIP:s@x", "SMTP:b@x", "x500:/o=x", "SMTP:a:b"];
        assert_eq!(apply(&[Step::PrimarySmtp], &addresses), ["b@x"]);
        assert_eq!(apply(&[Step::SipAddress], &addresses), ["s@x"]);
        assert_eq!(apply(&[Step::SipAddress], &["plain@x"]), ["plain@x"]);
    }

    #[test]
    fn steps_are_shown_as_they_are_written() {
        for name in Step::NAMES {
            let step = Step::named(&name.to_lowercase(), None).unwrap();
            assert_eq!(Transform::new(vec![step]).to_string(), name);
        }
        assert_eq!(Step::named("Title", None), None);
    }

    proptest! {
        #[test]
        fn doing_it_twice_changes_nothing_more(value in "\\PC{0,20}|(SMTP:|sip:)?[a-c:@ ]{0,8}", index in 0..Step::NAMES.len(), second in 0..Step::NAMES.len()) {
            let step = |index: usize| Step::named(Step::NAMES[index], None).unwrap();
            for steps in [vec![step(index)], vec![step(index), step(second)]] {
                let transform = Transform::new(steps);
                let Ok(once) = transform.apply(vec![value.clone()]) else { continue };
                prop_assert!(once.iter().all(|value| !value.is_empty()));
                prop_assert_eq!(transform.apply(once.clone()).unwrap(), once);
            }
        }
    }
}
