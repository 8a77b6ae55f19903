//! The profile store: what it knows of each user from the start, and what has been written since.

use crate::clock::DOTNET_EPOCH;
use crate::profile_schema::NAMES;
use crate::propagation::Propagation;
use crate::users::{PictureState, User, guid, mixed};
use std::collections::{BTreeMap, HashMap};

/// Properties written since the start, by user. What was not written is made from the seed when asked for.
#[derive(Debug)]
pub(crate) struct ProfileStore {
    tenant: String,
    seed: u64,
    /// Absolute address of the photo folder, as in `PictureURL`: port 443 spelled out, blanks as `%20`.
    photo_base: String,
    /// The tenant's own properties.
    custom: Vec<String>,
    written: HashMap<usize, BTreeMap<String, String>>,
    propagation: Propagation,
}

/// The properties of one user: name and value, in the order of the service.
pub(crate) type Properties = Vec<(String, String)>;

impl ProfileStore {
    pub(crate) fn new(tenant: &str, seed: u64, folder_name: &str) -> Self {
        let folder = folder_name.replace(' ', "%20");
        let photo_base = format!("https://{tenant}-my.sharepoint.com:443/User%20Photos/{folder}");
        Self {
            tenant: tenant.to_owned(),
            seed,
            photo_base,
            custom: Vec::new(),
            written: HashMap::new(),
            propagation: Propagation::default(),
        }
    }

    /// `PictureURL` of a file in the photo folder.
    pub(crate) fn photo_url(&self, file: &str) -> String {
        format!("{}/{file}", self.photo_base)
    }

    /// All properties of the user as readers see them.
    pub(crate) fn properties(&self, user: &User) -> Properties {
        let mut all = self.stored(user);
        self.propagation.hide(user.index, &mut all);
        all
    }

    fn stored(&self, user: &User) -> Properties {
        let mut initial = self.initial(user);
        let written = self.written.get(&user.index);
        let known = NAMES
            .into_iter()
            .chain(self.custom.iter().map(String::as_str));
        let mut all: Properties = known
            .map(|name| {
                let value = written.and_then(|written| written.get(name)).cloned();
                (
                    name.to_owned(),
                    value.or_else(|| initial.remove(name)).unwrap_or_default(),
                )
            })
            .collect();
        let others = written
            .into_iter()
            .flatten()
            .filter(|(name, _)| self.known(name).is_none());
        all.extend(others.map(|(name, value)| (name.clone(), value.clone())));
        all
    }

    /// From now on readers see a write so many seconds late.
    pub(crate) fn delay_reads(&mut self, seconds: u64) {
        self.propagation.set_delay(seconds);
    }

    /// From now on every profile has these properties too.
    pub(crate) fn own_properties(&mut self, names: &[String]) {
        names.clone_into(&mut self.custom);
    }

    /// How the schema writes a name that may come in any case.
    fn known(&self, name: &str) -> Option<&str> {
        NAMES
            .into_iter()
            .chain(self.custom.iter().map(String::as_str))
            .find(|known| known.eq_ignore_ascii_case(name))
    }

    /// Whether somebody's profile got that value.
    pub(crate) fn is_in_use(&self, name: &str, value: &str) -> bool {
        self.written
            .values()
            .filter_map(|written| written.get(name))
            .any(|held| held.split('|').any(|part| part.eq_ignore_ascii_case(value)))
    }

    /// Writes one property, whoever asks. Names are matched in any case; an unknown one becomes a property of this user alone.
    pub(crate) fn set(&mut self, user: &User, name: &str, value: &str) {
        if self.propagation.delays() {
            let stored = self.stored(user);
            self.propagation
                .note(user.index, name, self::value(&stored, name));
        }
        let known = self.known(name).map(str::to_owned);
        let written = self.written.entry(user.index).or_default();
        let existing = || {
            written
                .keys()
                .find(|key| key.eq_ignore_ascii_case(name))
                .cloned()
        };
        let key = known.or_else(existing).unwrap_or_else(|| name.to_owned());
        written.insert(key, value.to_owned());
    }

