//! The caller's profile: made from the claims at their first call to any route.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{User, UserId};
use runtime::{Clock, Result};
use store::{Gate, Store};
use tokio::sync::OnceCell;

use super::claims::Claims;

/// So many users a process remembers to have a profile; beyond, it forgets them all and reads again.
const REMEMBERED: usize = 20_000;

/// Users who are known to have a profile. Profiles are never deleted, so this cannot be out of date.
#[derive(Clone, Default)]
struct KnownUsers(Arc<Mutex<HashSet<UserId>>>);

impl KnownUsers {
    fn contains(&self, id: &UserId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(id)
    }

    fn remember(&self, id: &UserId) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(id.clone());
    }
}

/// Profiles, read or made at callers' first calls. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    store: Store,
    clock: Clock,
    known: KnownUsers,
}

impl Accounts {
    /// Profiles in `store`.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock, known: KnownUsers::default() }
    }

    /// The account of whom a token names; nothing is read yet.
    pub(crate) fn of(&self, claims: Claims) -> Account {
        Account { accounts: self.clone(), claims: Arc::new(claims), user: Arc::default() }
    }
}

/// A caller's profile, read or made at most once a request, by whoever needs it first.
#[derive(Clone)]
pub struct Account {
    accounts: Accounts,
    claims: Arc<Claims>,
    user: Arc<OnceCell<User>>,
}

impl Account {
    /// What the token says.
    #[must_use]
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// The profile; made now if this is the user's very first call. One trip; another one if it is.
    ///
    /// # Errors
    /// The table away.
    pub async fn user(&self) -> Result<&User> {
        self.user
            .get_or_try_init(async || {
                let stored = self.accounts.store.profile(&self.claims.user_id).await?;
                self.made(stored).await
            })
            .await
    }

    /// The creator gate's read, which has the profile in it. One trip.
    pub(super) async fn gate(&self) -> Result<Gate> {
        let mut gate = None;
        self.user
            .get_or_try_init(async || {
                let mut read = self.accounts.store.gate(&self.claims.user_id).await?;
                let user = read.user.take();
                gate = Some(read);
                self.made(user).await
            })
            .await?;
        let read = match gate {
            Some(read) => read,
            // Somebody else read the profile before; the rest is still to be read.
            None => self.accounts.store.gate(&self.claims.user_id).await?,
        };
        Ok(Gate { user: self.user.get().cloned(), ..read })
    }

    /// Sees to it that the user has a profile; runs beside the handler, and costs nothing once known.
    pub(crate) async fn ensure(&self) {
        if self.accounts.known.contains(&self.claims.user_id) {
            return;
        }
        if let Err(error) = self.user().await {
            // Their next call makes it; this one may have succeeded without.
            tracing::warn!(event = "profile_ensured", user_id = %self.claims.user_id, outcome = "failed", cause = %error);
        }
    }

    async fn made(&self, stored: Option<User>) -> Result<User> {
        let user = match stored {
            Some(user) => user,
            None => self.accounts.store.create_profile(self.claims.to_user(self.accounts.clock.now())).await?,
        };
        self.accounts.known.remember(&user.id);
        Ok(user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_remembered_is_bounded() {
        let known = KnownUsers::default();
        let id = |n: usize| UserId::parse(&format!("usr_{n}")).unwrap();
        for n in 0..REMEMBERED {
            known.remember(&id(n));
        }
        assert!(known.contains(&id(0)) && known.contains(&id(REMEMBERED - 1)));
        known.remember(&id(REMEMBERED));
        assert!(known.contains(&id(REMEMBERED)) && !known.contains(&id(0)));
        assert_eq!(known.0.lock().unwrap().len(), 1);
    }
}
