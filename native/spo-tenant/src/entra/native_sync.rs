//! Microsoft's own last hop, Entra to the profile store: a tick writes the documented set of properties over whatever the profiles hold and
//! leaves all others alone; blocked and removed accounts are passed over (`graph-wire.md` 7 and 10 row 11). When ticks come is not
//! documented: the control service, or the switch `nativeSyncSeconds`, says.

use crate::clock::unix_now;
use crate::graph::directory_members;
use crate::profiles::value;
use crate::tenant::Tenant;
use crate::users::User;
use serde::Serialize;
use serde_json::{Map, Value};

/// What a tick came to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NativeSync {
    /// Accounts whose profile was brought in line.
    pub users: usize,
    /// Accounts that were passed over: blocked, removed, or without a profile.
    pub skipped: usize,
    /// Property values that changed.
    pub changed: usize,
}

/// Graph member and profile property, of the two tables of the documentation; those that hold one text and that a directory of this tenant can
/// hold. `CellPhone`, `Fax` and `HomePhone` are in neither table.
const SYNCHRONISED: [(&str, &str); 16] = [
    ("userPrincipalName", "UserName"),
    ("userPrincipalName", "SPS-UserPrincipalName"),
    ("givenName", "FirstName"),
    ("surname", "LastName"),
    ("displayName", "PreferredName"),
    ("businessPhones", "WorkPhone"),
    ("mail", "WorkEmail"),
    ("imAddresses", "SPS-SipAddress"),
    ("officeLocation", "Office"),
    ("jobTitle", "Title"),
    ("jobTitle", "SPS-JobTitle"),
    ("department", "Department"),
    ("department", "SPS-Department"),
    ("preferredLanguage", "SPS-MUILanguages"),
    ("showInAddressList", "SPS-HideFromAddressLists"),
    ("userType", "SPS-UserType"),
];

/// One tick over all accounts.
pub(crate) fn tick(tenant: &Tenant) -> NativeSync {
    let mut done = NativeSync::default();
    for user in tenant.directory.all() {
        let removed = tenant.accounts.lock().removal(user.index).is_some();
        let members = directory_members(tenant, user);
        let blocked = members["accountEnabled"] == Value::Bool(false);
        if removed || blocked || tenant.profile_user(&user.account_name).is_none() {
            done.skipped += 1;
            continue;
        }
        done.users += 1;
        done.changed += apply(tenant, user, &members);
    }
    done
}

fn apply(tenant: &Tenant, user: &User, members: &Map<String, Value>) -> usize {
    let mut profiles = tenant.profiles.lock();
    let held = profiles.properties(user);
    let mut changed = 0;
    for (member, property) in SYNCHRONISED {
        let text = text(member, &members[member]);
        // Only what differs is written: a million unchanged users cost no memory.
        if value(&held, property) != text {
            profiles.set(user, property, &text);
            changed += 1;
        }
    }
    changed
}

/// A member as the profile store writes it. The forms of the last two are those of recorded profiles.
fn text(member: &str, value: &Value) -> String {
    match (member, value) {
        ("showInAddressList", Value::Bool(false)) => "True".to_owned(),
        ("showInAddressList", _) => "False".to_owned(),
        ("userType", Value::String(kind)) if kind == "Guest" => "1".to_owned(),
        ("userType", _) => "0".to_owned(),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Array(parts)) => parts.first().map_or_else(String::new, |first| {
            first.as_str().unwrap_or_default().to_owned()
        }),
        _ => String::new(),
    }
}

/// Ticks when the switch says that it is time. Every request comes through here first, as through the imports.
pub(crate) fn advance(tenant: &Tenant) {
    let every = tenant.settings.lock().native_sync_seconds;
    if every == 0 {
        return;
    }
    let now = unix_now();
    {
        let mut last = tenant.last_native_sync.lock();
        if last.is_some_and(|last| now < last + every) {
            return;
        }
        *last = Some(now);
    }
    tick(tenant);
}
