//! Tokens of who is signed in to the Azure CLI. `azure_identity` has this credential; it is not used because its tokens and the
//! CLI's output are not wiped from memory, and it would bring an HTTP pipeline along for one child process.

use super::{AccessToken, BoxFuture, Credential, Wanted};
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Scope};
use serde_json::Value;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use zeroize::Zeroizing;

/// The CLI starts in seconds; one that asks something would never end.
const PATIENCE: Duration = Duration::from_secs(60);
const SIGN_IN: &str =
    "Run 'az login' for this account and directory, then connect again, or connect in another way.";

/// Asks the Azure CLI.
pub(super) struct AzureCli {
    program: PathBuf,
    /// Empty for the CLI's own.
    directory: String,
}

impl AzureCli {
    /// Errors: the directory is none.
    pub fn new(directory: String) -> Result<Self> {
        // It becomes an argument of a batch file on Windows.
        let valid = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
        if !directory.chars().all(valid) || directory.starts_with('-') {
            let message = format!("'{directory}' is neither a directory id nor a domain.");
            return Err(Error::new(ErrorId::InvalidArgument, message));
        }
        let program = if cfg!(windows) { "az.cmd" } else { "az" };
        Ok(Self {
            program: program.into(),
            directory,
        })
    }

    async fn ask(&self, resource: &str) -> Result<AccessToken> {
        let mut command = Command::new(&self.program);
        command
            .args(["account", "get-access-token", "--output", "json", "--scope"])
            .arg(format!("{resource}/.default"));
        if !self.directory.is_empty() {
            command.args(["--tenant", &self.directory]);
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let child = command.spawn().map_err(|error| {
            failed(
                resource,
                &format!("it did not start ({error})"),
                "Install the Azure CLI and have it in the path, or connect in another way.",
            )
        })?;
        let mut running = Running(child);
        // Not a child process of tokio: that takes over SIGCHLD, which belongs to the host program's runtime.
        let output = spawn_blocking(read(running.0.stdout.take()));
        let problem = spawn_blocking(read(running.0.stderr.take()));
        let read = timeout(PATIENCE, async { (output.await, problem.await) }).await;
        let Ok((Ok(output), Ok(problem))) = read else {
            return Err(failed(resource, "it did not end within a minute", SIGN_IN));
        };
        match serde_json::from_slice::<Value>(&output) {
            Ok(mut json) => {
                // `expires_on` is there from version 2.54 on; without it the token itself says when it ends.
                let ends = json["expires_on"].as_i64();
                if let Some(Value::String(token)) = json.get_mut("accessToken").map(Value::take) {
                    return Ok(AccessToken::new(Zeroizing::new(token), ends));
                }
                Err(failed(resource, "its answer has no token", SIGN_IN))
            }
            Err(_) => Err(failed(resource, &sentence(&problem), SIGN_IN)),
        }
    }
}

/// The CLI, ended when nobody waits for it any more.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _status = self.0.wait();
    }
}

fn read(stream: Option<impl Read>) -> impl FnOnce() -> Zeroizing<Vec<u8>> {
    move || {
        let mut bytes = Zeroizing::new(Vec::new());
        // What was read until then decides.
        let _broken = stream.map(|mut stream| stream.read_to_end(&mut bytes));
        bytes
    }
}

/// The first line that says something, without what looks like a token.
fn sentence(problem: &[u8]) -> String {
    let text = String::from_utf8_lossy(problem);
    let lines = text.lines().map(str::trim);
    let line = lines
        .filter(|line| !line.is_empty() && !line.starts_with("WARNING"))
        .map(|line| line.trim_start_matches("ERROR:").trim())
        .next()
        .unwrap_or("it said nothing");
    let words = line.split_whitespace().filter(|word| !word.contains("eyJ"));
    let line = words.collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|c| !c.is_control()).take(300).collect();
    line.trim_end_matches('.').to_owned()
}

fn failed(resource: &str, why: &str, next_step: &str) -> Error {
    let message = format!("The Azure CLI gave no token for {resource}: {why}.");
    Error::new(ErrorId::AuthenticationFailed, message)
        .with_target(resource)
        .with_next_step(next_step)
}

impl Credential for AzureCli {
    fn kind(&self) -> &'static str {
        "azureCli"
    }

    fn token<'a>(
        &'a self,
        client: &'a Client,
        _: &'a Scope,
        wanted: Wanted<'a>,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(self.ask(client.endpoints().resource(wanted.service)))
    }
}

#[cfg(test)]
mod tests;
