//! `photoUpdateSettings`: where Microsoft 365 takes photos from (Graph beta; `graph-wire.md` 1.7).

use super::{Checks, Tokens, finding, of_error, passed, without_token};
use crate::config::Service;
use crate::error::Result;
use crate::event::{CheckStatus, Finding};
use crate::http::{Request, Response};
use serde_json::Value;

const NAME: &str = "Photo update settings";
const PATH: &str = "/beta/admin/people/photoUpdateSettings";

pub(super) async fn check(checks: &Checks, tokens: &Tokens) -> Result<()> {
    if !tokens.contains_key(&Service::Graph) {
        let told = without_token(NAME, checks.host(Service::Graph));
        return checks.tell(told).await;
    }
    let request = Request::get(Service::Graph, "graph.policy", PATH).accept("application/json");
    let told = match checks.client.send(&checks.scope, request).await {
        Ok(response) => read(response),
        Err(error) => of_error(NAME, CheckStatus::Warning, &error),
    };
    checks.tell(told).await
}

fn read(response: Response) -> Finding {
    match response.status {
        403 => finding(
            NAME,
            CheckStatus::Skipped,
            "The app may not read them. Photos can be written all the same.",
            "To have them shown, grant the app the Microsoft Graph role PeopleSettings.Read.All.",
        ),
        // Beta: a cloud that does not have it knows no such segment.
        400 | 404 => finding(
            NAME,
            CheckStatus::Skipped,
            "Graph does not offer them in this tenant.",
            "Nothing needs to be done.",
        ),
        _ if response.is_success() => match response.json() {
            Ok(settings) => judged(&settings),
            Err(error) => of_error(NAME, CheckStatus::Warning, &error),
        },
        _ => of_error(
            NAME,
            CheckStatus::Warning,
            &response.into_error("reading the photo update settings"),
        ),
    }
}

fn judged(settings: &Value) -> Finding {
    match settings["source"].as_str() {
        Some("onPremises") => finding(
            NAME,
            CheckStatus::Warning,
            "Microsoft 365 takes photos from Active Directory only; changes in the cloud are disabled.",
            "Keep thumbnailPhoto in Active Directory the same as the photos written here, or set the source to cloud.",
        ),
        Some("cloud") => passed(
            NAME,
            "Microsoft 365 takes photos from the cloud only; thumbnailPhoto of Active Directory is ignored.",
        ),
        _ => passed(
            NAME,
            "Microsoft 365 takes photos from the cloud and from Active Directory.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::event::CheckStatus;
    use crate::http::Response;
    use reqwest::header::HeaderMap;

    #[test]
    fn every_answer_is_a_finding() {
        let cases = [
            (
                200,
                r#"{"source":null,"allowedRoles":{}}"#,
                CheckStatus::Passed,
            ),
            (
                200,
                r#"{"source":"cloud","allowedRoles":[]}"#,
                CheckStatus::Passed,
            ),
            (200, r#"{"source":"onPremises"}"#, CheckStatus::Warning),
            (200, "<html>", CheckStatus::Warning),
            (403, "{}", CheckStatus::Skipped),
            (404, "{}", CheckStatus::Skipped),
            (500, "{}", CheckStatus::Warning),
        ];
        for (status, body, expected) in cases {
            let body = body.as_bytes().to_vec().into();
            let told = read(Response::new(
                "graph.policy",
                "graph.microsoft.com",
                status,
                HeaderMap::new(),
                body,
            ));
            assert_eq!(told.status, expected, "{status}: {}", told.detail);
            assert_eq!(told.fix.is_empty(), expected == CheckStatus::Passed);
        }
    }
}
