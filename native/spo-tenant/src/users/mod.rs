//! The employees: made from the seed, the same for the same seed, each known to AD, Entra and the profile store.

mod names;

use names::{Name, Names};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::OnceLock;
use uuid::Uuid;

/// What the profile store knows of a user's picture before anybody syncs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureState {
    /// No `PictureURL`, placeholder state 1, no files.
    None,
    /// An older photo: files under the prefix derived from the UPN, shown, not pulled from Exchange.
    Older,
    /// Files and `PictureURL` are there, and placeholder state 1 hides them.
    Placeholder,
    /// Pulled from Exchange: files under the Entra object id, sync state 1.
    Exchange,
    /// `PictureURL` names files that are not in the library.
    FilesMissing,
}

impl PictureState {
    /// By position in the tenant: half none, a fifth older, a tenth each of the others.
    pub fn of(index: usize) -> Self {
        match index % 10 {
            1 | 7 => Self::Older,
            3 => Self::Placeholder,
            5 => Self::Exchange,
            9 => Self::FilesMissing,
            _ => Self::None,
        }
    }
}

/// One employee. Serialises as in `GET /control/users`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Position in the tenant, from 0.
    #[serde(skip)]
    pub index: usize,
    /// Sign-in name, `first.last@tenant.onmicrosoft.com`.
    pub user_principal_name: String,
    /// Entra object id.
    pub object_id: Uuid,
    /// `objectGUID` of the AD account.
    pub object_guid: Uuid,
    /// AD logon name, at most 20 characters.
    pub sam_account_name: String,
    /// Given name, with accents.
    pub given_name: String,
    /// Surname, with accents and apostrophes.
    pub surname: String,
    /// Given name and surname.
    pub display_name: String,
    /// Mail address.
    pub mail: String,
    /// Mobile number in AD.
    pub mobile: String,
    /// Department.
    pub department: String,
    /// Job title.
    pub title: String,
    /// Claims form of the account name in the profile store.
    pub account_name: String,
}

impl User {
    /// The file-name prefix older tools and the service derive from the UPN: `@` and `.` become `_` (`spo-wire.md` 3.2).
    /// Other characters are kept (assumed).
    pub fn upn_prefix(&self) -> String {
        self.user_principal_name.replace(['@', '.'], "_")
    }

    /// `onPremisesImmutableId`: base64 of the object GUID in the byte order of .NET.
    pub fn immutable_id(&self) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(self.object_guid.to_bytes_le())
    }
}

/// All employees. Who they are is computed from seed and position when first asked for, and kept; a tenant starts with their names alone.
#[derive(Debug)]
pub(crate) struct Directory {
    tenant: String,
    seed: u64,
    names: Names,
    users: Vec<OnceLock<Box<User>>>,
    /// All at once, for those who want a list.
    list: OnceLock<Vec<User>>,
    /// Positions by Entra object id.
    by_id: OnceLock<HashMap<Uuid, u32>>,
}

/// The claims prefix of Entra members (`spo-wire.md` 1.2).
const CLAIM: &str = "i:0#.f|membership|";

