//! Tokens in use, one per service. Whoever needs one first fetches it; the others wait for that one fetch.

use super::token::{AccessToken, unix_now};
use crate::config::Service;
use crate::error::{Error, ErrorId, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// A token is replaced this long before it expires, so that none expires under way.
const MARGIN: Duration = Duration::from_secs(300);

#[derive(Default)]
pub(crate) struct TokenCache {
    slots: [Slot; 5],
}

#[derive(Default)]
struct Slot {
    /// Counts finished fetches; who reads a smaller number before waiting knows that it waited for a fetch.
    round: AtomicU64,
    /// Locked while a token is fetched. Dropping the fetch unlocks it, and the next in line fetches.
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    token: Option<(Arc<AccessToken>, Option<Instant>)>,
    /// Why the last fetch failed, for those who waited for it.
    failure: Option<Error>,
}

impl TokenCache {
    /// The cached token, or the one `fetch` gets. Those who waited for a fetch that failed get its error.
    pub async fn get<F>(
        &self,
        service: Service,
        fetch: impl FnOnce() -> F,
    ) -> Result<Arc<AccessToken>>
    where
        F: Future<Output = Result<AccessToken>>,
    {
        let slot = &self.slots[service.index()];
        let seen = slot.round.load(Ordering::Acquire);
        let mut held = slot.held.lock().await;
        if let Some((token, stale)) = &held.token
            && stale.is_none_or(|stale| Instant::now() < stale)
        {
            return Ok(Arc::clone(token));
        }
        if let Some(failure) = held
            .failure
            .as_ref()
            .filter(|_| slot.round.load(Ordering::Acquire) > seen)
        {
            return Err(failure.clone());
        }
        held.failure = None;
        let fetched = fetch().await;
        slot.round.fetch_add(1, Ordering::Release);
        match fetched {
            Ok(token) => {
                let token = Arc::new(token);
                held.token = Some((Arc::clone(&token), stale_at(&token)));
                Ok(token)
            }
            Err(error) => {
                // One job's cancellation is no answer for the others.
                held.failure = (error.id() != ErrorId::Cancelled).then(|| error.clone());
                held.token = None;
                Err(error)
            }
        }
    }

    /// Drops a token the service refused, unless another has replaced it already.
    pub async fn forget(&self, service: Service, refused: &Arc<AccessToken>) {
        let mut held = self.slots[service.index()].held.lock().await;
        if held
            .token
            .as_ref()
            .is_some_and(|(token, _)| Arc::ptr_eq(token, refused))
        {
            held.token = None;
        }
    }
}

/// When to fetch the next: [`MARGIN`] before the end, or half way for one that does not live twice as long.
fn stale_at(token: &AccessToken) -> Option<Instant> {
    let left = token.expires()?.saturating_sub(unix_now());
    let left = Duration::from_secs(u64::try_from(left).unwrap_or_default());
    Instant::now().checked_add(left.saturating_sub(MARGIN.min(left / 2)))
}

#[cfg(test)]
mod tests {
    use super::TokenCache;
    use crate::auth::AccessToken;
    use crate::auth::token::unix_now;
    use crate::config::Service;
    use crate::error::{Error, ErrorId};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use std::time::Duration;
    use tokio::sync::Notify;

    fn token(lives: i64) -> AccessToken {
        AccessToken::new("opaque".to_owned().into(), Some(unix_now() + lives))
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_kept_until_five_minutes_before_its_end() {
        let cache = TokenCache::default();
        let fetches = AtomicU32::new(0);
        let get = || {
            cache.get(Service::Graph, || async {
                fetches.fetch_add(1, SeqCst);
                Ok(token(3600))
            })
        };
        get().await.unwrap();
        tokio::time::advance(Duration::from_secs(3200)).await;
        get().await.unwrap();
        assert_eq!(fetches.load(SeqCst), 1);
        tokio::time::advance(Duration::from_secs(101)).await;
        get().await.unwrap();
        assert_eq!(fetches.load(SeqCst), 2);
    }

    #[tokio::test]
    async fn those_who_wait_share_one_fetch_and_its_failure() {
        let cache = Arc::new(TokenCache::default());
        let (fetches, go) = (Arc::new(AtomicU32::new(0)), Arc::new(Notify::new()));
        let jobs: Vec<_> = (0..5)
            .map(|_| {
                let (cache, fetches, go) =
                    (Arc::clone(&cache), Arc::clone(&fetches), Arc::clone(&go));
                tokio::spawn(async move {
                    let fetch = || async move {
                        fetches.fetch_add(1, SeqCst);
                        go.notified().await;
                        Err(Error::new(ErrorId::AuthenticationFailed, "no"))
                    };
                    cache.get(Service::My, fetch).await.map(drop)
                })
            })
            .collect();
        tokio::task::yield_now().await;
        go.notify_one();
        for job in jobs {
            assert_eq!(
                job.await.unwrap().unwrap_err().id(),
                ErrorId::AuthenticationFailed
            );
        }
        assert_eq!(fetches.load(SeqCst), 1);
        cache
            .get(Service::My, || async { Ok(token(60)) })
            .await
            .unwrap();
    }

    #[tokio::test]
    async fn a_dropped_fetch_lets_the_next_one_try() {
        let cache = Arc::new(TokenCache::default());
        let (mine, started) = (Arc::clone(&cache), Arc::new(Notify::new()));
        let begun = Arc::clone(&started);
        let first = tokio::spawn(async move {
            let endless = || async move {
                begun.notify_one();
                std::future::pending().await
            };
            mine.get(Service::My, endless).await.map(drop)
        });
        started.notified().await;
        let second = tokio::spawn(async move {
            cache
                .get(Service::My, || async { Ok(token(60)) })
                .await
                .map(drop)
        });
        first.abort();
        second.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_refused_token_is_forgotten_once() {
        let cache = TokenCache::default();
        let old = cache
            .get(Service::My, || async { Ok(token(3600)) })
            .await
            .unwrap();
        cache.forget(Service::My, &old).await;
        let new = cache
            .get(Service::My, || async { Ok(token(3600)) })
            .await
            .unwrap();
        cache.forget(Service::My, &old).await;
        let kept = cache
            .get(Service::My, || async { panic!("cached") })
            .await
            .unwrap();
        assert!(Arc::ptr_eq(&new, &kept) && !Arc::ptr_eq(&old, &new));
    }
}
