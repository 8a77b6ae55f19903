//! What a refusal of the sign-in service means, and what the administrator does about it. The meaning of the numbers is that of
//! Microsoft's list of AADSTS errors.

use crate::error::{Error, ErrorId};
use crate::http::Response;

/// Next steps for the refusals administrators meet most, by the number after `AADSTS`.
const NEXT_STEPS: &[(&str, &str)] = &[
    (
        "700016",
        "Check the client id: the directory has no app of that id, or the app was registered in another directory.",
    ),
    (
        "7000112",
        "The app is disabled in this directory: an administrator can enable it under Enterprise applications, Properties.",
    ),
    (
        "90002",
        "Check the tenant name: there is no such directory. Give the tenant id or a verified domain as -Tenant.",
    ),
    (
        "900023",
        "Check the tenant name: it is neither a tenant id nor a domain.",
    ),
    (
        "700027",
        "Upload this certificate (its public part) to the app under Certificates & secrets, then connect again.",
    ),
    (
        "700023",
        "The signed request names another directory than it was sent to: connect with the tenant id or the first domain of the directory.",
    ),
    (
        "700024",
        "Set this machine's clock: the signed request is not valid at the time of the sign-in service.",
    ),
    (
        "7000222",
        "The app's credential has expired: add a new certificate (or secret) under Certificates & secrets.",
    ),
    (
        "7000215",
        "The client secret is wrong: give the secret's value, not its id. For SharePoint a certificate is needed.",
    ),
    (
        "7000218",
        "The app is not a public client: under Authentication, allow public client flows, or connect with a certificate.",
    ),
    (
        "700213",
        "The app trusts no such outside identity: compare subject and issuer with the federated credential under Certificates & secrets, letter by letter.",
    ),
    (
        "70021",
        "The app trusts no such outside identity: compare issuer, subject and audience with the federated credential under Certificates & secrets.",
    ),
    (
        "700212",
        "The outside token is for another audience: the federated credential expects api://AzureADTokenExchange unless it was changed.",
    ),
    (
        "700211",
        "The outside token is of an issuer that the app does not trust: compare it with the federated credential under Certificates & secrets.",
    ),
    (
        "50034",
        "Check the account name: it does not exist in this directory.",
    ),
    (
        "50011",
        "Add the address http://localhost to the app under Authentication, platform Mobile and desktop applications.",
    ),
    (
        "50057",
        "The account is disabled: sign in with another one, or have it enabled.",
    ),
    (
        "50076",
        "Multi-factor authentication is required: connect with -Interactive, or as an app with a certificate.",
    ),
    (
        "50079",
        "The account must first be registered for multi-factor authentication: sign in once at https://aka.ms/mfasetup, then connect with -Interactive.",
    ),
    (
        "53000",
        "Conditional Access wants a compliant device: sign in from one, or connect as an app with a certificate.",
    ),
    (
        "53003",
        "A Conditional Access policy blocks this sign-in: sign in from an allowed place or have the app excluded.",
    ),
    (
        "65001",
        "An administrator must consent to the app's permissions.",
    ),
    (
        "65004",
        "Consent was declined: sign in again and accept, or let an administrator consent for everybody.",
    ),
    (
        "500011",
        "SharePoint is not known in this directory by that address: check the tenant name.",
    ),
    (
        "70019",
        "The sign-in was declined in the browser: connect again and approve it.",
    ),
    (
        "70020",
        "The code was not entered in time: connect again and enter the new code.",
    ),
    ("700082", "The sign-in has ended: connect again."),
    ("70008", "The sign-in has ended: connect again."),
    (
        "90055",
        "The sign-in service asks for a pause: wait some minutes and connect again.",
    ),
];

/// The error for a refusal in the service's words. Its first line is kept, without the numbers for tracing.
pub(super) fn error(response: &Response, description: &str, resource: &str) -> Error {
    let line = first_line(description);
    let message = if line.is_empty() {
        format!(
            "{} refused the sign-in with HTTP {}.",
            response.host, response.status
        )
    } else {
        format!("The sign-in was refused: {line}")
    };
    said(&line, message)
        .with_target(resource)
        .with_response(response.status, &response.request_id)
}

/// The error for a refusal that came by the browser.
pub(super) fn by_browser(description: &str) -> Error {
    let line = first_line(description);
    let message = format!("The sign-in was refused: {line}");
    said(&line, message)
}

fn said(line: &str, message: String) -> Error {
    let error = Error::new(ErrorId::AuthenticationFailed, message);
    let number = line.strip_prefix("AADSTS").map(|rest| {
        rest.split(|c: char| !c.is_ascii_digit())
            .next()
            .unwrap_or_default()
    });
    match NEXT_STEPS.iter().find(|(known, _)| number == Some(*known)) {
        Some((_, next_step)) => error.with_next_step(*next_step),
        None => error,
    }
}

fn first_line(description: &str) -> String {
    let line = description.lines().next().unwrap_or_default();
    let line = line.split(" Trace ID:").next().unwrap_or_default().trim();
    // A refusal may quote what was sent.
    let words = line.split(' ').map(|word| {
        if word.contains("eyJ") {
            "(token)"
        } else {
            word
        }
    });
    let line = words.collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).take(400).collect()
}

#[cfg(test)]
mod tests {
    use super::{NEXT_STEPS, by_browser};

    #[test]
    fn each_number_has_one_next_step_that_is_a_sentence() {
        for (index, (number, next_step)) in NEXT_STEPS.iter().enumerate() {
            assert!(next_step.ends_with('.'), "{number}");
            assert!(
                NEXT_STEPS[..index].iter().all(|(other, _)| other != number),
                "{number}"
            );
        }
    }

    #[test]
    fn what_looks_like_a_token_is_left_out() {
        let error = by_browser("AADSTS50034: bad eyJhbGciOi.eyJh.c2ln here Trace ID: 1");
        assert_eq!(
            error.message(),
            "The sign-in was refused: AADSTS50034: bad (token) here"
        );
        assert!(error.next_step().contains("account name"));
    }
}
