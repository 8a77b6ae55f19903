//! A simulated tenant, a session on it, and jobs driven the way the cmdlets drive them.

use serde_json::{Value, json};
use spo_core::event::Event;
use spo_core::job::{Job, Next, Push};
use spo_core::request::Record;
use spo_core::session::Session;
use spo_tenant::{RunningTenant, Settings, TenantOptions};
use std::collections::HashMap;
use std::time::Duration;

/// A photo of the fixtures, larger than 300 pixels.
pub const PHOTO: &[u8] = include_bytes!("../../../../tests/fixtures/photos/astronaut.jpg");

/// A tenant with a session signed in by certificate.
pub struct Stage {
    pub tenant: RunningTenant,
    pub session: Session,
    runtime: tokio::runtime::Runtime,
}

impl Stage {
    pub fn new(users: usize) -> Self {
        // A large tenant, so that its quotas do not pace what a test sends.
        let settings = Settings {
            licences: 60_000,
            ..Settings::default()
        };
        Self::with(TenantOptions {
            users,
            settings,
            ..TenantOptions::default()
        })
    }

    pub fn with(options: TenantOptions) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let tenant = runtime.block_on(RunningTenant::start(options)).unwrap();
        let session = open(&tenant, &certificate(&tenant));
        Self {
            tenant,
            session,
            runtime,
        }
    }

    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    /// The first users of the tenant, as records with their AD photo.
    pub fn records(&self, count: usize) -> Vec<(Value, Vec<u8>)> {
        self.tenant.users().iter().take(count).enumerate().map(|(index, user)| {
            (json!({"identity": user.user_principal_name, "kind": "adUser", "userPrincipalName": user.user_principal_name, "photo": "bytes"}),
             self.tenant.ad_photo(index))
        }).collect()
    }

    pub fn run(&self, job: Value, records: Vec<(Value, Vec<u8>)>) -> Ran {
        drive(
            &self.session.start(serde_json::from_value(job).unwrap()),
            records,
        )
    }

    pub fn sync(&self, records: Vec<(Value, Vec<u8>)>) -> Ran {
        self.run(json!({"kind": "photoSync"}), records)
    }

    pub fn status(&self, records: Vec<(Value, Vec<u8>)>) -> Ran {
        self.run(json!({"kind": "photoStatus"}), records)
    }
}

/// Rules that say what happens to requests, as the control service takes them.
pub fn faults(rules: Value) -> Vec<spo_tenant::Fault> {
    serde_json::from_value(rules).unwrap()
}

/// The demo app's sign-in.
pub fn certificate(tenant: &RunningTenant) -> Value {
    use base64::Engine;
    let app = tenant.app();
    let pem = format!("{}\n{}", app.certificate_pem, app.private_key_pem);
    json!({"kind": "certificate", "clientId": app.client_id, "certificate": base64::engine::general_purpose::STANDARD.encode(pem)})
}

pub fn open(tenant: &RunningTenant, auth: &Value) -> Session {
    let at = tenant.endpoints();
    let config = json!({
        "tenant": "contoso", "auth": auth, "trustedRootsPem": tenant.trusted_root_pem(),
        "endpoints": {"login": at.login, "graph": at.graph, "root": at.root, "admin": at.admin, "my": at.my},
    });
    Session::open(serde_json::from_value(config).unwrap()).unwrap()
}

/// What a job came to.
#[derive(Debug, Default)]
pub struct Ran {
    /// `status`, `result` and `profile` events in order.
    pub users: Vec<Value>,
    pub summary: Value,
    pub failed: Option<Value>,
    pub others: Vec<Value>,
}

impl Ran {
    /// How often each value of a member occurs among the users' events.
    pub fn counts(&self, member: &str) -> HashMap<String, usize> {
        let mut counts = HashMap::new();
        for user in &self.users {
            *counts
                .entry(user[member].as_str().unwrap_or_default().to_owned())
                .or_default() += 1;
        }
        counts
    }

    pub fn requests(&self) -> u64 {
        self.summary["requests"].as_u64().unwrap()
    }
}

/// Pushes records and takes events until the job is over; approves what is asked.
pub fn drive(job: &Job, records: Vec<(Value, Vec<u8>)>) -> Ran {
    drive_seeing(job, records, |_| {})
}

/// The same, with something to do at each event.
pub fn drive_seeing(job: &Job, records: Vec<(Value, Vec<u8>)>, mut see: impl FnMut(&Value)) -> Ran {
    let mut ran = Ran::default();
    for (record, photo) in records {
        let record: Record = serde_json::from_value(record).unwrap();
        while job.push(record.clone(), photo.clone().into()).unwrap() == Push::Full {
            take(job, &mut ran, &mut see);
        }
    }
    job.finish_input();
    while take(job, &mut ran, &mut see) {}
    ran
}

fn take(job: &Job, ran: &mut Ran, see: &mut impl FnMut(&Value)) -> bool {
    match job.next(Duration::from_secs(60)) {
        Next::Done => return false,
        Next::Timeout => {}
        Next::Event(event) => {
            if let Event::Prompt(prompt) = &*event {
                job.reply(
                    prompt.prompt,
                    serde_json::from_value(json!({"approved": true})).unwrap(),
                )
                .unwrap();
            }
            let json = serde_json::to_value(&*event).unwrap();
            see(&json);
            match json["type"].as_str().unwrap() {
                "status" | "result" | "profile" => ran.users.push(json),
                "summary" => ran.summary = json,
                "failed" => ran.failed = Some(json["error"].clone()),
                _ => ran.others.push(json),
            }
        }
    }
    true
}
