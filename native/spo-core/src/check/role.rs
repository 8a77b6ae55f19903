//! What the tokens permit, operation by operation.

use super::{Checks, Tokens, finding, passed, without_token};
use crate::error::Result;
use crate::event::{CheckStatus, Finding};
use crate::permission::{NEEDS, Operation, Standing, commands, lacking, standing};

pub(super) async fn check(checks: &Checks, tokens: &Tokens) -> Result<()> {
    for operation in Operation::ALL {
        checks.tell(judged(checks, tokens, operation)).await?;
    }
    Ok(())
}

fn judged(checks: &Checks, tokens: &Tokens, operation: Operation) -> Finding {
    let name = format!("Permission to {}", operation.name());
    let (mut missing, mut lacks, mut perhaps, mut unknown) = (Vec::new(), None, Vec::new(), false);
    for need in NEEDS.iter().filter(|need| need.operation == operation) {
        let Some(token) = tokens.get(&need.service) else {
            return without_token(name, checks.host(need.service));
        };
        match standing(need, token) {
            Standing::Granted => {}
            Standing::Perhaps(role) => perhaps.push(role),
            Standing::Unknown => unknown = true,
            Standing::Missing(grant) => {
                missing.push(grant);
                lacks = Some(token);
            }
        }
    }
    if let Some(token) = lacks {
        // Whoever pipes users in does without it.
        let status = if operation == Operation::ListUsers {
            CheckStatus::Warning
        } else {
            CheckStatus::Failed
        };
        return finding(
            name,
            status,
            lacking(token, &missing),
            commands(&token.app_id, token.app_only, &missing),
        );
    }
    let probe = "Run the checks with -WriteProbe and -ProbeUser to find out.";
    if unknown {
        let detail = "The token does not show its permissions.";
        return finding(name, CheckStatus::Skipped, detail, probe);
    }
    if perhaps.is_empty() {
        return passed(name, "Granted.");
    }
    let detail = format!(
        "There is {}; whether that is enough, the token does not tell.",
        perhaps.join(" and ")
    );
    finding(name, CheckStatus::Warning, detail, probe)
}
