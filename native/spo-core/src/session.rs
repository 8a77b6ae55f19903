//! A session: one tenant, one way of signing in, the connections and tokens they share, and the jobs started on it.

use crate::auth::credential;
use crate::check;
use crate::config::{Endpoints, Service, SessionConfig};
use crate::error::Result;
use crate::event::{Connected, Event, LogLevel};
use crate::http::{Client, Meter, Scope};
use crate::import;
use crate::job::{Job, JobLine};
use crate::property;
use crate::proxy::Proxies;
use crate::request::{JobRequest, SyncJob};
use crate::sync::{self, Tally, Work};
use std::collections::BTreeMap;

/// An open session. Cheap to clone; the last clone closes it.
#[derive(Clone)]
pub struct Session {
    client: Client,
    auth_kind: &'static str,
}

impl Session {
    /// Checks the configuration and gets everything ready. Sends nothing.
    pub fn open(config: SessionConfig) -> Result<Self> {
        let endpoints = Endpoints::in_cloud(config.cloud, &config.tenant, &config.endpoints)?;
        let auth_kind = config.auth.kind();
        let credential = credential(config.auth, &endpoints.directory())?;
        let proxies = Proxies::new(config.proxy, config.proxy_user, config.proxy_password);
        let client = Client::through(endpoints, &config.trusted_roots_pem, credential, &proxies)?;
        Ok(Self { client, auth_kind })
    }

    /// Starts a job.
    pub fn start(&self, request: JobRequest) -> Job {
        let session = self.clone();
        match request {
            JobRequest::Connect => Job::start(move |line| session.connect(line)),
            JobRequest::Check(options) => {
                Job::start(move |line| check::run(session.client, line, options))
            }
            JobRequest::PhotoStatus(job) => session.over_users(job, Work::PhotoStatus),
            JobRequest::PhotoSync(job) => session.over_users(job, Work::PhotoSync),
            JobRequest::PropertyStatus(job) => session.over_users(job, Work::PropertyStatus),
            JobRequest::PropertySync(job) => session.over_users(job, Work::PropertySync),
            JobRequest::ProfileSync(job) => session.over_users(job, Work::ProfileSync),
            JobRequest::PropertyMap(options) => {
                Job::start(move |line| property::list(line, options))
            }
            JobRequest::ImportJobs(options) => {
                Job::start(move |line| import::tell_jobs(session.client, line, options))
            }
        }
    }

    fn over_users(self, job: SyncJob, work: Work) -> Job {
        Job::start(move |line| sync::run(self.client, line, job, work))
    }

    /// Gets a token for each host the photo jobs use, which proves the sign-in.
    async fn connect(self, line: JobLine) -> Result<()> {
        let scope = Scope::new(line.prompts, true, Meter::new());
        let tally = Tally::new();
        let mut tokens = Vec::new();
        let services = self.client.services();
        if !services.contains(&Service::My) {
            let message = "A client secret is good for Microsoft Graph alone: SharePoint accepts app-only tokens only with a certificate.";
            let log = Event::Log {
                level: LogLevel::Warning,
                message: message.to_owned(),
            };
            let _gone = line.events.send(log).await;
        }
        for service in services {
            tokens.push(self.client.token_info(&scope, *service).await?);
        }
        let endpoints = self.client.endpoints();
        let endpoints: BTreeMap<_, _> = Service::ALL
            .into_iter()
            .map(|service| (service.name(), endpoints.base(service).to_owned()))
            .collect();
        let first = tokens.first();
        let connected = Connected {
            tenant: self.client.endpoints().tenant().to_owned(),
            cloud: self.client.endpoints().cloud(),
            account: first.map(|token| token.account.clone()).unwrap_or_default(),
            app_id: first.map(|token| token.app_id.clone()).unwrap_or_default(),
            auth_kind: self.auth_kind.to_owned(),
            endpoints,
            tokens,
        };
        let summary = tally.summary(&scope.meter);
        let _gone = line.events.send(Event::Connected(connected)).await;
        let _gone = line.events.send(Event::Summary(summary)).await;
        Ok(())
    }
}
