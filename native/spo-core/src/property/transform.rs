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

/// Takes the prefix off an address of the right kind; an address without a prefix is taken as it is.
fn address(text: &str, wanted: impl Fn(&str) -> bool) -> Option<String> {
    match text.split_once(':') {
        None => Some(text.to_owned()),
        Some((prefix, rest)) if wanted(prefix) && !rest.contains(':') => Some(rest.to_owned()),
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

    /// Does the steps to each value; empty values fall away.
    pub fn apply(&self, mut values: Vec<String>) -> Result<Vec<String>> {
        values.retain(|value| !value.is_empty());
        for step in &self.steps {
            let mut done = Vec::with_capacity(values.len());
            for value in values {
                done.extend(step.apply(&value)?.filter(|value| !value.is_empty()));
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
