//! Sign-ins under way: device codes that wait for a person, authorisation codes that wait for their app, refresh tokens.

use crate::clock::unix_now;
use std::collections::HashMap;
use uuid::Uuid;

/// What the person at the other device has done so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decision {
    Pending,
    Declined,
    Approved(String),
}

#[derive(Debug, Clone)]
pub(super) struct Device {
    pub(super) user_code: String,
    pub(super) scope: String,
    pub(super) expires: u64,
    pub(super) decision: Decision,
    pub(super) polled: Option<u64>,
}

#[derive(Debug, Clone)]
pub(super) struct Authorization {
    pub(super) upn: String,
    pub(super) scope: String,
    pub(super) redirect_uri: String,
    /// `S256` of the verifier; empty without PKCE.
    pub(super) challenge: String,
    pub(super) expires: u64,
}

/// Who a refresh token stands for.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) upn: String,
    pub(super) scope: String,
}

/// All of them. Codes come from the system: they are secrets, and no test depends on their value.
#[derive(Debug, Default)]
pub(crate) struct SignIns {
    devices: HashMap<String, Device>,
    authorizations: HashMap<String, Authorization>,
    sessions: HashMap<String, Session>,
}

impl SignIns {
    /// Begins a sign-in on another device; returns device code and user code.
    pub(super) fn begin_device(&mut self, scope: &str, lifetime: u64) -> (String, String) {
        let device_code = Uuid::new_v4().simple().to_string();
        let user_code = Uuid::new_v4().simple().to_string()[..9].to_uppercase();
        let device = Device {
            user_code: user_code.clone(),
            scope: scope.to_owned(),
            expires: unix_now().saturating_add(lifetime),
            decision: Decision::Pending,
            polled: None,
        };
        self.devices.insert(device_code.clone(), device);
        (device_code, user_code)
    }

    /// The person approves as somebody, or declines; false for an unknown user code.
    pub(crate) fn decide(&mut self, user_code: &str, upn: Option<String>) -> bool {
        let mut devices = self.devices.values_mut();
        let device = devices.find(|device| device.user_code.eq_ignore_ascii_case(user_code));
        device
            .map(|device| device.decision = upn.map_or(Decision::Declined, Decision::Approved))
            .is_some()
    }

    /// The sign-in as it was before this poll.
    pub(super) fn poll(&mut self, device_code: &str) -> Option<Device> {
        let device = self.devices.get_mut(device_code)?;
        let before = device.clone();
        device.polled = Some(unix_now());
        Some(before)
    }

    /// A device code is good for one token.
    pub(super) fn end_device(&mut self, device_code: &str) {
        self.devices.remove(device_code);
    }

    pub(super) fn authorize(&mut self, authorization: Authorization) -> String {
        let code = Uuid::new_v4().simple().to_string();
        self.authorizations.insert(code.clone(), authorization);
        code
    }

    /// A code is good for one try.
    pub(super) fn redeem(&mut self, code: &str) -> Option<Authorization> {
        self.authorizations.remove(code)
    }

    pub(super) fn remember(&mut self, session: Session) -> String {
        let token = Uuid::new_v4().simple().to_string();
        self.sessions.insert(token.clone(), session);
        token
    }

    pub(super) fn session(&self, token: &str) -> Option<Session> {
        self.sessions.get(token).cloned()
    }
}
