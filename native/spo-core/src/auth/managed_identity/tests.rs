//! Arc's challenge, whose key file is not where a test may write: the folder is another one here. The other forms are tested
//! from outside.

use super::{ManagedIdentity, key_file};
use crate::auth::{BoxFuture, Prompter};
use crate::config::{EndpointOverrides, Endpoints, ManagedIdentityConfig};
use crate::error::{ErrorId, Result};
use crate::http::{Client, Meter, Scope};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use zeroize::Zeroizing;

struct Nobody;

impl Prompter for Nobody {
    fn token<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Zeroizing<String>>> {
        unreachable!("nobody is asked")
    }
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("spo-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// An agent that gives a token to who knows what is in the file.
async fn agent(key: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/metadata", listener.local_addr().unwrap());
    let challenge = format!("WWW-Authenticate: Basic realm={}\r\n", key.display());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                stream.read_buf(&mut head).await.unwrap();
            }
            let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
            assert!(head.contains("metadata: true\r\n"));
            assert!(head.contains("api-version=2020-06-01&resource=https%3a%2f%2fgraph"));
            let (status, fields, body) = if head.contains("authorization: basic the-key\r\n") {
                (200, "", r#"{"access_token":"granted","expires_on":1}"#)
            } else {
                (401, challenge.as_str(), "")
            };
            let answer = format!(
                "HTTP/1.1 {status} X\r\n{fields}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    address
}

async fn fetch(address: String, key_folder: PathBuf) -> Result<()> {
    let config = ManagedIdentityConfig {
        identity_endpoint: address,
        ..ManagedIdentityConfig::default()
    };
    let identity = ManagedIdentity {
        key_folder,
        ..ManagedIdentity::new(config)?
    };
    let endpoints = Endpoints::new("contoso", &EndpointOverrides::default())?;
    let credential = Box::new(ManagedIdentity::new(ManagedIdentityConfig::default())?);
    let client = Client::new(endpoints, "", credential)?;
    let scope = Scope::new(Arc::new(Nobody), true, Meter::new());
    let resource = "https://graph.microsoft.com";
    identity.fetch(&client, &scope, resource).await.map(drop)
}

#[tokio::test]
async fn the_key_file_of_the_agents_folder_answers_the_challenge() {
    let folder = folder("arc");
    let key = folder.join("a.key");
    std::fs::write(&key, "the-key").unwrap();
    fetch(agent(&key).await, folder.clone()).await.unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn no_other_file_is_read() {
    let folder = folder("arc-foreign");
    let inner = folder.join("inner");
    std::fs::create_dir_all(&inner).unwrap();
    std::fs::write(folder.join("a.key"), "the-key").unwrap();
    std::fs::write(folder.join("a.txt"), "the-key").unwrap();
    std::fs::write(folder.join("long.key"), "k".repeat(5000)).unwrap();
    let refused = [
        (
            folder.join("inner").join("..").join("a.key"),
            folder.clone(),
        ),
        (folder.join("a.key"), inner),
        (folder.join("a.txt"), folder.clone()),
        (folder.join("long.key"), folder.clone()),
        (folder.join("none.key"), folder.clone()),
    ];
    for (key, allowed) in refused {
        let error = fetch(agent(&key).await, allowed).await.unwrap_err();
        assert_eq!(
            error.id(),
            ErrorId::AuthenticationFailed,
            "{}",
            key.display()
        );
        assert!(error.message().contains("key file"));
        assert!(!error.message().contains("the-key"));
    }
    assert!(key_file::read("Basic", &folder).is_err());
    std::fs::remove_dir_all(folder).unwrap();
}
