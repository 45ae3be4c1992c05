//! What a viewer's page and token start from: one trip each.

use domain::{Stream, Time, User, UserId};
use runtime::Result;
use table::Consistency;

use super::items::StreamItem;
use crate::Store;
use crate::accounts::Profile;
use crate::audience::Count;
use crate::social::{BlockItem, Edge};

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
    /// Since when.
    pub followed_at: Option<Time>,
}

impl Store {
    /// Reads a creator, and what stands between them and `caller`: one BatchGet, consistent, since a
    /// right depends on it. One trip.
    pub async fn watched(&self, host: &UserId, caller: Option<&UserId>) -> Result<Watched> {
        let mut keys = vec![Profile::key(host).into(), StreamItem::key(host).into(), Count::key(host).into()];
        let between = caller.filter(|caller| *caller != host);
        if let Some(caller) = between {
            keys.extend([BlockItem::key(host, caller).into(), Edge::key(caller, host).into()]);
        }
        let mut items = self.table.batch_get(keys, Consistency::Strong).await?;
        let edge = between.and_then(|caller| items.item(&Edge::key(caller, host)));
        Ok(Watched {
            user: items.take(&Profile::key(host))?,
            stream: items.take(&StreamItem::key(host))?,
            count: items.take(&Count::key(host))?,
            is_blocked: between.is_some_and(|caller| items.has(&BlockItem::key(host, caller))),
            is_following: edge.is_some(),
            followed_at: edge.as_ref().and_then(Edge::followed_at),
        })
    }

    /// Who of `ids` follows `followed`. One trip for up to 100, side by side beyond.
    pub async fn followers_among(&self, followed: &UserId, ids: &[UserId]) -> Result<Vec<UserId>> {
        let keys = ids.iter().map(|id| Edge::key(id, followed).into()).collect();
        let found = self.table.batch_get(keys, Consistency::Eventual).await?;
        Ok(ids.iter().filter(|id| found.has(&Edge::key(id, followed))).cloned().collect())
    }
}
