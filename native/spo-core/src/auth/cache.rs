//! Tokens in use, one per service. Whoever needs one first fetches it; the others wait for that one fetch. Before a token ends
//! one of those who use it renews it, and nobody waits.

use super::token::{AccessToken, unix_now};
use crate::config::Service;
use crate::error::{Error, ErrorId, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// A token is due to be renewed this long before it expires; until then it goes on being used.
const EARLY: Duration = Duration::from_secs(600);
/// It is not used any more this long before it expires, so that none expires under way.
const ENDING: Duration = Duration::from_secs(10);
/// After a renewal that failed the next one waits.
const PAUSE: Duration = Duration::from_secs(60);

#[derive(Default)]
pub(crate) struct TokenCache {
    slots: [Arc<Slot>; 5],
}

#[derive(Default)]
struct Slot {
    /// Counts finished fetches; who reads a smaller number before waiting knows that it waited for a fetch.
    round: AtomicU64,
    /// Locked while a token is fetched. Dropping the fetch unlocks it, and the next in line fetches.
    held: Mutex<Held>,
    /// True while somebody renews the token, so that only one does.
    renewing: AtomicBool,
}

#[derive(Default)]
struct Held {
    token: Option<Kept>,
    /// Why the last fetch failed, for those who waited for it.
    failure: Option<Error>,
}

struct Kept {
    token: Arc<AccessToken>,
    /// When it is to be renewed, `None` for never.
    due: Option<Instant>,
    /// When it is not used any more.
    end: Option<Instant>,
}

/// The turn to renew a token, given to one at a time. Dropped without [`Due::done`], the renewal has failed.
pub(crate) struct Due {
    slot: Arc<Slot>,
    old: Arc<AccessToken>,
}

impl TokenCache {
    /// The cached token, or the one `fetch` gets; and for one caller, when it is time, the turn to renew it in the background.
    /// Those who waited for a fetch that failed get its error.
    pub async fn get<F>(
        &self,
        service: Service,
        fetch: impl FnOnce() -> F,
    ) -> Result<(Arc<AccessToken>, Option<Due>)>
    where
        F: Future<Output = Result<AccessToken>>,
    {
        let slot = &self.slots[service.index()];
        let seen = slot.round.load(Ordering::Acquire);
        let mut held = slot.held.lock().await;
        if let Some(kept) = held.token.as_mut().filter(|kept| is_ahead(kept.end)) {
            let token = Arc::clone(&kept.token);
            if is_ahead(kept.due) || slot.renewing.swap(true, Ordering::AcqRel) {
                return Ok((token, None));
            }
            // Stands when the renewal fails; one that succeeds puts its own in its place.
            kept.due = Some(Instant::now() + PAUSE);
            let due = Due {
                slot: Arc::clone(slot),
                old: Arc::clone(&token),
            };
            return Ok((token, Some(due)));
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
                let kept = Kept::new(token);
                let token = Arc::clone(&kept.token);
                held.token = Some(kept);
                Ok((token, None))
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
        held.token.take_if(|kept| Arc::ptr_eq(&kept.token, refused));
    }
}

impl Kept {
    /// One that lives shortly is due half way.
    fn new(token: AccessToken) -> Self {
        let left = token.expires().map(|expires| {
            let left = expires.saturating_sub(unix_now());
            Duration::from_secs(u64::try_from(left).unwrap_or_default())
        });
        let before = |early: Duration| {
            let left = left?;
            Instant::now().checked_add(left.saturating_sub(early.min(left / 2)))
        };
        Self {
            token: Arc::new(token),
            due: before(EARLY),
            end: before(ENDING),
        }
    }
}

impl Due {
    /// Puts the new token in the place of the old one, unless that was refused or replaced meanwhile.
    pub async fn done(self, token: AccessToken) {
        let mut held = self.slot.held.lock().await;
        if let Some(kept) = &mut held.token
            && Arc::ptr_eq(&kept.token, &self.old)
        {
            *kept = Kept::new(token);
        }
    }
}

impl Drop for Due {
    fn drop(&mut self) {
        self.slot.renewing.store(false, Ordering::Release);
    }
}

fn is_ahead(instant: Option<Instant>) -> bool {
    instant.is_none_or(|instant| Instant::now() < instant)
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

    async fn kept(cache: &TokenCache) -> (Arc<AccessToken>, Option<super::Due>) {
        let fetch = || async { panic!("a token is kept") };
        cache.get(Service::Graph, fetch).await.unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn one_renews_ten_minutes_before_the_end_and_the_others_go_on() {
        let cache = TokenCache::default();
        let first = || async { Ok(token(3600)) };
        let (old, due) = cache.get(Service::Graph, first).await.unwrap();
        assert!(due.is_none());
        tokio::time::advance(Duration::from_secs(2990)).await;
        assert!(kept(&cache).await.1.is_none());
        tokio::time::advance(Duration::from_secs(11)).await;
        let (same, due) = kept(&cache).await;
        assert!(Arc::ptr_eq(&old, &same) && due.is_some());
        assert!(kept(&cache).await.1.is_none());
        due.unwrap().done(token(3600)).await;
        let (new, due) = kept(&cache).await;
        assert!(!Arc::ptr_eq(&old, &new) && due.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_renewal_that_fails_is_repeated_while_the_old_token_lives() {
        let cache = TokenCache::default();
        let first = || async { Ok(token(3600)) };
        cache.get(Service::Graph, first).await.unwrap();
        tokio::time::advance(Duration::from_secs(3001)).await;
        drop(kept(&cache).await.1.unwrap());
        assert!(kept(&cache).await.1.is_none());
        tokio::time::advance(Duration::from_secs(61)).await;
        let due = kept(&cache).await.1.unwrap();
        tokio::time::advance(Duration::from_secs(530)).await;
        let failing = || async { Err(Error::new(ErrorId::AuthenticationFailed, "no")) };
        assert!(cache.get(Service::Graph, failing).await.is_err());
        due.done(token(3600)).await;
        let fetched = cache.get(Service::Graph, || async { Ok(token(60)) }).await;
        assert!(fetched.is_ok(), "a token that was given up does not return");
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
        let (old, _) = cache
            .get(Service::My, || async { Ok(token(3600)) })
            .await
            .unwrap();
        cache.forget(Service::My, &old).await;
        let (new, _) = cache
            .get(Service::My, || async { Ok(token(3600)) })
            .await
            .unwrap();
        cache.forget(Service::My, &old).await;
        let (kept, _) = cache
            .get(Service::My, || async { panic!("cached") })
            .await
            .unwrap();
        assert!(Arc::ptr_eq(&new, &kept) && !Arc::ptr_eq(&old, &new));
    }
}
