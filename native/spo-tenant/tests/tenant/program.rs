//! The program `spo-tenant`.

use crate::client::{Fixture, plain_client};
use serde_json::Value;
use spo_tenant::TenantOptions;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_spo-tenant"))
}

#[tokio::test]
async fn it_says_where_it_listens_and_ends_with_standard_input() {
    let mut child = program()
        .args([
            "--users",
            "12",
            "--seed",
            "3",
            "--ready-json",
            "--exit-with-stdin",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (&ready["tenant"], &ready["trustedRootPem"]),
        (&"contoso".into(), &"".into())
    );
    for service in ["login", "graph", "root", "admin", "my"] {
        assert!(
            ready["endpoints"][service]
                .as_str()
                .unwrap()
                .starts_with("http://127.0.0.1:"),
            "{service}"
        );
    }
    assert_eq!(ready["endpoints"].as_object().unwrap().len(), 5);
    assert!(
        ready["app"]["privateKeyPem"]
            .as_str()
            .unwrap()
            .starts_with("-----BEGIN PRIVATE KEY-----")
    );
    assert!(
        ready["app"]["certificatePem"]
            .as_str()
            .unwrap()
            .starts_with("-----BEGIN CERTIFICATE-----")
    );
    assert_eq!(ready["app"]["clientId"].as_str().unwrap().len(), 36);
    let users: Value = plain_client()
        .get(format!(
            "{}/control/users",
            ready["control"].as_str().unwrap()
        ))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(users.as_array().unwrap().len(), 12);
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "one line and nothing else");
}

#[test]
fn the_help_names_every_route_kind_and_action_of_the_documentation() {
    let help = program().arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let page = include_str!("../../../../docs/en-US/about_SpoDemoTenant.md");
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let control = rows.filter_map(|line| line.split('`').find(|part| part.contains("/control/")));
    let routes: Vec<_> = control
        .filter_map(|part| part.split(' ').find(|word| word.starts_with("/control/")))
        .collect();
    assert!(routes.len() > 12, "{routes:?}");
    let kinds = spo_tenant::Kind::ALL.map(spo_tenant::Kind::name);
    let actions = [
        "respond",
        "respondAfter",
        "resetBefore",
        "resetAfter",
        "delay",
        "hang",
        "truncate",
        "slowBody",
        "closeAfter",
        "expireToken",
    ];
    for word in routes.into_iter().chain(kinds).chain(actions) {
        assert!(help.contains(word), "{word}");
    }
}

#[test]
fn a_mistake_on_the_command_line_is_told_in_a_sentence() {
    for (mistake, words) in [
        (
            ["--set", "graph.noPhoto=pixl"],
            "graph.noPhoto: unknown variant `pixl`",
        ),
        (["--locale", "xx"], "no folder name known for locale 'xx'"),
        (["--fault", "kind=x"], "missing field `action`"),
    ] {
        let output = program().args(mistake).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.starts_with("error: ") && said.contains(words),
            "{said}"
        );
    }
}

#[tokio::test]
async fn photos_are_the_same_in_every_run_and_of_the_tenants_users() {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folders = ["photos-a", "photos-b"].map(|name| scratch.join(name));
    for folder in &folders {
        let status = program()
            .args(["photos", "--users", "12", "--seed", "3", "--out"])
            .arg(folder)
            .status()
            .unwrap();
        assert!(status.success());
    }
    let fixture = Fixture::with(TenantOptions {
        users: 12,
        seed: 3,
        ..TenantOptions::default()
    })
    .await;
    let list = std::fs::read_to_string(folders[0].join("users.csv")).unwrap();
    let mut lines = list.lines();
    assert_eq!(
        lines.next().unwrap(),
        "SamAccountName,UserPrincipalName,GivenName,Surname,DisplayName,Mail,ObjectGUID,Mobile,Department,Title,Photo"
    );
    for (line, user) in lines.by_ref().zip(fixture.tenant.users()) {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(
            fields[..2],
            [
                user.sam_account_name.as_str(),
                user.user_principal_name.as_str()
            ]
        );
        assert_eq!(fields[6], user.object_guid.to_string());
        let photo = std::fs::read(folders[0].join(fields[10])).unwrap();
        assert!(photo.starts_with(&[0xFF, 0xD8]) && photo.len() < 100_000);
        assert_eq!(photo, std::fs::read(folders[1].join(fields[10])).unwrap());
    }
    assert_eq!(lines.count() + list.lines().count(), 13);
    assert_eq!(
        list,
        std::fs::read_to_string(folders[1].join("users.csv")).unwrap()
    );
}
