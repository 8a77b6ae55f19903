//! One client per session: the way to all hosts of one tenant, for all jobs.

use super::governor::{Governor, ThrottleState};
use super::renewals::Renewals;
use super::retry::{self, Patience};
use super::transport::Transport;
use super::{Request, Response, Scope, TokenService};
use crate::auth::{AccessToken, Credential, Due, TokenCache, TokenInfo, Wanted, wanted_claims};
use crate::config::{Endpoints, Service};
use crate::error::{Error, ErrorId, Result};
use crate::proxy::Proxies;
use std::sync::{Arc, OnceLock};
use url::Url;

/// Sends requests to the hosts of one tenant. One per session, cheap to clone.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    endpoints: Endpoints,
    transport: Transport,
    credential: Box<dyn Credential>,
    tokens: TokenCache,
    /// By [`Service::index`]; services with one address share one governor.
    governors: [Arc<Governor>; 5],
    /// That of the one token service the credential may ask.
    token_service: OnceLock<Governor>,
}

impl Client {
    /// A client that trusts the machine's roots and those of `trusted_roots_pem` and uses no proxy. No network is used.
    pub fn new(
        endpoints: Endpoints,
        trusted_roots_pem: &str,
        credential: Box<dyn Credential>,
    ) -> Result<Self> {
        Self::through(
            endpoints,
            trusted_roots_pem,
            credential,
            &Proxies::default(),
        )
    }

