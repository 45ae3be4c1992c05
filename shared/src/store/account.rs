//! Profiles and names.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::write::{Transacted, Write};
use super::{Consistency, Key, Store, item};
use crate::domain::{User, UserId, Username};
use crate::error::Result;

/// Who has a name.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NameItem {
    pub user_id: UserId,
}

impl Store {
    /// A user's profile. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn profile(&self, id: &UserId) -> Result<Option<User>> {
        item::read_optional(self.get(Key::profile(id), Consistency::Strong).await?)
    }

    /// The profiles of `ids`, for the names on a page; who has none is missing. One trip for up to 100.
    ///
    /// # Errors
    /// The table away.
    pub async fn profiles(&self, ids: &[UserId]) -> Result<HashMap<UserId, User>> {
        let keys: HashSet<Key> = ids.iter().map(Key::profile).collect();
        let found = self.batch_get(keys.into_iter().collect(), Consistency::Eventual).await?;
        found.into_values().map(|item| item::read(item).map(|user: User| (user.id.clone(), user))).collect()
    }

    /// The id behind a username. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn id_of_username(&self, name: &Username) -> Result<Option<UserId>> {
        let item = self.get(Key::username(name), Consistency::Eventual).await?;
        Ok(item::read_optional::<NameItem>(item)?.map(|name| name.user_id))
    }

    /// Makes a profile with its name, in one transaction; where another call made it first, that one
    /// stands, and where the name is taken, the user gets [`Username::fallback`].
    ///
    /// # Errors
    /// The table away.
    pub async fn create_profile(&self, mut user: User) -> Result<User> {
        for _ in 0..2 {
            let name = NameItem { user_id: user.id.clone() };
            let profile = Write::put(Key::profile(&user.id), &user, &[])?.when_absent();
            let name = Write::put(Key::username(&user.username), &name, &[])?.when_absent();
            match self.transact(vec![profile, name]).await? {
                Transacted::Done => {
                    tracing::info!(event = "profile_created", user_id = %user.id, outcome = "ok");
                    return Ok(user);
                }
                Transacted::Refused(refusals) => {
                    if let Some(Some(refusal)) = refusals.into_iter().next() {
                        return match refusal.0 {
                            Some(stored) => item::read(stored),
                            None => self.profile(&user.id).await?.ok_or_else(lost),
                        };
                    }
                    user.username = Username::fallback(&user.id);
                }
            }
        }
        Err(lost())
    }
}

fn lost() -> crate::error::Error {
    crate::error::Error::fault("a profile could be neither made nor found")
}
