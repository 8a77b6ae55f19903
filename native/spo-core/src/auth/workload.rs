//! An app trusted by federation, with the outside token in a file that the platform renews (Kubernetes).

use super::app::App;
use super::{AccessToken, BoxFuture, Credential, Wanted};
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Scope};
use std::path::PathBuf;
use zeroize::Zeroizing;

/// An app and the file of its outside token.
pub(super) struct WorkloadIdentity {
    app: App,
    file: PathBuf,
}

impl WorkloadIdentity {
    pub const fn new(app: App, file: PathBuf) -> Self {
        Self { app, file }
    }

    /// The token as it is now: the platform replaces the file long before the token in it ends.
    async fn outside(&self) -> Result<Zeroizing<String>> {
        let path = self.file.clone();
        let read = tokio::task::spawn_blocking(move || std::fs::read_to_string(path)).await;
        let failed = |why: String| {
            let path = self.file.display();
            Error::new(
                ErrorId::AuthenticationFailed,
                format!("The token file '{path}' cannot be used: {why}."),
            )
            .with_target(path.to_string())
            .with_next_step("Check that workload identity is set up for this pod, and that the path of its token file is right.")
        };
        let text = read
            .map_err(|error| failed(error.to_string()))?
            .map_err(|error| failed(error.to_string()))?;
        let text = Zeroizing::new(text);
        let token = Zeroizing::new(text.trim().to_owned());
        if token.is_empty() {
            return Err(failed("it is empty".to_owned()));
        }
        Ok(token)
    }
}

impl Credential for WorkloadIdentity {
    fn kind(&self) -> &'static str {
        "workloadIdentity"
    }

    fn token<'a>(
        &'a self,
        client: &'a Client,
        scope: &'a Scope,
        wanted: Wanted<'a>,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            let outside = self.outside().await?;
            self.app.assert(client, scope, wanted, &outside).await
        })
    }
}