    /// The same through proxies.
    pub fn through(
        endpoints: Endpoints,
        trusted_roots_pem: &str,
        credential: Box<dyn Credential>,
        proxies: &Proxies,
    ) -> Result<Self> {
        let transport = Transport::new(&endpoints, trusted_roots_pem, proxies)?;
        let governors = governors(&endpoints);
        let inner = Inner {
            endpoints,
            transport,
            credential,
            tokens: TokenCache::default(),
            governors,
            token_service: OnceLock::new(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Sends a request and returns its final answer: a success, or a refusal that trying again does not change.
    ///
    /// Errors: the time budget of `scope` is over (`Throttled`, `Timeout`, `ConnectionFailed`), no token was to be had,
    /// or a read-only job tried to write (`InvalidArgument`). Dropping the future stops all waiting at once.
    pub async fn send(&self, scope: &Scope, request: Request) -> Result<Response> {
        if scope.read_only && request.writes {
            let message = format!(
                "A read-only job tried to write ('{}'); nothing was sent.",
                request.kind
            );
            return Err(Error::new(ErrorId::InvalidArgument, message));
        }
        if request.service == Service::Login {
            return self.send_anonymous(scope, &request).await;
        }
        let token = self.token(scope, request.service, "").await?;
        let patience = Patience::new(request.kind, scope.budget);
        let response = self
            .send_as(scope, &request, Some(&token), patience)
            .await?;
        let claims = match response.status {
            401 | 403 => wanted_claims(&response.headers),
            _ => None,
        };
        if response.status != 401 && claims.is_none() {
            return Ok(response);
        }
        self.inner.tokens.forget(request.service, &token).await;
        let claims = claims.unwrap_or_default();
        let fresh = self.token(scope, request.service, &claims).await?;
        if fresh.is_same(&token) {
            return Ok(response);
        }
        self.send_as(scope, &request, Some(&fresh), patience).await
    }

    /// Sends a reading request without a token.
    pub(crate) async fn send_anonymous(
        &self,
        scope: &Scope,
        request: &Request,
    ) -> Result<Response> {
        let patience = Patience::new(request.kind, scope.budget);
        self.send_as(scope, request, None, patience).await
    }

    /// Sends a request to a token service of the platform. Paced and repeated like all others; without a token.
    pub async fn ask(&self, scope: &Scope, request: &TokenService) -> Result<Response> {
        let governor = self.inner.token_service.get_or_init(|| {
            let authority = request.url.authority();
            Governor::new(authority)
        });
        let attempt = || async {
            scope.meter.count_sent("token", request.body.len());
            let answer = self.inner.transport.ask(governor.host(), request).await;
            if answer.as_ref().is_ok_and(retry::is_throttled) {
                scope.meter.count_throttled();
            }
            answer
        };
        retry::until_final(governor, Patience::new("token", scope.budget), attempt).await
    }

    /// The services whose tokens prove the sign-in.
    pub(crate) fn services(&self) -> &'static [Service] {
        self.inner.credential.services()
    }

    /// Where the services are.
    pub fn endpoints(&self) -> &Endpoints {
        &self.inner.endpoints
    }

    /// The most requests at once for each host (`-ThrottleLimit`); fewer go when a host asks for less.
    pub fn set_limit(&self, concurrency: usize) {
        self.inner
            .governors
            .iter()
            .for_each(|governor| governor.set_limit(concurrency));
    }

    /// The longest pause any host has asked for, for the progress bar: `429 from contoso-admin, 12 s`.
    pub fn throttle(&self) -> Option<ThrottleState> {
        self.inner
            .governors
            .iter()
            .filter_map(|governor| governor.throttle())
            .max_by_key(|state| state.seconds)
    }

    /// Makes sure there is a token for a service and tells what it says of itself.
    pub async fn token_info(&self, scope: &Scope, service: Service) -> Result<TokenInfo> {
        let token = self.token(scope, service, "").await?;
        Ok(token.info(self.endpoints().resource(service)))
    }

    /// For an answer that came inside another (a batch): `None` when it is final; else it is counted as throttled if it is,
    /// and the governor heeds it. True then means that it named a wait, which holds for the next request to that host.
    pub(crate) fn heed_part(&self, scope: &Scope, part: &Response) -> Option<bool> {
        retry::trouble(part)?;
        if retry::is_throttled(part) {
            scope.meter.count_throttled();
        }
        Some(self.inner.governors[Service::Graph.index()].heed(part.status, &part.headers))
    }

    async fn token(
        &self,
        scope: &Scope,
        service: Service,
        claims: &str,
    ) -> Result<Arc<AccessToken>> {
        let wanted = Wanted {
            service,
            claims,
            quietly: false,
        };
        let fetch = || self.inner.credential.token(self, scope, wanted);
        let (token, due) = self.inner.tokens.get(service, fetch).await?;
        if let Some(due) = due {
            let scope_of_task = Scope {
                renewals: Renewals::default(),
                ..scope.clone()
            };
            scope
                .renewals
                .start(self.clone().renew(scope_of_task, service, due));
        }
        Ok(token)
    }

    /// Gets the next token while the old one is still used. A failure is none of the job's: the cache has it tried again.
    async fn renew(self, scope: Scope, service: Service, due: Due) {
        let wanted = Wanted {
            service,
            claims: "",
            quietly: true,
        };
        let fetched = self.inner.credential.token(&self, &scope, wanted).await;
        if let Ok(token) = fetched {
            due.done(token).await;
        }
    }

    async fn send_as(
        &self,
        scope: &Scope,
        request: &Request,
        token: Option<&AccessToken>,
        patience: Patience,
    ) -> Result<Response> {
        let governor = &self.inner.governors[request.service.index()];
        let base = self.inner.endpoints.base(request.service);
        let attempt = || async {
            scope.meter.count_sent(request.kind, request.body.len());
            let answer = self
                .inner
                .transport
                .attempt(base, governor.host(), request, token)
                .await;
            if answer.as_ref().is_ok_and(retry::is_throttled) {
                scope.meter.count_throttled();
            }
            answer
        };
        retry::until_final(governor, patience, attempt).await
    }
}

fn governors(endpoints: &Endpoints) -> [Arc<Governor>; 5] {
    let mut made: Vec<Arc<Governor>> = Vec::new();
    Service::ALL.map(|service| {
        let first = Service::ALL
            .iter()
            .position(|other| endpoints.base(*other) == endpoints.base(service));
        let governor = first.and_then(|first| made.get(first)).map_or_else(
            || Arc::new(Governor::new(&authority(endpoints.base(service)))),
            Arc::clone,
        );
        made.push(Arc::clone(&governor));
        governor
    })
}

/// Host, with the port when it is not the usual one.
fn authority(base: &str) -> String {
    Url::parse(base).map_or_else(|_| base.to_owned(), |url| url.authority().to_owned())
}
