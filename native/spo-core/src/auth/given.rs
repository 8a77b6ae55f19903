//! Tokens given at connect time.

use super::claims::Claims;
use super::token::is_audience;
use super::{AccessToken, BoxFuture, Credential, Wanted};
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Scope};
use zeroize::Zeroizing;

/// Tokens given at connect time; the one whose audience fits is used, one that is not a JWT fits every host.
pub(super) struct GivenTokens {
    tokens: Vec<Zeroizing<String>>,
}

impl GivenTokens {
    pub fn new(tokens: Vec<Zeroizing<String>>) -> Result<Self> {
        if tokens.iter().all(|token| token.trim().is_empty()) {
            return Err(Error::new(ErrorId::TokenRefused, "No token was given."));
        }
        Ok(Self { tokens })
    }

    fn pick(&self, resource: &str) -> Result<AccessToken> {
        let audience =
            |token: &Zeroizing<String>| Claims::read(token.trim()).map(|claims| claims.audience);
        let fitting = self
            .tokens
            .iter()
            .find(|token| audience(token).is_some_and(|found| is_audience(&found, resource)));
        let opaque = || self.tokens.iter().find(|token| audience(token).is_none());
        if let Some(token) = fitting.or_else(opaque) {
            return AccessToken::checked(token, resource);
        }
        let found: Vec<String> = self.tokens.iter().filter_map(audience).collect();
        let message = format!(
            "No token for {resource} was given; the audience found is '{}'.",
            found.join("', '")
        );
        let next_step = format!(
            "Get a token for {resource} too and connect again, or give a script block that gets one for each resource."
        );
        Err(Error::new(ErrorId::TokenRefused, message)
            .with_target(resource)
            .with_next_step(next_step))
    }
}

impl Credential for GivenTokens {
    fn kind(&self) -> &'static str {
        "tokens"
    }

    fn token<'a>(
        &'a self,
        client: &'a Client,
        _: &'a Scope,
        wanted: Wanted<'a>,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move { self.pick(client.endpoints().resource(wanted.service)) })
    }
}

#[cfg(test)]
mod tests {
    use super::GivenTokens;
    use crate::auth::token::unix_now;
    use crate::error::ErrorId;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    const MY: &str = "https://contoso-my.sharepoint.com";

    fn jwt(audience: &str, lives: i64) -> String {
        let claims =
            serde_json::json!({"aud": audience, "exp": unix_now() + lives, "appid": audience});
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()))
    }

    fn given(tokens: &[&str]) -> GivenTokens {
        GivenTokens::new(
            tokens
                .iter()
                .map(|token| (*token).to_owned().into())
                .collect(),
        )
        .unwrap()
    }

    fn error(tokens: &GivenTokens) -> crate::error::Error {
        tokens.pick(MY).map(drop).unwrap_err()
    }

    #[test]
    fn the_token_of_the_right_audience_is_picked() {
        let (graph, my) = (jwt("https://graph.microsoft.com", 60), jwt(MY, 60));
        assert_eq!(
            given(&["opaque", &graph, &my])
                .pick(MY)
                .unwrap()
                .info(MY)
                .app_id,
            MY
        );
        assert_eq!(
            given(&[&graph, "opaque"]).pick(MY).unwrap().info(MY).app_id,
            ""
        );
    }

    #[test]
    fn no_fit_names_what_was_found_and_what_is_needed() {
        let error = error(&given(&[&jwt("https://graph.microsoft.com", 60)]));
        assert_eq!(error.id(), ErrorId::TokenRefused);
        assert!(
            error.message().contains(MY) && error.message().contains("https://graph.microsoft.com")
        );
    }

    #[test]
    fn an_expired_token_is_refused_with_its_date() {
        let error = error(&given(&[&jwt(MY, -60)]));
        assert_eq!(error.id(), ErrorId::TokenRefused);
        assert!(error.message().contains("expired at") && error.message().ends_with("GMT."));
    }

    #[test]
    fn text_that_cannot_be_a_token_is_refused() {
        assert_eq!(error(&given(&["two\nlines"])).id(), ErrorId::TokenRefused);
        assert_eq!(
            GivenTokens::new(vec![]).err().unwrap().id(),
            ErrorId::TokenRefused
        );
    }
}
