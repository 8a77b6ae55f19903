//! What can be known before the first request: whether the tokens permit the job at all.

use super::run::{Mode, Run};
use crate::config::Service;
use crate::error::Result;
use crate::permission::{Operation, require};

/// Fails when the job cannot succeed for want of a permission. Looks only at the two tokens the job uses anyway.
pub async fn preflight(run: &Run) -> Result<()> {
    let admin = run.client.token_info(&run.scope, Service::Admin).await?;
    // A job in which nobody has a photo gets by without this one, so its absence is not judged here.
    let my = run.client.token_info(&run.scope, Service::My).await.ok();
    let graph = if run.options.enumerate {
        Some(run.client.token_info(&run.scope, Service::Graph).await?)
    } else {
        None
    };
    let mut operations = vec![Operation::Read];
    if run.options.enumerate {
        operations.push(Operation::ListUsers);
    }
    if run.mode == Mode::Sync && !run.options.what_if {
        operations.extend([Operation::PhotoWrite, Operation::PropertyWrite]);
    }
    require(&operations, |service| match service {
        Service::Admin => Some(&admin),
        Service::My => my.as_ref(),
        Service::Graph => graph.as_ref(),
        _ => None,
    })
}
