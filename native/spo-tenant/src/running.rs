//! A tenant that listens: how Rust tests and the program start one, look into it and stop it.

use crate::call::Kind;
use crate::clock::Clock;
use crate::control;
use crate::demo_app::DemoApp;
use crate::documents::Documents;
use crate::entra::native_sync::{NativeSync, tick};
use crate::entra::photos::CloudPhotos;
use crate::faults::{Fault, Faults};
use crate::guarded::Guarded;
use crate::hosts::{Addresses, Hosts, Service};
use crate::imports::Imports;
use crate::library::{FileInfo, Library, folder_name};
use crate::limits::Limits;
use crate::photo;
use crate::profile_schema::{ProfileProperty, properties};
use crate::profiles::ProfileStore;
use crate::request_log::{RequestCounts, RequestLog};
use crate::server;
use crate::settings::Settings;
use crate::tenant::Tenant;
use crate::tls;
use crate::tokens::TokenKey;
use crate::users::{Directory, User, guid, mixed};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// How a tenant is made.
#[derive(Debug, Clone)]
pub struct TenantOptions {
    /// Number of employees.
    pub users: usize,
    /// Same seed, same employees, photos and chance.
    pub seed: u64,
    /// Host prefix, `contoso` of `contoso.sharepoint.com`.
    pub tenant: String,
    /// Language of the My Site host, which names the photo folder: `en-US`, `de-DE`, ...
    pub locale: String,
    /// TLS on all listeners but the control service.
    pub https: bool,
    /// First of seven ports, in the order login, graph, root, admin, my, control, identity; `None` takes free ones.
    pub port_base: Option<u16>,
    /// The switches at the start.
    pub settings: Settings,
    /// Rules that say what happens to requests, from the start.
    pub faults: Vec<Fault>,
    /// Seconds of the tenant per real second, at least 1.
    pub time_scale: u32,
}

impl Default for TenantOptions {
    fn default() -> Self {
        Self {
            users: 200,
            seed: 1,
            tenant: "contoso".to_owned(),
            locale: "en-US".to_owned(),
            https: false,
            port_base: None,
            settings: Settings::default(),
            faults: Vec::new(),
            time_scale: 1,
        }
    }
}

/// A tenant that listens until it is dropped.
#[derive(Debug)]
pub struct RunningTenant {
    tenant: Arc<Tenant>,
    app: DemoApp,
    trusted_root_pem: String,
    /// The accept loops; dropping them ends every connection.
    _listeners: JoinSet<()>,
}

impl RunningTenant {
    /// Makes the tenant and listens.
    ///
    /// Fails when a port is taken, or for a locale whose folder name is not known.
    pub async fn start(options: TenantOptions) -> io::Result<Self> {
        let invalid = |message: String| io::Error::new(io::ErrorKind::InvalidInput, message);
        let folder = folder_name(&options.locale).ok_or_else(|| {
            invalid(format!(
                "no folder name known for locale '{}'",
                options.locale
            ))
        })?;
        if options.tenant.is_empty()
            || !options
                .tenant
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
        {
            return Err(invalid(format!(
                "'{}' is not a tenant name",
                options.tenant
            )));
        }
        let mut listeners = Vec::with_capacity(7);
        for offset in 0..7 {
            let port = match options.port_base {
                None => 0,
                Some(base) => base
                    .checked_add(offset)
                    .ok_or_else(|| invalid("the ports go beyond 65535".to_owned()))?,
            };
            listeners.push(server::bind(port).await?);
        }
        let identity = options.https.then(tls::identity).transpose()?;
        let scheme = if options.https { "https" } else { "http" };
        let at = |index: usize| format!("{scheme}://127.0.0.1:{}", listeners[index].1);
        let control = format!("http://127.0.0.1:{}", listeners[5].1);
        let addresses = Addresses {
            login: at(0),
            graph: at(1),
            root: at(2),
            admin: at(3),
            my: at(4),
            control,
            identity: format!("http://127.0.0.1:{}", listeners[6].1),
            identity_header: uuid::Uuid::new_v4().to_string(),
        };

        let (tenant, app) = build(options, folder, addresses)?;
        let tenant = Arc::new(tenant);
        let acceptor = identity
            .as_ref()
            .map(|identity| TlsAcceptor::from(Arc::clone(&identity.config)));
        let mut tasks = JoinSet::new();
        let mut listeners = listeners.into_iter().map(|(listener, _)| listener);
        for (service, listener) in Service::ALL.into_iter().zip(listeners.by_ref()) {
            tasks.spawn(server::serve_tenant(
                listener,
                Arc::clone(&tenant),
                service,
                acceptor.clone(),
            ));
        }
        if let Some(listener) = listeners.next() {
            let router = control::router(Arc::clone(&tenant));
            tasks.spawn(server::serve_control(listener, router));
        }
        for listener in listeners {
            let (tenant, service) = (Arc::clone(&tenant), Service::Identity);
            tasks.spawn(server::serve_tenant(listener, tenant, service, None));
        }
        let trusted_root_pem = identity
            .map(|identity| identity.root_pem)
            .unwrap_or_default();
        Ok(Self {
            tenant,
            app,
            trusted_root_pem,
            _listeners: tasks,
        })
    }

    /// Where the services listen.
    pub fn endpoints(&self) -> Addresses {
        self.tenant.hosts.addresses.clone()
    }

    /// The registered app and its key pair.
    pub fn app(&self) -> DemoApp {
        self.app.clone()
    }

    /// The root certificate to trust, PEM; empty without TLS.
    pub fn trusted_root_pem(&self) -> &str {
        &self.trusted_root_pem
    }