    fn initial(&self, user: &User) -> HashMap<&'static str, String> {
        let mut random = fastrand::Rng::with_seed(mixed(self.seed, user.index, 0xA1));
        let upn = &user.user_principal_name;
        let mut values = HashMap::from([
            ("UserProfile_GUID", guid(&mut random).to_string()),
            (
                "SID",
                format!("i:0h.f|membership|{:016x}@live.com", random.u64(..)),
            ),
            ("ADGuid", "System.Byte[]".to_owned()),
            ("SPS-SavedSID", "System.Byte[]".to_owned()),
            ("AccountName", user.account_name.clone()),
            ("FirstName", user.given_name.clone()),
            ("LastName", user.surname.clone()),
            ("PreferredName", user.display_name.clone()),
            ("Department", user.department.clone()),
            ("SPS-Department", user.department.clone()),
            ("Title", user.title.clone()),
            ("SPS-JobTitle", user.title.clone()),
            ("UserName", upn.clone()),
            ("SPS-UserPrincipalName", upn.clone()),
            ("SPS-ClaimID", upn.clone()),
            ("SPS-ClaimProviderID", "membership".to_owned()),
            ("SPS-ClaimProviderType", "Forms".to_owned()),
            ("SPS-SipAddress", user.mail.clone()),
            ("WorkEmail", user.mail.clone()),
            ("SPS-HideFromAddressLists", "False".to_owned()),
            ("SPS-UserType", "0".to_owned()),
            ("msOnline-ObjectId", user.object_id.to_string()),
            (
                "SPS-DistinguishedName",
                format!(
                    "CN={},OU=Users,DC={},DC=sharepoint,DC=com",
                    user.object_id, self.tenant
                ),
            ),
        ]);
        values.extend(self.picture(user, &mut random));
        values
    }

    fn picture(&self, user: &User, random: &mut fastrand::Rng) -> [(&'static str, String); 4] {
        let state = PictureState::of(user.index);
        let prefix = match state {
            PictureState::None => String::new(),
            PictureState::Exchange => user.object_id.to_string(),
            _ => user.upn_prefix(),
        };
        let url = if prefix.is_empty() {
            String::new()
        } else {
            format!("{}/{prefix}_MThumb.jpg", self.photo_base)
        };
        // Some day of 2016 to 2022.
        let timestamp = DOTNET_EPOCH + 1_460_000_000 + random.u64(0..200_000_000);
        let hidden = matches!(state, PictureState::None | PictureState::Placeholder);
        [
            (
                "SPS-PictureTimestamp",
                if url.is_empty() {
                    String::new()
                } else {
                    timestamp.to_string()
                },
            ),
            ("PictureURL", url),
            ("SPS-PicturePlaceholderState", u8::from(hidden).to_string()),
            (
                "SPS-PictureExchangeSyncState",
                u8::from(state == PictureState::Exchange).to_string(),
            ),
        ]
    }
}

/// One property by name, `""` when there is none.
pub(crate) fn value<'a>(properties: &'a Properties, name: &str) -> &'a str {
    properties
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map_or("", |(_, value)| value.as_str())
}

/// The member `PictureUrl` of `PersonProperties`: property and cache buster while the picture is shown, nothing otherwise
/// (`spo-wire.md` 3.4, fits all captures).
pub(crate) fn picture_url_member(properties: &Properties) -> Option<String> {
    let url = value(properties, "PictureURL");
    let shown = value(properties, "SPS-PicturePlaceholderState") == "0" && !url.is_empty();
    shown.then(|| format!("{url}?t={}", value(properties, "SPS-PictureTimestamp")))
}

#[cfg(test)]
mod tests {
    use super::{ProfileStore, picture_url_member, value};
    use crate::users::Directory;

    #[test]
    fn the_picture_member_follows_the_placeholder_state() {
        let directory = Directory::generate("contoso", 10, 1);
        let mut store = ProfileStore::new("contoso", 1, "Profile Pictures");
        let placeholder = &directory.all()[3];
        let before = store.properties(placeholder);
        assert_eq!(value(&before, "SPS-PicturePlaceholderState"), "1");
        assert_eq!(picture_url_member(&before), None);
        store.set(placeholder, "sps-pictureplaceholderstate", "0");
        store.set(placeholder, "SPS-PictureTimestamp", "63605901091");
        let after = picture_url_member(&store.properties(placeholder)).unwrap();
        assert!(
            after.starts_with(
                "https://contoso-my.sharepoint.com:443/User%20Photos/Profile%20Pictures/bj"
            ),
            "{after}{before:?}"
        );
        assert!(after.ends_with("_MThumb.jpg?t=63605901091"), "{after}");
    }

    #[test]
    fn unset_values_are_empty_and_written_ones_come_back() {
        let directory = Directory::generate("contoso", 10, 1);
        let mut store = ProfileStore::new("contoso", 1, "Profile Pictures");
        let user = &directory.all()[0];
        assert_eq!(value(&store.properties(user), "CellPhone"), "");
        store.set(user, "CellPhone", "+1 555");
        store.set(user, "Badge", "7");
        let properties = store.properties(user);
        assert_eq!(
            (value(&properties, "CellPhone"), value(&properties, "Badge")),
            ("+1 555", "7")
        );
        let exchange = store.properties(&directory.all()[5]);
        assert!(value(&exchange, "PictureURL").contains(&directory.all()[5].object_id.to_string()));
        assert_eq!(value(&exchange, "SPS-PictureExchangeSyncState"), "1");
    }
}
