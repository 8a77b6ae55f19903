//! Changes for the users of a tenant, imported into it.

use crate::stage::{Stage, certificate};
use serde_json::Value;
use spo_core::account::AccountName;
use spo_core::auth::{BoxFuture, Prompter, credential};
use spo_core::config::{EndpointOverrides, Endpoints};
use spo_core::error::{Error, ErrorId, Result};
use spo_core::event::Event;
use spo_core::http::{Client, Meter, Scope};
use spo_core::import::{ImportChange, Imported, import_changes};
use spo_tenant::{Settings, TenantOptions};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::mpsc;
use zeroize::Zeroizing;

/// What the library holds from the start.
pub const LIBRARY: [&str; 1] = ["/Shared Documents/"];

/// Is never asked: the sign-in is by certificate.
struct Nobody;

impl Prompter for Nobody {
    fn token<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Zeroizing<String>>> {
        Box::pin(async { Err(Error::new(ErrorId::Internal, "nobody is to be asked")) })
    }
}

/// A tenant of ten users whose jobs are carried out as soon as anybody looks, and whose users may edit nothing but `AboutMe`.
pub fn stage(change: impl FnOnce(&mut Settings)) -> Stage {
    let mut settings = Settings {
        licences: 60_000,
        import_step_seconds: 0,
        user_editable_properties: vec!["AboutMe".to_owned()],
        ..Settings::default()
    };
    change(&mut settings);
    Stage::with(TenantOptions {
        users: 10,
        settings,
        ..TenantOptions::default()
    })
}

fn client(stage: &Stage) -> Client {
    let at = stage.tenant.endpoints();
    let overrides = EndpointOverrides {
        login: at.login,
        graph: at.graph,
        root: at.root,
        admin: at.admin,
        my: at.my,
    };
    let endpoints = Endpoints::new("contoso", &overrides).unwrap();
    let auth = serde_json::from_value(certificate(&stage.tenant)).unwrap();
    let credential = credential(auth, &endpoints.directory()).unwrap();
    Client::new(endpoints, stage.tenant.trusted_root_pem(), credential).unwrap()
}

/// What an import came to, what it told, and what it sent.
pub struct Ran {
    pub imported: Result<Imported>,
    pub events: Vec<Value>,
    pub sent: BTreeMap<&'static str, u64>,
}

impl Ran {
    pub fn results(&self) -> Vec<Option<ErrorId>> {
        let results = self.imported.as_ref().unwrap().results.iter();
        results
            .map(|result| result.as_ref().err().map(Error::id))
            .collect()
    }

    pub fn refused(&self) -> Vec<(&str, ErrorId)> {
        let refused = self.imported.as_ref().unwrap().refused.iter();
        refused
            .map(|one| (one.name.as_str(), one.error.id()))
            .collect()
    }

    pub fn states(&self) -> Vec<&str> {
        let jobs = self
            .events
            .iter()
            .filter(|event| event["type"] == "importJob");
        jobs.map(|job| job["state"].as_str().unwrap()).collect()
    }

    pub fn warnings(&self) -> Vec<&str> {
        let logs = self
            .events
            .iter()
            .filter(|event| event["level"] == "warning");
        logs.map(|log| log["message"].as_str().unwrap()).collect()
    }
}

pub fn import(stage: &Stage, options: Value, changes: &[ImportChange]) -> Ran {
    import_within(stage, options, changes, false)
}

pub fn import_within(
    stage: &Stage,
    options: Value,
    changes: &[ImportChange],
    read_only: bool,
) -> Ran {
    let client = client(stage);
    let scope = Scope::new(Arc::new(Nobody), read_only, Meter::new());
    let options = serde_json::from_value(options).unwrap();
    let (sender, mut receiver) = mpsc::channel(1000);
    let imported = stage.block_on(import_changes(&client, &scope, &options, changes, &sender));
    drop(sender);
    let mut events = Vec::new();
    while let Some(event) = receiver.blocking_recv() {
        let event: Event = event;
        events.push(serde_json::to_value(event).unwrap());
    }
    Ran {
        imported,
        events,
        sent: scope.meter.by_kind(),
    }
}

/// The same values for the first users of the tenant, by object id.
pub fn changes(stage: &Stage, count: usize, values: &[(&str, &str)]) -> Vec<ImportChange> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let users = stage.tenant.users().iter().take(count);
    users
        .map(|user| ImportChange {
            account: AccountName::from_upn(&user.user_principal_name),
            object_id: user.object_id.to_string(),
            values: values.iter().map(owned).collect(),
        })
        .collect()
}

pub fn profile(stage: &Stage, user: usize, property: &str) -> String {
    let upn = &stage.tenant.users()[user].user_principal_name;
    stage
        .tenant
        .profile(upn)
        .unwrap()
        .remove(property)
        .unwrap_or_default()
}

/// The files of an extension in the libraries of the root site.
pub fn files(stage: &Stage, extension: &str) -> Vec<String> {
    let all = stage.tenant.documents().into_iter();
    all.filter(|path| path.rsplit('.').next() == Some(extension))
        .collect()
}