impl Directory {
    pub(crate) fn generate(tenant: &str, count: usize, seed: u64) -> Self {
        Self {
            tenant: tenant.to_owned(),
            seed,
            names: Names::draw(count, seed),
            users: std::iter::repeat_with(OnceLock::new).take(count).collect(),
            list: OnceLock::new(),
            by_id: OnceLock::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The user at a position, which has to be below [`Directory::len`].
    pub(crate) fn at(&self, index: usize) -> &User {
        self.users[index].get_or_init(|| Box::new(self.user(index)))
    }

    /// Every user in order, computed one by one.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &User> {
        (0..self.len()).map(|index| self.at(index))
    }

    /// Every user as a list, which is made on first use: fine for thousands; [`Directory::iter`] is for any number.
    pub(crate) fn all(&self) -> &[User] {
        self.list
            .get_or_init(|| (0..self.len()).map(|index| self.user(index)).collect())
    }

    /// By UPN (any case) or object id, as Graph addresses users.
    pub(crate) fn by_name(&self, name: &str) -> Option<&User> {
        let by_id = || {
            let id = Uuid::parse_str(name).ok()?;
            self.ids().get(&id).map(|index| *index as usize)
        };
        self.by_upn(&name.to_lowercase())
            .or_else(by_id)
            .map(|index| self.at(index))
    }

    /// By the claims form of the account name, as the profile store addresses users.
    pub(crate) fn by_account(&self, account: &str) -> Option<&User> {
        let lower = account.to_lowercase();
        self.by_upn(lower.strip_prefix(CLAIM)?)
            .map(|index| self.at(index))
    }

    /// By the file-name prefix made of the UPN ([`User::upn_prefix`]), written in lower case.
    pub(crate) fn by_upn_prefix(&self, prefix: &str) -> Option<&User> {
        let end = format!("_{}_onmicrosoft_com", self.tenant.to_lowercase());
        let mailbox = prefix.strip_suffix(&end)?.replace('_', ".");
        self.names.by_mailbox(&mailbox).map(|index| self.at(index))
    }

    fn by_upn(&self, lower: &str) -> Option<usize> {
        let (mailbox, domain) = lower.rsplit_once('@')?;
        let tenant = domain.strip_suffix(".onmicrosoft.com")?;
        (tenant == self.tenant.to_lowercase()).then(|| self.names.by_mailbox(mailbox))?
    }

    fn ids(&self) -> &HashMap<Uuid, u32> {
        self.by_id.get_or_init(|| {
            let id = |index: usize| guid(&mut drawn(self.seed, index));
            (0..self.len())
                .map(|index| (id(index), u32::try_from(index).unwrap_or(u32::MAX)))
                .collect()
        })
    }

    fn user(&self, index: usize) -> User {
        user(&self.tenant, index, self.seed, self.names.of(index))
    }
}

const DEPARTMENTS: [&str; 8] = [
    "Finance",
    "Sales",
    "Engineering",
    "Human Resources",
    "Marketing",
    "Legal",
    "Operations",
    "Research",
];
const TITLES: [&str; 8] = [
    "Analyst",
    "Account Manager",
    "Engineer",
    "Consultant",
    "Team Lead",
    "Director",
    "Assistant",
    "Specialist",
];

/// The chance that makes a user; the object id is the first that is drawn.
fn drawn(seed: u64, index: usize) -> fastrand::Rng {
    fastrand::Rng::with_seed(mixed(seed, index, 0x55))
}

fn user(tenant: &str, index: usize, seed: u64, name: Name) -> User {
    let mut random = drawn(seed, index);
    let upn = format!("{}@{tenant}.onmicrosoft.com", name.mailbox);
    User {
        index,
        object_id: guid(&mut random),
        object_guid: guid(&mut random),
        sam_account_name: name.sam,
        display_name: format!("{} {}", name.given, name.surname),
        given_name: name.given.to_owned(),
        surname: name.surname.to_owned(),
        mail: upn.clone(),
        // 555-01xx is kept free for fiction.
        mobile: format!("+1 425 555 01{:02}", random.u8(0..100)),
        department: DEPARTMENTS[random.usize(0..DEPARTMENTS.len())].to_owned(),
        title: TITLES[random.usize(0..TITLES.len())].to_owned(),
        account_name: format!("{CLAIM}{upn}"),
        user_principal_name: upn,
    }
}

/// One number from seed, user and purpose, so that each can be drawn without drawing the others.
pub(crate) fn mixed(seed: u64, index: usize, purpose: u64) -> u64 {
    let mut value = seed
        ^ (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ purpose.wrapping_mul(0xD1B5_4A32_D192_ED03);
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// A random (version 4) GUID from the generator, never from the system: it has to be the same in every run.
pub(crate) fn guid(random: &mut fastrand::Rng) -> Uuid {
    Uuid::from_u128(
        (random.u128(..) & !(0xF000 << 64) & !(0b11 << 62)) | (0x4000 << 64) | (0b10 << 62),
    )
}

#[cfg(test)]
mod tests {
    use super::{Directory, PictureState};
    use std::collections::HashSet;

    #[test]
    fn users_are_unique_and_come_from_the_seed() {
        let directory = Directory::generate("contoso", 3000, 1);
        let users = directory.all();
        assert_eq!(
            users
                .iter()
                .map(|user| user.user_principal_name.to_lowercase())
                .collect::<HashSet<_>>()
                .len(),
            3000
        );
        assert_eq!(
            users
                .iter()
                .map(|user| &user.sam_account_name)
                .collect::<HashSet<_>>()
                .len(),
            3000
        );
        assert_eq!(
            users
                .iter()
                .map(|user| user.object_id)
                .collect::<HashSet<_>>()
                .len(),
            3000
        );
        assert!(
            users.iter().all(
                |user| user.sam_account_name.len() <= 20 && user.user_principal_name.is_ascii()
            )
        );
        assert_eq!(users, Directory::generate("contoso", 3000, 1).all());
        assert_eq!(&users[..200], Directory::generate("contoso", 200, 1).all());
        assert_ne!(users, Directory::generate("contoso", 3000, 2).all());
    }

    #[test]
    fn everybody_is_found_by_every_name() {
        let directory = Directory::generate("Contoso", 3000, 4);
        for user in directory.iter() {
            let upn = user.user_principal_name.to_uppercase();
            let found = [
                directory.by_name(&upn),
                directory.by_name(&user.object_id.to_string()),
                directory.by_account(&user.account_name),
                directory.by_upn_prefix(&user.upn_prefix().to_lowercase()),
            ];
            assert!(found.iter().all(|found| *found == Some(user)), "{upn}");
        }
        for unknown in [
            "emma.taylor0@contoso.onmicrosoft.com",
            "sean.o'neill1@contoso.onmicrosoft.com",
            "sean.o'neill@fabrikam.onmicrosoft.com",
            "",
        ] {
            assert!(directory.by_name(unknown).is_none(), "{unknown}");
        }
    }

    #[test]
    fn names_that_break_naive_clients_are_always_there() {
        let directory = Directory::generate("contoso", 20, 9);
        let sean = directory
            .by_name("SEAN.O'NEILL@contoso.onmicrosoft.com")
            .unwrap();
        assert_eq!(
            (sean.surname.as_str(), sean.given_name.as_str()),
            ("O'Neill", "Seán")
        );
        assert_eq!(sean.upn_prefix(), "sean_o'neill_contoso_onmicrosoft_com");
        assert!(
            directory
                .all()
                .iter()
                .any(|user| user.user_principal_name.contains('-'))
        );
        assert!(
            directory
                .all()
                .iter()
                .any(|user| !user.display_name.is_ascii())
        );
        assert_eq!(directory.by_account(&sean.account_name).unwrap(), sean);
        assert_eq!(
            directory.by_name(&sean.object_id.to_string()).unwrap(),
            sean
        );
        assert!(directory.by_account(&sean.user_principal_name).is_none());
    }

    #[test]
    fn picture_states_have_the_documented_shares() {
        let count = |state| {
            (0..200)
                .filter(|index| PictureState::of(*index) == state)
                .count()
        };
        let states = [
            PictureState::None,
            PictureState::Older,
            PictureState::Placeholder,
            PictureState::Exchange,
            PictureState::FilesMissing,
        ];
        assert_eq!(states.map(count), [100, 40, 20, 20, 20]);
    }
}
