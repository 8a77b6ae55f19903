//! A user as Graph shows it: the generated employee, with what was changed in Entra since.

use crate::tenant::Tenant;
use crate::users::User;
use serde_json::{Map, Value, json};

/// What comes without `$select` (`graph-wire.md` 3.1).
pub(super) const DEFAULT: [&str; 11] = [
    "businessPhones",
    "displayName",
    "givenName",
    "id",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
];

/// What SharePoint or Exchange holds: there for a single user only (`graph-wire.md` 3.1).
pub(super) const ELSEWHERE: [&str; 11] = [
    "aboutMe",
    "birthday",
    "hireDate",
    "interests",
    "mySite",
    "pastProjects",
    "preferredName",
    "responsibilities",
    "schools",
    "skills",
    "mailboxSettings",
];

/// All members that a collection can show.
pub(crate) fn members(tenant: &Tenant, user: &User) -> Map<String, Value> {
    let domain = format!("{}.onmicrosoft.com", tenant.hosts.tenant);
    let all = json!({
        "accountEnabled": true,
        "assignedPlans": [],
        "businessPhones": [],
        "city": null,
        "companyName": null,
        "country": null,
        "department": user.department,
        "displayName": user.display_name,
        "employeeId": null,
        "faxNumber": null,
        "givenName": user.given_name,
        "id": user.object_id,
        "imAddresses": [user.mail],
        "jobTitle": user.title,
        "mail": user.mail,
        "mobilePhone": user.mobile,
        "officeLocation": null,
        "onPremisesDistinguishedName": null,
        "onPremisesDomainName": domain,
        "onPremisesExtensionAttributes": null,
        "onPremisesImmutableId": user.immutable_id(),
        "onPremisesSamAccountName": user.sam_account_name,
        "onPremisesSecurityIdentifier": null,
        "onPremisesSyncEnabled": true,
        "onPremisesUserPrincipalName": user.user_principal_name,
        "otherMails": [],
        "postalCode": null,
        "preferredLanguage": null,
        "proxyAddresses": [format!("SMTP:{}", user.mail)],
        "showInAddressList": null,
        "state": null,
        "streetAddress": null,
        "surname": user.surname,
        "usageLocation": null,
        "userPrincipalName": user.user_principal_name,
        "userType": "Member",
    });
    let Value::Object(mut members) = all else {
        return Map::new();
    };
    if let Some(changes) = tenant.accounts.lock().changes(user.index) {
        members.extend(changes.clone());
    }
    members
}

/// What SharePoint holds of the user, read from the profile.
pub(super) fn elsewhere(tenant: &Tenant, user: &User) -> Map<String, Value> {
    let properties = tenant.profiles.lock().properties(user);
    let value = |name: &str| crate::profiles::value(&properties, name).to_owned();
    // Values with several parts are separated by bars in the profile store.
    let parts = |name: &str| -> Vec<String> {
        let value = value(name);
        let parts = value.split('|').filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    let text = |name: &str| Some(value(name)).filter(|value| !value.is_empty());
    let members = json!({
        "aboutMe": text("AboutMe"),
        "birthday": text("SPS-Birthday"),
        "hireDate": text("SPS-HireDate"),
        "interests": parts("SPS-Interests"),
        "mySite": text("PersonalSpace"),
        "pastProjects": parts("SPS-PastProjects"),
        "preferredName": text("PreferredName"),
        "responsibilities": parts("SPS-Responsibility"),
        "schools": parts("SPS-School"),
        "skills": parts("SPS-Skills"),
        "mailboxSettings": {},
    });
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// The members asked for; unknown names are left out, and `id` is always there.
pub(super) fn selected(mut members: Map<String, Value>, select: &[String]) -> Value {
    members.retain(|name, _| name == "id" || select.iter().any(|wanted| wanted == name));
    Value::Object(members)
}
