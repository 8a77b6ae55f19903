//! The properties of the profile store and what each can hold. Names and order are those of public captures (`spo-wire.md` 1.3,
//! `graph-wire.md` 7), of properties a reader of profiles is likely to look at; a tenant's own follow behind them.

use crate::profile_settings::{ControlCharacters, OverlongValue, ProfileSettings};
use crate::settings::Settings;
use serde::Serialize;
use std::borrow::Cow;

/// Properties every tenant has, in the order the service lists them.
pub const NAMES: [&str; 60] = [
    "UserProfile_GUID",
    "SID",
    "ADGuid",
    "AccountName",
    "FirstName",
    "SPS-PhoneticFirstName",
    "LastName",
    "SPS-PhoneticLastName",
    "PreferredName",
    "SPS-PhoneticDisplayName",
    "WorkPhone",
    "Department",
    "Title",
    "SPS-JobTitle",
    "SPS-Department",
    "Manager",
    "AboutMe",
    "PersonalSpace",
    "PictureURL",
    "UserName",
    "QuickLinks",
    "WebSite",
    "PublicSiteRedirect",
    "SPS-DataSource",
    "SPS-Responsibility",
    "SPS-SipAddress",
    "SPS-HireDate",
    "SPS-ClaimID",
    "SPS-ClaimProviderID",
    "SPS-ClaimProviderType",
    "SPS-SavedSID",
    "SPS-UserPrincipalName",
    "SPS-HideFromAddressLists",
    "SPS-RecipientTypeDetails",
    "SPS-UserType",
    "SPS-DistinguishedName",
    "msOnline-ObjectId",
    "WorkEmail",
    "CellPhone",
    "Fax",
    "HomePhone",
    "Office",
    "SPS-Location",
    "Assistant",
    "SPS-PastProjects",
    "SPS-Skills",
    "SPS-School",
    "SPS-Birthday",
    "SPS-StatusNotes",
    "SPS-Interests",
    "SPS-HashTags",
    "SPS-EmailOptin",
    "SPS-PictureTimestamp",
    "SPS-PrivacyPeople",
    "SPS-PicturePlaceholderState",
    "SPS-PictureExchangeSyncState",
    "SPS-MUILanguages",
    "SPS-ContentLanguages",
    "SPS-TimeZone",
    "SPS-Locale",
];

/// Properties Entra is the master of: Microsoft's own synchronisation overwrites them, the bulk import never takes them (documented list,
/// `graph-wire.md` 7).
pub const CORE: [&str; 26] = [
    "AccountName",
    "UserName",
    "SPS-UserPrincipalName",
    "SPS-ClaimID",
    "SPS-SavedSID",
    "SID",
    "ADGuid",
    "msOnline-ObjectId",
    "SPS-DistinguishedName",
    "FirstName",
    "LastName",
    "PreferredName",
    "WorkPhone",
    "WorkEmail",
    "SPS-SipAddress",
    "Office",
    "Title",
    "SPS-JobTitle",
    "Department",
    "SPS-Department",
    "Manager",
    "PublicSiteRedirect",
    "SPS-MUILanguages",
    "SPS-HideFromAddressLists",
    "SPS-RecipientTypeDetails",
    "SPS-UserType",
];

/// One property, as `GET /control/properties` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent flag of the schema"
)]
pub struct ProfileProperty {
    /// Its name.
    pub name: String,
    /// Users may edit it, so the bulk import refuses it.
    pub user_editable: bool,
    /// It holds several values, which readers see joined by `|`.
    pub multi_value: bool,
    /// Its values are terms.
    pub taxonomy: bool,
    /// Microsoft's own synchronisation owns it.
    pub core: bool,
    /// It is one of this tenant alone.
    pub custom: bool,
}

/// The schema as the switches have it.
pub(crate) fn properties(settings: &Settings) -> Vec<ProfileProperty> {
    let custom = settings.custom_properties.iter().map(String::as_str);
    NAMES
        .into_iter()
        .chain(custom)
        .filter_map(|name| property(settings, name))
        .collect()
}

/// One property by name in any case; `None` when the tenant has none of that name.
pub(crate) fn property(settings: &Settings, name: &str) -> Option<ProfileProperty> {
    let own = &settings.custom_properties;
    let everywhere = NAMES.iter().find(|known| known.eq_ignore_ascii_case(name));
    let found = everywhere.map(|known| (*known).to_owned()).or_else(|| {
        own.iter()
            .find(|own| own.eq_ignore_ascii_case(name))
            .cloned()
    })?;
    let profile = &settings.profile;
    Some(ProfileProperty {
        user_editable: is_among(&settings.user_editable_properties, name),
        multi_value: is_among(&profile.multi_value_properties, name),
        taxonomy: is_among(&profile.taxonomy_properties, name),
        core: CORE.iter().any(|core| core.eq_ignore_ascii_case(name)),
        custom: everywhere.is_none(),
        name: found,
    })
}

pub(crate) fn is_among(list: &[String], name: &str) -> bool {
    list.iter().any(|entry| entry.eq_ignore_ascii_case(name))
}

