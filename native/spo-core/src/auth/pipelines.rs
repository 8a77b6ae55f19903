//! An app trusted by federation with a service connection of Azure Pipelines, which gives an outside token on request.
//! The request is the one that `azure_identity` 1.0.0 sends (`azure_pipelines_credential.rs`).

use super::app::App;
use super::{AccessToken, BoxFuture, Credential, Wanted};
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Scope, TokenService};
use serde_json::Value;
use url::Url;
use zeroize::Zeroizing;

const NEXT: &str = "Check the service connection's id, that this pipeline may use it, and that SYSTEM_ACCESSTOKEN is mapped into the step.";

/// An app, and where its pipeline asks for outside tokens.
pub(super) struct AzurePipelines {
    app: App,
    request: Url,
    token: Zeroizing<String>,
}

impl AzurePipelines {
    /// Errors: a value is missing, or the address is not https.
    pub fn new(
        app: App,
        connection: &str,
        token: Zeroizing<String>,
        request_uri: &str,
    ) -> Result<Self> {
        if connection.trim().is_empty() || token.trim().is_empty() || request_uri.is_empty() {
            let message = "Azure Pipelines gave no service connection id, no access token or no request address.";
            return Err(Error::new(ErrorId::InvalidArgument, message).with_next_step(NEXT));
        }
        let mut request = TokenService::address(request_uri)?;
        request
            .query_pairs_mut()
            .append_pair("api-version", "7.1")
            .append_pair("serviceConnectionId", connection.trim());
        Ok(Self {
            app,
            request,
            token,
        })
    }

    async fn outside(&self, client: &Client, scope: &Scope) -> Result<Zeroizing<String>> {
        let bearer = Zeroizing::new(format!("Bearer {}", self.token.trim()));
        let request = TokenService::post(self.request.clone())
            .secret("authorization", &bearer)?
            .header("x-tfs-fedauthredirect", "Suppress");
        let answer = client.ask(scope, &request).await?;
        let failed = || {
            let message = format!(
                "{} gave no token for the service connection (HTTP {}).",
                answer.host, answer.status
            );
            Error::new(ErrorId::AuthenticationFailed, message)
                .with_response(answer.status, &answer.request_id)
                .with_next_step(NEXT)
        };
        if answer.status != 200 {
            return Err(failed());
        }
        match answer.json()?.get_mut("oidcToken").map(Value::take) {
            Some(Value::String(token)) if !token.is_empty() => Ok(Zeroizing::new(token)),
            _ => Err(failed()),
        }
    }
}

impl Credential for AzurePipelines {
    fn kind(&self) -> &'static str {
        "azurePipelines"
    }

    fn token<'a>(
        &'a self,
        client: &'a Client,
        scope: &'a Scope,
        wanted: Wanted<'a>,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            let outside = self.outside(client, scope).await?;
            self.app.assert(client, scope, wanted, &outside).await
        })
    }
}
