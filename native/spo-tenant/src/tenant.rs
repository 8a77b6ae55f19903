//! The state behind all services.

use crate::clock::{Clock, unix_now};
use crate::demo_app::Registration;
use crate::documents::Documents;
use crate::entra::Accounts;
use crate::entra::photos::CloudPhotos;
use crate::entra::policy::PhotoPolicy;
use crate::faults::Faults;
use crate::guarded::Guarded;
use crate::hosts::{Hosts, Service};
use crate::imports::Imports;
use crate::library::Library;
use crate::limits::Limits;
use crate::login::SignIns;
use crate::profiles::ProfileStore;
use crate::request_log::RequestLog;
use crate::settings::Settings;
use crate::tokens::{Claims, TokenKey};
use crate::users::{Directory, User};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One tenant. Each part has its own lock, and none is taken while another is held.
#[derive(Debug)]
pub(crate) struct Tenant {
    pub(crate) seed: u64,
    pub(crate) clock: Clock,
    pub(crate) directory_id: String,
    pub(crate) hosts: Hosts,
    pub(crate) registration: Registration,
    pub(crate) tokens: TokenKey,
    pub(crate) directory: Arc<Directory>,
    pub(crate) profiles: Guarded<ProfileStore>,
    pub(crate) library: Guarded<Library>,
    pub(crate) documents: Guarded<Documents>,
    pub(crate) imports: Guarded<Imports>,
    pub(crate) settings: Guarded<Settings>,
    pub(crate) faults: Guarded<Faults>,
    pub(crate) limits: Limits,
    /// For what chance decides beside faults.
    pub(crate) chance: Guarded<fastrand::Rng>,
    pub(crate) log: RequestLog,
    pub(crate) accounts: Guarded<Accounts>,
    pub(crate) photos: Guarded<CloudPhotos>,
    pub(crate) photo_policy: Guarded<PhotoPolicy>,
    pub(crate) sign_ins: Guarded<SignIns>,
    /// Seconds since 1970 of the last tick that came by itself.
    pub(crate) last_native_sync: Guarded<Option<u64>>,
}

impl Tenant {
    /// Changes the switches, and tells those who keep a copy of one.
    pub(crate) fn change_settings<E>(
        &self,
        change: impl FnOnce(&mut Settings) -> Result<(), E>,
    ) -> Result<Settings, E> {
        let settings = {
            let mut settings = self.settings.lock();
            change(&mut settings)?;
            settings.clone()
        };
        self.apply(&settings);
        Ok(settings)
    }

    /// Tells clock, profile store and log what the switches say.
    pub(crate) fn apply(&self, settings: &Settings) {
        self.clock.set_skew(settings.clock_skew_seconds);
        self.log.keep(settings.request_log_length);
        let mut profiles = self.profiles.lock();
        profiles.delay_reads(settings.profile_propagation_seconds);
        profiles.own_properties(&settings.custom_properties);
    }

    /// A token of the registered app for a service; `roles` replaces the ones the settings grant.
    pub(crate) fn app_token(
        &self,
        service: Service,
        roles: Option<Vec<String>>,
        lifetime: i64,
    ) -> String {
        let settings = self.settings.lock().clone();
        let granted = if service.is_share_point() {
            settings.share_point_roles
        } else {
            settings.graph_roles
        };
        self.tokens.issue(&Claims {
            roles: roles.unwrap_or(granted),
            ..self.claims(service, "app", lifetime)
        })
    }

    /// A token of the registered app that signed in with a secret.
    pub(crate) fn secret_token(&self, service: Service, lifetime: i64) -> String {
        let settings = self.settings.lock().clone();
        let roles = if service.is_share_point() {
            settings.share_point_roles
        } else {
            settings.graph_roles
        };
        self.tokens.issue(&Claims {
            roles,
            appidacr: "1".to_owned(),
            ..self.claims(service, "app", lifetime)
        })
    }

    /// A token of a signed-in user, with these directory roles or those that the settings give.
    pub(crate) fn user_token(
        &self,
        service: Service,
        upn: &str,
        scopes: &str,
        roles: Option<Vec<String>>,
        lifetime: i64,
    ) -> String {
        let (upn, scp) = (Some(upn.to_owned()), Some(scopes.to_owned()));
        let wids = roles.unwrap_or_else(|| self.settings.lock().sign_in.user_roles.clone());
        self.tokens.issue(&Claims {
            upn,
            scp,
            wids,
            appidacr: "0".to_owned(),
            ..self.claims(service, "user", lifetime)
        })
    }

    fn claims(&self, service: Service, idtyp: &str, lifetime: i64) -> Claims {
        let now = unix_now();
        let lifetime = lifetime.saturating_sub(self.settings.lock().token_early_expiry);
        Claims {
            aud: self.hosts.resource(service),
            iss: format!("https://sts.windows.net/{}/", self.directory_id),
            iat: now,
            nbf: now,
            exp: now.saturating_add_signed(lifetime),
            tid: self.directory_id.clone(),
            appid: self.registration.client_id.clone(),
            app_displayname: self.registration.name.to_owned(),
            idtyp: idtyp.to_owned(),
            roles: Vec::new(),
            upn: None,
            scp: None,
            wids: Vec::new(),
            appidacr: "2".to_owned(),
        }
    }

    /// The user of a claims account name, unless there is no profile.
    pub(crate) fn profile_user(&self, account: &str) -> Option<&User> {
        let user = self.directory.by_account(account)?;
        let settings = self.settings.lock();
        let appears = settings.profile_appears_after_seconds;
        let appeared = appears > 0 && self.clock.elapsed_ms() / 1000 >= appears;
        let without = settings.is_profileless(&user.user_principal_name) && !appeared;
        (!without).then_some(user)
    }

    /// All profile properties of a user, by UPN or object id.
    pub(crate) fn profile(&self, name: &str) -> Option<BTreeMap<String, String>> {
        crate::imports::advance(self);
        crate::entra::native_sync::advance(self);
        let user = self.directory.by_name(name)?;
        Some(self.profiles.lock().properties(user).into_iter().collect())
    }
}
