//! The operations on the profile store that REST and CSOM share: who may do them, and what a person looks like.

use crate::profiles::{Properties, picture_url_member};
use crate::settings::AppOnlyWrite;
use crate::tenant::Tenant;
use crate::tokens::Claims;
use crate::users::User;
use serde_json::{Map, Value, json};

/// Why the profile store refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProfileRefusal {
    /// The app has no profile permission (`spo-wire.md` 2.4, last paragraph).
    NoReadPermission,
    /// Refused as a whole.
    Denied,
    /// Not one's own data.
    NotOwnData,
}

impl ProfileRefusal {
    /// The sentence of the service.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::NoReadPermission => {
                "Access Denied: This application does not have the required permissions to access profile information."
            }
            Self::Denied => {
                "Access denied. You do not have permission to perform this action or access this resource."
            }
            Self::NotOwnData => {
                "This operation requires you to be managing your own data or have administrator privileges."
            }
        }
    }
}

/// The claims form of a sign-in name, as `Tenant.EncodeClaim` makes it (`spo-wire.md` 1.2).
pub(crate) fn encoded_claim(account: &str) -> String {
    if account.starts_with("i:0") {
        return account.to_owned();
    }
    format!("i:0#.f|membership|{}", account.to_lowercase())
}

/// Whether the token may read profiles.
pub(crate) fn may_read(claims: &Claims) -> Result<(), ProfileRefusal> {
    let permitted = claims.permits(&["User.Read.All", "User.ReadWrite.All"]);
    permitted
        .then_some(())
        .ok_or(ProfileRefusal::NoReadPermission)
}

/// Whether the token may write the profile of an account. The rows of `spo-wire.md` 2.4: a signed-in administrator may write everybody's and anybody
/// else their own, if the app has the permission for profiles; without it the service speaks of the caller's own data.
pub(crate) fn may_write(
    tenant: &Tenant,
    claims: &Claims,
    account: &str,
) -> Result<(), ProfileRefusal> {
    let permitted = claims.permits(&["User.ReadWrite.All"]);
    if !claims.is_app_only() {
        let own = claims.is_of(account.rsplit('|').next().unwrap_or_default());
        let may = permitted && (own || claims.administers_profiles());
        return may.then_some(()).ok_or(ProfileRefusal::NotOwnData);
    }
    if !permitted {
        return Err(ProfileRefusal::Denied);
    }
    match tenant.settings.lock().app_only_write {
        AppOnlyWrite::DenyUnauthorized => Err(ProfileRefusal::Denied),
        AppOnlyWrite::DenyOwnData => Err(ProfileRefusal::NotOwnData),
        AppOnlyWrite::Allow => Ok(()),
    }
}

/// The members of `SP.UserProfiles.PersonProperties` beside `UserProfileProperties`, as recorded (`spo-wire.md` 1.3).
pub(crate) fn person(tenant: &Tenant, user: &User, properties: &Properties) -> Map<String, Value> {
    let name = &tenant.hosts.tenant;
    let host = format!("https://{name}-my.sharepoint.com");
    let encoded = percent_encoding::utf8_percent_encode(
        &user.account_name,
        percent_encoding::NON_ALPHANUMERIC,
    );
    let members = json!({
        "AccountName": user.account_name,
        "DirectReports": [], "ExtendedManagers": [], "ExtendedReports": [user.account_name], "Peers": [],
        "DisplayName": user.display_name,
        "Email": user.mail,
        "IsFollowed": false,
        "LatestPost": null,
        "Title": user.title,
        "PersonalSiteHostUrl": format!("{host}:443/"),
        "PersonalUrl": format!("{host}/personal/{}/", user.upn_prefix()),
        "PictureUrl": picture_url_member(properties),
        "UserUrl": format!("{host}:443/Person.aspx?accountname={encoded}"),
    });
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
