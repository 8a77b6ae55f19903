//! A script stands for the Azure CLI.

use super::AzureCli;
use crate::error::{Error, ErrorId};
use std::path::PathBuf;

/// Writes a script that says this on its output and its error output.
fn program(name: &str, output: &str, problem: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("spo-az-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("output"), output).unwrap();
    std::fs::write(folder.join("problem"), problem).unwrap();
    if cfg!(windows) {
        let script = "@echo off\r\necho %*> \"%~dp0arguments\"\r\ntype \"%~dp0output\"\r\ntype \"%~dp0problem\" 1>&2\r\n";
        std::fs::write(folder.join("az.cmd"), script).unwrap();
        return folder.join("az.cmd");
    }
    let script = "#!/bin/sh\ncd \"$(dirname \"$0\")\"\necho \"$@\" > arguments\ncat output\ncat problem >&2\n";
    let path = folder.join("az");
    std::fs::write(&path, script).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
    }
    path
}

async fn ask(program: PathBuf, directory: &str) -> Result<i64, Error> {
    let cli = AzureCli {
        program,
        ..AzureCli::new(directory.to_owned())?
    };
    let token = cli.ask("https://graph.microsoft.com").await?;
    Ok(token.expires().unwrap_or_default())
}

#[tokio::test]
async fn the_cli_is_asked_for_the_resource_and_its_answer_read() {
    let answer = r#"{"accessToken":"t","expiresOn":"2026-09-21 14:13:20.000000","expires_on":1790000000,"tokenType":"Bearer"}"#;
    let program = program("good", answer, "WARNING: update me");
    assert_eq!(
        ask(program.clone(), "contoso.onmicrosoft.com").await,
        Ok(1_790_000_000)
    );
    let arguments = std::fs::read_to_string(program.with_file_name("arguments")).unwrap();
    assert_eq!(
        arguments.trim(),
        "account get-access-token --output json --scope https://graph.microsoft.com/.default --tenant contoso.onmicrosoft.com"
    );
    std::fs::remove_dir_all(program.parent().unwrap()).unwrap();
}

#[tokio::test]
async fn an_answer_of_another_form_is_no_token() {
    for (name, nothing) in [("list", "[1]"), ("number", "5"), ("empty", "{}")] {
        let program = program(name, nothing, "");
        let error = ask(program.clone(), "").await.unwrap_err();
        assert!(error.message().contains("no token"), "{error}");
        std::fs::remove_dir_all(program.parent().unwrap()).unwrap();
    }
}

#[tokio::test]
async fn its_refusal_is_told_without_tokens() {
    let problem =
        "WARNING: update me\nERROR: AADSTS50076: sign in again eyJhbGciOi.eyJh.c2ln.\nTrace";
    let program = program("bad", "", problem);
    let error = ask(program.clone(), "").await.unwrap_err();
    assert_eq!(
        error.message(),
        "The Azure CLI gave no token for https://graph.microsoft.com: AADSTS50076: sign in again."
    );
    assert!(error.next_step().contains("az login"));
    std::fs::remove_dir_all(program.parent().unwrap()).unwrap();
}

#[tokio::test]
async fn a_missing_cli_and_a_directory_that_is_none_are_told() {
    let missing = std::env::temp_dir().join("spo-az-none").join("az");
    let error = ask(missing, "").await.unwrap_err();
    assert!(error.next_step().contains("Install the Azure CLI"));
    for directory in ["a & calc", "--debug"] {
        let error = AzureCli::new(directory.to_owned()).map(drop).unwrap_err();
        assert_eq!(error.id(), ErrorId::InvalidArgument);
    }
}
