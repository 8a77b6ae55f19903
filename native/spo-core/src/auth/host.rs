//! Tokens from the embedding program (`Get-AzAccessToken`, `Get-PnPAccessToken`, a script block).

use super::{AccessToken, BoxFuture, Credential, Wanted};
use crate::error::Result;
use crate::http::{Client, Scope};

/// Asks the embedding program for each token.
pub(super) struct HostCredential;

impl Credential for HostCredential {
    fn kind(&self) -> &'static str {
        "host"
    }

    fn token<'a>(
        &'a self,
        client: &'a Client,
        scope: &'a Scope,
        wanted: Wanted<'a>,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            let resource = client.endpoints().resource(wanted.service);
            AccessToken::checked(&scope.prompter.token(resource).await?, resource)
        })
    }
}
