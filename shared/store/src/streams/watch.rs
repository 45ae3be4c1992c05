//! What a viewer's page and token start from: one trip each.

use domain::{Stream, User, UserId};
use runtime::Result;
use table::{Consistency, Key, item};

use crate::Store;
use crate::audience::Count;
use crate::keys::Keys as _;

/// A creator as one caller finds them.
#[derive(Debug, Clone)]
pub struct Watched {
    /// The creator's profile.
    pub user: Option<User>,
    /// Their stream.
    pub stream: Option<Stream>,
    /// Its viewer count.
    pub count: Option<Count>,
    /// Whether the creator blocks the caller.
    pub is_blocked: bool,
    /// Whether the caller follows the creator.
    pub is_following: bool,
}

impl Store {
    /// Reads a creator, and what stands between them and `caller`: one BatchGet, consistent, since a
    /// right depends on it. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn watched(&self, host: &UserId, caller: Option<&UserId>) -> Result<Watched> {
        let mut keys = vec![Key::profile(host), Key::stream(host), Key::count(host)];
        let between = caller.filter(|caller| *caller != host);
        if let Some(caller) = between {
            keys.extend([Key::block(host, caller), Key::edge(caller, host)]);
        }
        let mut items = self.table.batch_get(keys, Consistency::Strong).await?;
        Ok(Watched {
            user: item::read_optional(items.remove(&Key::profile(host)))?,
            stream: item::read_optional(items.remove(&Key::stream(host)))?,
            count: item::read_optional(items.remove(&Key::count(host)))?,
            is_blocked: between.is_some_and(|caller| items.contains_key(&Key::block(host, caller))),
            is_following: between.is_some_and(|caller| items.contains_key(&Key::edge(caller, host))),
        })
    }

    /// Who of `ids` follows `followed`. One trip for up to 100, side by side beyond.
    ///
    /// # Errors
    /// The table away.
    pub async fn followers_among(&self, followed: &UserId, ids: &[UserId]) -> Result<Vec<UserId>> {
        let keys = ids.iter().map(|id| Key::edge(id, followed)).collect();
        let found = self.table.batch_get(keys, Consistency::Eventual).await?;
        Ok(ids.iter().filter(|id| found.contains_key(&Key::edge(id, followed))).cloned().collect())
    }
}
