//! An app trusted by federation, with the outside token from the host program (GitHub Actions).

use super::app::App;
use super::{AccessToken, BoxFuture, Credential, Wanted};
use crate::error::Result;
use crate::http::{Client, Scope};

/// The audience that Entra gives a federated credential unless another is chosen.
const AUDIENCE: &str = "api://AzureADTokenExchange";

/// An app that trusts an outside issuer.
pub(super) struct Federated(pub App);

impl Credential for Federated {
    fn kind(&self) -> &'static str {
        "federated"
    }

    fn token<'a>(
        &'a self,
        client: &'a Client,
        scope: &'a Scope,
        wanted: Wanted<'a>,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            let outside = scope.prompter.federated_token(AUDIENCE).await?;
            self.0.assert(client, scope, wanted, outside.trim()).await
        })
    }
}
