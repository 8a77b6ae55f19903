//! The commands that grant a permission, ready to be pasted.

use super::{Api, Grant, by_api};

/// What an administrator runs to grant permissions to an app: with Microsoft Graph PowerShell, or with Azure CLI.
pub fn commands(app_id: &str, app_only: bool, missing: &[Grant]) -> String {
    let app = if app_id.is_empty() {
        "<client id>"
    } else {
        app_id
    };
    let right = if app_only {
        "AppRoleAssignment.ReadWrite.All"
    } else {
        "DelegatedPermissionGrant.ReadWrite.All"
    };
    let (mut powershell, mut cli) = (String::new(), String::new());
    for (api, grants) in by_api(missing) {
        powershell.push_str(&principal(api));
        powershell.push_str(&if app_only {
            app_roles(&grants)
        } else {
            scopes(&grants)
        });
        cli.push_str(&add(app, app_only, api, &grants));
    }
    format!(
        "Have an administrator grant it with Microsoft Graph PowerShell:\nConnect-MgGraph -Scopes Application.Read.All, {right}\n\
         $app = Get-MgServicePrincipal -Filter \"appId eq '{app}'\"{powershell}\nor, for an app registration, with Azure CLI:\n\
         {cli}az ad app permission admin-consent --id {app}\n\
         Then connect again: tokens keep the permissions they were issued with."
    )
}

fn principal(api: Api) -> String {
    format!(
        "\n$api = Get-MgServicePrincipal -Filter \"appId eq '{}'\" # {}",
        api.id, api.name
    )
}

fn app_roles(grants: &[Grant]) -> String {
    let assign = |grant: &Grant| {
        format!(
            "\nNew-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id -PrincipalId $app.Id -ResourceId $api.Id -AppRoleId {} # {}",
            grant.id, grant.name
        )
    };
    grants.iter().map(assign).collect()
}

fn scopes(grants: &[Grant]) -> String {
    let names: Vec<_> = grants.iter().map(|grant| grant.name).collect();
    format!(
        "\nNew-MgOauth2PermissionGrant -ClientId $app.Id -ConsentType AllPrincipals -ResourceId $api.Id -Scope '{}'",
        names.join(" ")
    )
}

fn add(app: &str, app_only: bool, api: Api, grants: &[Grant]) -> String {
    let kind = if app_only { "Role" } else { "Scope" };
    let permissions: Vec<_> = grants
        .iter()
        .map(|grant| format!("{}={kind}", grant.id))
        .collect();
    format!(
        "az ad app permission add --id {app} --api {} --api-permissions {}\n",
        api.id,
        permissions.join(" ")
    )
}