    /// A token good for an hour, `roles` in place of the app's own; `None` when the resource is not one of this tenant.
    pub fn issue_token(&self, resource: &str, roles: Option<Vec<String>>) -> Option<String> {
        let service = self.tenant.hosts.service_of(resource)?;
        let tenant = &self.tenant;
        Some(
            tenant
                .clock
                .within(|| tenant.app_token(service, roles, 3600)),
        )
    }

    /// Requests since the start or the last [`RunningTenant::clear_requests`].
    pub fn requests(&self) -> RequestCounts {
        self.tenant.log.counts()
    }

    /// Starts counting anew.
    pub fn clear_requests(&self) {
        self.tenant.log.clear();
    }

    /// Puts these rules in place of all others. A rule of an unknown kind never hits.
    pub fn set_faults(&self, rules: Vec<Fault>) {
        self.tenant.faults.lock().set(rules);
    }

    /// Puts the tenant's clock forward: quotas refill, tokens expire, delayed changes show.
    pub fn advance(&self, by: Duration) {
        self.tenant.clock.advance(by);
    }

    /// The profile of a user, `None` when there is no such user. Users made profile-less are shown too.
    pub fn profile(&self, upn: &str) -> Option<BTreeMap<String, String>> {
        self.tenant.clock.within(|| self.tenant.profile(upn))
    }

    /// Writes one profile property; false when there is no such user.
    pub fn set_profile_property(&self, upn: &str, name: &str, value: &str) -> bool {
        let user = self.tenant.directory.by_name(upn);
        let set = |user| self.tenant.profiles.lock().set(user, name, value);
        self.tenant.clock.within(|| user.map(set)).is_some()
    }

    /// The schema of the profile store as the switches have it.
    pub fn profile_properties(&self) -> Vec<ProfileProperty> {
        let settings = self.tenant.settings.lock().clone();
        properties(&settings)
    }

    /// One tick of Microsoft's own property synchronisation.
    pub fn native_sync(&self) -> NativeSync {
        self.tenant.clock.within(|| tick(&self.tenant))
    }

    /// Changes properties of a directory account, named as in Graph; false when there is no such user.
    pub fn change_account(&self, upn: &str, properties: Map<String, Value>) -> bool {
        let user = self.tenant.directory.by_name(upn);
        let change = |user: &User| self.tenant.accounts.lock().change(user.index, properties);
        user.map(change).is_some()
    }

    /// The files of the photo folder, by name.
    pub fn files(&self) -> Vec<FileInfo> {
        self.tenant.library.lock().infos()
    }

    /// Server-relative addresses of everything in the document libraries of the root site, folders with a slash at the end.
    pub fn documents(&self) -> Vec<String> {
        self.tenant.documents.lock().all(Service::Root)
    }

    /// Stores a file in a folder of a library of the root site; the folder is made if need be.
    pub fn put_document(&self, folder: &str, name: &str, content: Vec<u8>) {
        let mut documents = self.tenant.documents.lock();
        documents.add_folder(Service::Root, folder);
        documents.put(Service::Root, folder, name, content.into());
    }

    /// Removes a file; false when there is none of that name.
    pub fn delete_file(&self, name: &str) -> bool {
        self.tenant.library.lock().delete(name)
    }

    /// The employees.
    pub fn users(&self) -> &[User] {
        self.tenant.directory.all()
    }

    /// The photo an employee has in Active Directory: JPEG, larger than 300 pixels a side.
    pub fn ad_photo(&self, user: usize) -> Vec<u8> {
        photo::render(self.tenant.seed, user, photo::Picture::Current)
    }

    /// Changes bytes of a stored file and keeps its length; false when there is none of that name.
    pub fn spoil_file(&self, name: &str) -> bool {
        self.tenant.library.lock().spoil(name)
    }

    /// Changes switches.
    pub fn settings_mut(&self, change: impl FnOnce(&mut Settings)) {
        let changed = self.tenant.change_settings::<Infallible>(|settings| {
            change(settings);
            Ok(())
        });
        drop(changed);
    }

    /// Returns when so many requests of the kind have arrived since counting began.
    pub async fn wait_for(&self, kind: Kind, count: u64) {
        self.tenant.log.wait(Some(kind), count).await;
    }
}

pub(crate) fn build(
    options: TenantOptions,
    folder: &'static str,
    addresses: Addresses,
) -> io::Result<(Tenant, DemoApp)> {
    let seed = options.seed;
    let mut faults = Faults::new(seed);
    faults.set(options.faults);
    let mut random = fastrand::Rng::with_seed(mixed(seed, 0, 0x1D));
    let app = DemoApp::new(guid(&mut random).to_string());
    let directory = Arc::new(Directory::generate(&options.tenant, options.users, seed));
    let library = Library::new(folder, seed, Arc::clone(&directory));
    let tenant = Tenant {
        seed,
        clock: Clock::new(options.time_scale),
        directory_id: guid(&mut random).to_string(),
        registration: app.registration()?,
        tokens: TokenKey::new()?,
        profiles: Guarded::new(ProfileStore::new(&options.tenant, seed, folder)),
        library: Guarded::new(library),
        documents: Guarded::new(Documents::new()),
        imports: Guarded::new(Imports::default()),
        settings: Guarded::new(options.settings),
        faults: Guarded::new(faults),
        limits: Limits::default(),
        chance: Guarded::new(fastrand::Rng::with_seed(mixed(seed, 0, 0x1A))),
        log: RequestLog::new(),
        accounts: Guarded::default(),
        photos: Guarded::new(CloudPhotos::new(seed)),
        photo_policy: Guarded::default(),
        sign_ins: Guarded::default(),
        last_native_sync: Guarded::default(),
        hosts: Hosts {
            tenant: options.tenant,
            addresses,
        },
        directory,
    };
    let settings = tenant.settings.lock().clone();
    tenant.apply(&settings);
    Ok((tenant, app))
}
