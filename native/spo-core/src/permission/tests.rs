use super::{NEEDS, Operation, Standing, require, standing};
use crate::auth::TokenInfo;
use crate::config::Service;
use crate::error::{Error, ErrorId, Result};

const SYNC: [Operation; 3] = [
    Operation::Read,
    Operation::PhotoWrite,
    Operation::PropertyWrite,
];

fn token(app_only: bool, roles: &[&str]) -> TokenInfo {
    TokenInfo {
        account: "Photos".to_owned(),
        app_id: "a-1".to_owned(),
        app_only,
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        ..TokenInfo::default()
    }
}

fn judged(operations: &[Operation], token: &TokenInfo) -> Result<()> {
    require(operations, |_| Some(token))
}

fn refused(operations: &[Operation], token: &TokenInfo) -> Error {
    judged(operations, token).unwrap_err()
}

#[test]
fn the_documented_roles_do_for_everything() {
    let app = token(true, &["Sites.FullControl.All", "User.ReadWrite.All"]);
    judged(&Operation::ALL, &app).unwrap();
    let user = token(false, &["AllSites.FullControl", "User.ReadWrite.All"]);
    judged(&Operation::ALL, &user).unwrap();
}

#[test]
fn the_page_on_the_app_registration_grants_what_the_table_needs() {
    let page = include_str!("../../../../docs/app-registration.md");
    let rows = page.lines().filter(|line| line.starts_with("| "));
    let named: Vec<(&str, &str)> = rows
        .filter_map(|row| {
            let cells: Vec<_> = row
                .split(" | ")
                .map(|cell| cell.trim_matches('`'))
                .collect();
            let id = cells.get(2).filter(|id| id.len() == 36)?;
            Some((*cells.get(1)?, *id))
        })
        .collect();
    let grants: Vec<(&str, &str)> = NEEDS
        .iter()
        .flat_map(|need| [need.app.grant, need.delegated.grant])
        .map(|grant| (grant.name, grant.id))
        .collect();
    assert_eq!(named.len(), 6);
    for row in &named {
        assert!(grants.contains(row), "{row:?}");
        assert!(
            page.matches(row.1).count() >= 2 || row.0 == "User.Read.All",
            "a command grants {row:?}"
        );
    }
    let roles: Vec<_> = named[..3].iter().map(|(name, _)| *name).collect();
    judged(&Operation::ALL, &token(true, &roles)).unwrap();
    let scopes: Vec<_> = named[3..].iter().map(|(name, _)| *name).collect();
    judged(&Operation::ALL, &token(false, &scopes)).unwrap();
}

#[test]
fn reading_needs_less_than_writing() {
    let reader = token(true, &["Sites.Read.All", "User.Read.All"]);
    judged(&[Operation::Read], &reader).unwrap();
    let error = refused(&SYNC, &reader);
    assert_eq!(error.id(), ErrorId::AccessDenied);
    assert_eq!(
        error.message(),
        "The app 'Photos' lacks the SharePoint application permissions Sites.FullControl.All and User.ReadWrite.All. Nothing was sent."
    );
}

#[test]
fn the_commands_grant_exactly_what_is_missing() {
    let app = refused(
        &SYNC,
        &token(true, &["Sites.FullControl.All", "User.Read.All"]),
    );
    let next = app.next_step();
    assert!(next.contains("-AppRoleId 741f803b-c850-494e-b5df-cde7c675a1ca # User.ReadWrite.All"));
    assert!(next.contains(
        "az ad app permission add --id a-1 --api 00000003-0000-0ff1-ce00-000000000000 --api-permissions 741f803b-c850-494e-b5df-cde7c675a1ca=Role\n"
    ));
    assert!(!next.contains("678536fe"), "{next}");
    let user = refused(
        &SYNC,
        &token(false, &["AllSites.FullControl", "User.Read.All"]),
    );
    assert!(user.message().contains("delegated"), "{user}");
    assert!(user.next_step().contains("-Scope 'User.ReadWrite.All'"));
    assert!(
        user.next_step()
            .contains("82866913-39a9-4be7-8091-f4fa781088ae=Scope")
    );
}

#[test]
fn an_app_without_any_role_is_told_what_to_read_with() {
    let error = refused(&[Operation::Read], &token(true, &[]));
    assert!(
        error.message().contains("User.Read.All and Sites.Read.All"),
        "{error}"
    );
}

#[test]
fn permissions_of_two_applications_are_told_and_granted_apart() {
    let operations = [Operation::Read, Operation::ListUsers];
    let error = refused(&operations, &token(true, &["Sites.Read.All"]));
    assert_eq!(
        error.message(),
        "The app 'Photos' lacks the SharePoint application permission User.Read.All, and the Microsoft Graph application permission User.Read.All. Nothing was sent."
    );
    let next = error.next_step();
    for api in [
        "00000003-0000-0ff1-ce00-000000000000",
        "00000003-0000-0000-c000-000000000000",
    ] {
        assert!(next.contains(&format!("--api {api} --api-permissions df021288")));
        assert!(next.contains(&format!("appId eq '{api}'")));
    }
}

#[test]
fn what_is_not_certain_passes() {
    // Opaque tokens, scopes that stand for all of a user's rights, and grants that are kept with the site.
    judged(&Operation::ALL, &TokenInfo::default()).unwrap();
    judged(&Operation::ALL, &token(false, &["user_impersonation"])).unwrap();
    judged(
        &SYNC,
        &token(true, &["Sites.Selected", "User.ReadWrite.All"]),
    )
    .unwrap();
    require(&Operation::ALL, |_| None).unwrap();
}

#[test]
fn every_row_is_met_by_what_it_says_to_grant_and_names_its_source() {
    for need in NEEDS {
        for (app_only, accepted) in [(true, &need.app), (false, &need.delegated)] {
            let with = |name| standing(need, &token(app_only, &[name]));
            assert_eq!(with(accepted.grant.name), Standing::Granted);
            assert_eq!(with("Nothing.Of.Use"), Standing::Missing(accepted.grant));
            for name in accepted.also {
                assert_eq!(with(name), Standing::Granted, "{name}");
            }
            for name in accepted.perhaps {
                assert_eq!(with(name), Standing::Perhaps(name));
            }
            assert_eq!(accepted.grant.id.len(), 36);
        }
        assert!(!need.source.is_empty());
        let graph = need.service == Service::Graph;
        assert_eq!(graph, need.app.grant.api.name == "Microsoft Graph");
        assert!(matches!(
            need.service,
            Service::Admin | Service::My | Service::Graph
        ));
    }
    for operation in Operation::ALL {
        assert!(NEEDS.iter().any(|need| need.operation == operation));
    }
}
