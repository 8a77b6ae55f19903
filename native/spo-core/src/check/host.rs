//! Can each host be reached from here, and do its clock and ours agree.

use super::{Checks, finding, of_error, passed};
use crate::config::Service;
use crate::error::{ErrorId, Result};
use crate::event::{CheckStatus, Finding};
use crate::http::{Request, Response};
use std::time::{Duration, SystemTime};

/// Long enough for a slow name service and one repetition, short enough to wait for.
const BUDGET: Duration = Duration::from_secs(30);
/// From here on sign-in may be refused: signed requests live five to ten minutes.
const TOO_FAR: u64 = 300;
/// From here on something is wrong with the clock.
const FAR: u64 = 60;

const CLOCK: &str = "Clock";

pub(super) async fn check(checks: &Checks) -> Result<()> {
    let mut difference = None;
    for service in Service::ALL {
        let name = format!("Reach {}", checks.host(service));
        let mut scope = checks.scope.clone();
        scope.budget = BUDGET;
        // Any answer will do, so no token is sent along.
        let request = Request::get(service, "host.reach", "/");
        let told = match checks.client.send_anonymous(&scope, &request).await {
            Ok(response) => {
                difference = difference.or_else(|| clock_difference(&response, SystemTime::now()));
                passed(name, format!("It answered (HTTP {}).", response.status))
            }
            Err(error) if error.id() == ErrorId::Throttled => {
                of_error(name, CheckStatus::Warning, &error)
            }
            Err(error) => of_error(name, failure(service), &error),
        };
        checks.tell(told).await?;
    }
    checks.tell(clock(difference)).await
}

/// Photos can be written without the root site and, when users are named by user principal name, without Graph.
pub(super) const fn failure(service: Service) -> CheckStatus {
    match service {
        Service::Root | Service::Graph => CheckStatus::Warning,
        Service::Login | Service::Admin | Service::My => CheckStatus::Failed,
    }
}

/// Seconds by which this machine is ahead of the host.
fn clock_difference(response: &Response, now: SystemTime) -> Option<i64> {
    let date = response.headers.get(reqwest::header::DATE)?.to_str().ok()?;
    let date = httpdate::parse_http_date(date).ok()?;
    let seconds = |by: Duration| i64::try_from(by.as_secs()).unwrap_or(i64::MAX);
    Some(match now.duration_since(date) {
        Ok(ahead) => seconds(ahead),
        Err(behind) => -seconds(behind.duration()),
    })
}

fn clock(difference: Option<i64>) -> Finding {
    let Some(difference) = difference else {
        return finding(
            CLOCK,
            CheckStatus::Skipped,
            "No host told its time.",
            "Solve the failed reachability checks first.",
        );
    };
    let by = difference.unsigned_abs();
    let status = match by {
        0..=FAR => CheckStatus::Passed,
        _ if by <= TOO_FAR => CheckStatus::Warning,
        _ => CheckStatus::Failed,
    };
    let side = if difference < 0 { "behind" } else { "ahead of" };
    let fix = if status == CheckStatus::Passed {
        ""
    } else {
        "Set this machine's clock: w32tm /resync on Windows, timedatectl set-ntp true on Linux."
    };
    let detail = format!("This machine's clock is {by} s {side} that of the service.");
    finding(CLOCK, status, detail, fix)
}

#[cfg(test)]
mod tests {
    use super::{clock, clock_difference};
    use crate::event::CheckStatus;
    use crate::http::Response;
    use reqwest::header::{DATE, HeaderMap, HeaderValue};
    use std::time::Duration;

    #[test]
    fn the_difference_is_told_with_its_side() {
        let mut headers = HeaderMap::new();
        headers.insert(
            DATE,
            HeaderValue::from_static("Mon, 23 Nov 2026 10:00:00 GMT"),
        );
        let date = httpdate::parse_http_date("Mon, 23 Nov 2026 10:00:00 GMT").unwrap();
        let response = Response::new("host.reach", "h", 404, headers, "".into());
        let by = |seconds| clock_difference(&response, seconds).unwrap();
        assert_eq!(by(date + Duration::from_secs(70)), 70);
        assert_eq!(by(date - Duration::from_secs(400)), -400);
        assert!(clock(Some(-400)).detail.contains("400 s behind"));
    }

    #[test]
    fn a_minute_is_a_warning_and_five_are_a_failure() {
        let status = |difference| clock(difference).status;
        assert_eq!(status(Some(60)), CheckStatus::Passed);
        assert_eq!(status(Some(-61)), CheckStatus::Warning);
        assert_eq!(status(Some(300)), CheckStatus::Warning);
        assert_eq!(status(Some(-301)), CheckStatus::Failed);
        assert_eq!(status(Some(i64::MIN)), CheckStatus::Failed);
        assert_eq!(status(None), CheckStatus::Skipped);
    }
}
