//! What can be known before the first request: whether the tokens permit the job at all.

use super::run::Run;
use crate::config::Service;
use crate::error::Result;
use crate::permission::{Operation, require};
use crate::request::ImportMethod;

/// Fails when the job cannot succeed for want of a permission. Looks only at the tokens the job uses anyway.
pub async fn preflight(run: &Run) -> Result<()> {
    let admin = run.client.token_info(&run.scope, Service::Admin).await?;
    // A job in which nobody has a photo gets by without this one, so its absence is not judged here.
    let my = if run.work.photos() {
        run.client.token_info(&run.scope, Service::My).await.ok()
    } else {
        None
    };
    let graph = if run.job.enumerate {
        Some(run.client.token_info(&run.scope, Service::Graph).await?)
    } else {
        None
    };
    let permitted = |operations: &[Operation]| {
        require(operations, |service| match service {
            Service::Admin => Some(&admin),
            Service::My => my.as_ref(),
            Service::Graph => graph.as_ref(),
            _ => None,
        })
    };
    let mut operations = vec![Operation::Read];
    if run.job.enumerate {
        operations.push(Operation::ListUsers);
    }
    if !run.work.writes() || run.job.what_if {
        return permitted(&operations);
    }
    if run.work.photos() {
        operations.extend([Operation::PhotoWrite, Operation::PropertyWrite]);
    }
    let method = run.properties.as_ref().map(|properties| properties.method);
    match method {
        None => permitted(&operations),
        Some(ImportMethod::BulkImport) => {
            operations.push(Operation::BulkImport);
            permitted(&operations)
        }
        // Either way will do when the way is not chosen; what is told is the way that needs less.
        Some(ImportMethod::Auto) if permitted(&[Operation::BulkImport]).is_ok() => {
            permitted(&operations)
        }
        Some(ImportMethod::Auto | ImportMethod::Direct) => {
            operations.push(Operation::PropertyWrite);
            permitted(&operations)
        }
    }
}
