//! Phone numbers in the form of E.164: `+`, country code, number, digits only.

use crate::error::{Error, ErrorId, Result};
use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};
use std::fmt;

/// The country of numbers that are written without a country code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country(Region);

impl Country {
    /// By its two letters in ISO 3166, in any case; `None` when no numbers are known of it.
    pub fn from_code(code: &str) -> Option<Self> {
        let region: Region = code.trim().to_ascii_uppercase().parse().ok()?;
        PHONE_NUMBER_UTIL
            .get_supported_regions()
            .any(|known| known == region)
            .then_some(Self(region))
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// Brings a number into the form. A number whose length its country does not have is refused; whether the number is given out is not asked, because
/// the tables of that age faster than numbers are.
pub fn e164(text: &str, country: Option<Country>) -> Result<String> {
    let refused = |why: &str| {
        let shown: String = text.chars().take(40).collect();
        let message =
            format!("The phone number \"{shown}\" cannot be brought into the form of E.164: {why}");
        Err(Error::new(ErrorId::PropertyValueInvalid, message))
    };
    let Ok(number) = PHONE_NUMBER_UTIL.parse(text, country.map(|country| country.0)) else {
        return refused(
            if country.is_none() && !text.trim_start().starts_with('+') {
                "it has no country code, and the map row has no Country."
            } else {
                "it is not a phone number."
            },
        );
    };
    if !number.extension().is_empty() {
        return refused("the form has no place for an extension.");
    }
    match PHONE_NUMBER_UTIL.is_possible_number_with_reason(&number) {
        Ok(NumberLengthType::IsPossible) => Ok(PHONE_NUMBER_UTIL
            .format(&number, PhoneNumberFormat::E164)
            .into_owned()),
        Ok(NumberLengthType::IsPossibleLocalOnly) => refused("it has no area code."),
        Err(why) => refused(&format!("{why}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Country, e164};
    use crate::error::ErrorId;
    use proptest::prelude::*;
    use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

    fn germany() -> Option<Country> {
        Country::from_code("de")
    }

    #[test]
    fn numbers_of_every_habit_come_into_one_form() {
        for text in [
            "+49 (0)30 901820",
            "030/90 18 20",
            "0049 30 901820",
            "tel:+49-30-901820",
            "\u{ff0b}49 30 901820",
        ] {
            assert_eq!(e164(text, germany()).unwrap(), "+4930901820", "{text}");
        }
        let arabic = "+\u{664}\u{669} \u{663}\u{660} \u{669}\u{660}\u{661}\u{668}\u{662}\u{660}";
        assert_eq!(e164(arabic, None).unwrap(), "+4930901820");
        let italy = Country::from_code("IT");
        assert_eq!(
            e164("06 6982", italy).unwrap(),
            "+39066982",
            "the zero belongs to Italian numbers"
        );
    }

    #[test]
    fn what_is_no_number_is_refused_with_a_reason() {
        for (text, country, why) in [
            ("n/a", germany(), "not a phone number"),
            ("030 901820", None, "no Country"),
            ("+49 30 901820 ext. 12", None, "extension"),
            ("+1 234", None, "shorter"),
            ("+1 555 0100 555 0100", None, "longer"),
        ] {
            let error = e164(text, country).unwrap_err();
            assert_eq!(error.id(), ErrorId::PropertyValueInvalid);
            assert!(error.message().contains(why), "{text}: {error}");
        }
    }

    /// The tables' own example of each country, as it is written at home.
    #[test]
    fn numbers_of_every_country_are_read() {
        let mut countries = 0;
        for region in PHONE_NUMBER_UTIL.get_supported_regions() {
            let Ok(example) = PHONE_NUMBER_UTIL.get_example_number(region) else {
                continue;
            };
            let national = PHONE_NUMBER_UTIL.format(&example, PhoneNumberFormat::National);
            let expected = PHONE_NUMBER_UTIL.format(&example, PhoneNumberFormat::E164);
            let country = Country::from_code(&format!("{region:?}"));
            assert_eq!(e164(&national, country).unwrap(), expected, "{region:?}");
            countries += 1;
        }
        assert!(countries > 200, "{countries}");
    }

    #[test]
    fn countries_are_those_with_numbers() {
        assert_eq!(Country::from_code("gb").unwrap().to_string(), "GB");
        for code in ["", "D", "DEU", "ZZ", "001", "\u{df}"] {
            assert_eq!(Country::from_code(code), None, "{code}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_number_or_an_error(text in "\\PC{0,40}|[-+0-9 ()/.x;=]{0,30}") {
            for country in [None, germany()] {
                if let Ok(number) = e164(&text, country) {
                    prop_assert!(number.starts_with('+') && number[1..].bytes().all(|b| b.is_ascii_digit()), "{}", number);
                    prop_assert_eq!(e164(&number, country).unwrap(), number);
                }
            }
        }
    }
}