/// Why a value is not taken. The types are classes of `Microsoft.Office.Server.UserProfiles`; only the first is recorded
/// (cli-microsoft365 pull request 1695), the texts of the others are assumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ValueRefusal {
    /// Users may not edit it, and the caller is no administrator.
    NotEditable,
    NotFound(String),
    TooLong(String),
    SingleValue(String),
    ControlCharacter(String),
}

impl ValueRefusal {
    pub(crate) const fn type_name(&self) -> &'static str {
        match self {
            Self::NotEditable => {
                "Microsoft.Office.Server.UserProfiles.PropertyNotEditableException"
            }
            Self::NotFound(_) => "Microsoft.Office.Server.UserProfiles.PropertyNotDefinedException",
            Self::TooLong(_) | Self::SingleValue(_) | Self::ControlCharacter(_) => {
                "Microsoft.Office.Server.UserProfiles.InvalidValueException"
            }
        }
    }

    pub(crate) fn message(&self) -> String {
        match self {
            Self::NotEditable => {
                "Property Not Editable: This property can only be modified by an administrator."
                    .to_owned()
            }
            Self::NotFound(name) => format!("Property Not Found: {name}"),
            Self::TooLong(name) => format!("The value of property {name} is too long."),
            Self::SingleValue(name) => format!("Property {name} can hold one value only."),
            Self::ControlCharacter(name) => {
                format!("The value of property {name} has characters that are not allowed.")
            }
        }
    }
}

/// A value as the property stores it.
pub(crate) fn stored<'a>(
    settings: &ProfileSettings,
    name: &str,
    value: &'a str,
) -> Result<Cow<'a, str>, ValueRefusal> {
    let control = |letter: char| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r');
    if settings.control_characters == ControlCharacters::Refuse && value.chars().any(control) {
        return Err(ValueRefusal::ControlCharacter(name.to_owned()));
    }
    let longest = settings.max_length;
    if longest == 0 || value.encode_utf16().count() <= longest {
        return Ok(value.into());
    }
    if settings.overlong_value == OverlongValue::Refuse {
        return Err(ValueRefusal::TooLong(name.to_owned()));
    }
    let mut length = 0;
    let fits = |letter: &char| {
        length += letter.len_utf16();
        length <= longest
    };
    Ok(value.chars().take_while(fits).collect::<String>().into())
}

#[cfg(test)]
mod tests {
    use super::{CORE, NAMES, ValueRefusal, properties, property, stored};
    use crate::profile_settings::{ControlCharacters, OverlongValue, ProfileSettings};
    use crate::settings::Settings;

    #[test]
    fn every_flag_names_a_property_there_is() {
        let settings = Settings::default();
        let profile = &settings.profile;
        let flags = settings
            .user_editable_properties
            .iter()
            .chain(&profile.multi_value_properties)
            .chain(&profile.taxonomy_properties)
            .chain(&profile.closed_term_properties)
            .map(String::as_str);
        for name in flags.chain(CORE) {
            assert!(NAMES.contains(&name), "{name}");
        }
        let all = properties(&settings);
        let mut names: Vec<_> = all.iter().map(|property| &property.name).collect();
        names.dedup();
        assert_eq!(names.len(), NAMES.len());
    }

    #[test]
    fn a_property_is_found_in_any_case_and_a_tenants_own_can_be_of_any_kind() {
        let mut settings = Settings::default();
        assert_eq!(property(&settings, "Badge"), None);
        settings.custom_properties.push("Badge".to_owned());
        settings
            .profile
            .multi_value_properties
            .push("badge".to_owned());
        let badge = property(&settings, "BADGE").unwrap();
        assert!(badge.custom && badge.multi_value && !badge.core && badge.name == "Badge");
        let phone = property(&settings, "cellphone").unwrap();
        assert!(phone.user_editable && !phone.custom && phone.name == "CellPhone");
        assert!(property(&settings, "sps-sipaddress").unwrap().core);
    }

    #[test]
    fn length_counts_utf_16_units_and_the_switch_decides() {
        let mut settings = ProfileSettings::default();
        let longest = "\u{1F600}".repeat(1800);
        assert_eq!(stored(&settings, "Fax", &longest).unwrap(), longest);
        let more = format!("{longest}a");
        assert_eq!(
            stored(&settings, "Fax", &more),
            Err(ValueRefusal::TooLong("Fax".to_owned()))
        );
        settings.overlong_value = OverlongValue::Truncate;
        assert_eq!(stored(&settings, "Fax", &more).unwrap(), longest);
        settings.max_length = 3;
        assert_eq!(
            stored(&settings, "Fax", "a\u{1F600}\u{1F600}").unwrap(),
            "a\u{1F600}"
        );
        settings.max_length = 0;
        assert_eq!(stored(&settings, "Fax", &more).unwrap(), more);
    }

    #[test]
    fn control_characters_are_a_switch() {
        let mut settings = ProfileSettings::default();
        assert!(stored(&settings, "Fax", "1\u{1}").is_ok());
        settings.control_characters = ControlCharacters::Refuse;
        assert!(stored(&settings, "Fax", "1\u{1}").is_err());
        assert!(stored(&settings, "Fax", "1\t2\r\n3").is_ok());
    }
}
