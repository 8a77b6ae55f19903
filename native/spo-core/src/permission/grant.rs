//! The commands that grant a permission, ready to be pasted.

use super::Grant;

/// The application `Office 365 SharePoint Online`, in every tenant (`spo-wire.md` 6).
const SHARE_POINT: &str = "00000003-0000-0ff1-ce00-000000000000";

/// What an administrator runs to grant SharePoint permissions to an app: with Microsoft Graph PowerShell, or with Azure CLI.
pub fn commands(app_id: &str, app_only: bool, missing: &[Grant]) -> String {
    let app = if app_id.is_empty() {
        "<client id>"
    } else {
        app_id
    };
    let powershell = if app_only {
        app_roles(app, missing)
    } else {
        scopes(app, missing)
    };
    let kind = if app_only { "Role" } else { "Scope" };
    let permissions: Vec<_> = missing
        .iter()
        .map(|grant| format!("{}={kind}", grant.id))
        .collect();
    format!(
        "Have an administrator grant it with Microsoft Graph PowerShell:\n{powershell}\nor, for an app registration, with Azure CLI:\n\
         az ad app permission add --id {app} --api {SHARE_POINT} --api-permissions {}\naz ad app permission admin-consent --id {app}\n\
         Then connect again: tokens keep the permissions they were issued with.",
        permissions.join(" ")
    )
}

fn app_roles(app: &str, missing: &[Grant]) -> String {
    let assign = |grant: &Grant| {
        format!(
            "\nNew-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id -PrincipalId $app.Id -ResourceId $spo.Id -AppRoleId {} # {}",
            grant.id, grant.name
        )
    };
    format!(
        "Connect-MgGraph -Scopes Application.Read.All, AppRoleAssignment.ReadWrite.All\n{}{}",
        principals(app),
        missing.iter().map(assign).collect::<String>()
    )
}

fn scopes(app: &str, missing: &[Grant]) -> String {
    let names: Vec<_> = missing.iter().map(|grant| grant.name).collect();
    format!(
        "Connect-MgGraph -Scopes Application.Read.All, DelegatedPermissionGrant.ReadWrite.All\n{}\n\
         New-MgOauth2PermissionGrant -ClientId $app.Id -ConsentType AllPrincipals -ResourceId $spo.Id -Scope '{}'",
        principals(app),
        names.join(" ")
    )
}

fn principals(app: &str) -> String {
    format!(
        "$app = Get-MgServicePrincipal -Filter \"appId eq '{app}'\"\n$spo = Get-MgServicePrincipal -Filter \"appId eq '{SHARE_POINT}'\""
    )
}
