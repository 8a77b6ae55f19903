//! Where a job's users come from, in batches of what one request can ask about: the pipeline, or the tenant's directory.

use super::properties::Properties;
use super::run::Run;
use crate::error::Result;
use crate::graph::{GraphUser, UserPages};
use crate::job::{Pending, Records};
use crate::request::{Record, RecordKind};
use crate::sharepoint::USERS_PER_REQUEST;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// A batch that is not full goes off when the pipeline brings nothing for this long, and so does what waits in the outbox.
const IDLE: Duration = Duration::from_secs(1);

/// The source of users.
pub enum Users<'a> {
    /// The records of the host program.
    Pipeline,
    /// The directory.
    Tenant {
        /// What is still to be listed.
        pages: UserPages<'a>,
        /// What was listed and not taken yet.
        waiting: VecDeque<Pending>,
    },
}

impl<'a> Users<'a> {
    /// As the job asks.
    pub fn of(run: &'a Run) -> Self {
        if !run.job.enumerate {
            return Self::Pipeline;
        }
        let more = run.properties.as_ref().map(Properties::graph_names);
        Self::Tenant {
            pages: UserPages::new(&run.client, &run.scope, &more.unwrap_or_default()),
            waiting: VecDeque::new(),
        }
    }

    /// The next users; `None` after the last.
    pub async fn next_batch(
        &mut self,
        run: &Run,
        records: &mut Records,
    ) -> Result<Option<Vec<Pending>>> {
        let batch = match self {
            Self::Pipeline => gather(run, records).await?,
            Self::Tenant { pages, waiting } => {
                while waiting.is_empty() {
                    // A page may be empty and still not be the last.
                    let Some(page) = pages.next().await? else {
                        break;
                    };
                    waiting.extend(page.into_iter().map(|user| Pending::found(record_of(user))));
                }
                waiting
                    .drain(..waiting.len().min(USERS_PER_REQUEST))
                    .collect()
            }
        };
        run.tally.taken(batch.len());
        Ok((!batch.is_empty()).then_some(batch))
    }
}

async fn gather(run: &Run, records: &mut Records) -> Result<Vec<Pending>> {
    let mut batch = Vec::new();
    let first = loop {
        match tokio::time::timeout(IDLE, records.next()).await {
            Ok(first) => break first,
            Err(_) => run.outbox.flush(run).await?,
        }
    };
    let Some(first) = first else {
        return Ok(batch);
    };
    batch.push(first);
    while batch.len() < USERS_PER_REQUEST && !records.full() {
        match tokio::time::timeout(IDLE, records.next()).await {
            Ok(Some(record)) => batch.push(record),
            Ok(None) | Err(_) => break,
        }
    }
    if records.finished() {
        // Known before the last batch is worked off, so that the remaining time can be told.
        run.tally.input_complete();
    }
    Ok(batch)
}

fn record_of(user: GraphUser) -> Record {
    let fields = [
        ("SamAccountName", &user.on_premises_sam_account_name),
        ("UserPrincipalName", &user.user_principal_name),
        ("Mail", &user.mail),
        ("Id", &user.id),
        ("DisplayName", &user.display_name),
    ];
    let fields: HashMap<_, _> = fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Some(value.clone())))
        .collect();
    Record {
        identity: user.user_principal_name.clone(),
        kind: RecordKind::GraphUser,
        fields,
        values: user.values(),
        user_principal_name: user.user_principal_name,
        object_id: user.id,
        mail: user.mail,
        sam_account_name: user.on_premises_sam_account_name,
        ..Record::default()
    }
}
