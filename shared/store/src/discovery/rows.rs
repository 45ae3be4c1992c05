//! What a row of a list of creators is made of, read with the page so that names and state are current.

use std::collections::{HashMap, HashSet};

use domain::{Stream, User, UserId};
use runtime::Result;
use table::{Consistency, Key, item};

use crate::Store;
use crate::accounts::{Profile, follower_copy};
use crate::audience::Count;
use crate::social::BlockItem;
use crate::streams::StreamItem;

/// A creator as a list finds them.
#[derive(Debug, Clone)]
pub struct CreatorRow {
    /// Their profile.
    pub user: User,
    /// Their stream, if they ever had a key.
    pub stream: Option<Stream>,
    /// Its viewer count, if it was asked for and there is one.
    pub count: Option<Count>,
    /// How many follow them, as the profile's copy has it; `None` where there is no copy yet.
    pub followers: Option<u64>,
}

impl Store {
    /// The rows of `ids`, without those who are no approved creators or block `caller`. Counts are read
    /// for `counted` only: a stream that cannot be live has none to show. One trip, side by side for each
    /// 100 keys; a row is 1.5 read units at most, and half a unit more with its count.
    pub async fn creator_rows(
        &self,
        ids: &[UserId],
        counted: &[UserId],
        caller: Option<&UserId>,
    ) -> Result<HashMap<UserId, CreatorRow>> {
        let mut keys: HashSet<Key> =
            ids.iter().flat_map(|id| [Profile::key(id).into(), StreamItem::key(id).into()]).collect();
        keys.extend(counted.iter().map(|id| Key::from(Count::key(id))));
        if let Some(caller) = caller {
            keys.extend(ids.iter().map(|id| Key::from(BlockItem::key(id, caller))));
        }
        let mut items = self.table.batch_get(keys.into_iter().collect(), Consistency::Eventual).await?;
        let mut rows = HashMap::with_capacity(ids.len());
        for id in ids {
            let is_blocked = caller.is_some_and(|caller| items.has(&BlockItem::key(id, caller)));
            let Some(profile) = items.item(&Profile::key(id)).filter(|_| !is_blocked) else { continue };
            let followers = follower_copy::of(&profile);
            let user: User = item::read(profile)?;
            if !user.is_approved_creator() {
                continue;
            }
            let stream = items.take(&StreamItem::key(id))?;
            let count = items.take(&Count::key(id))?;
            rows.insert(id.clone(), CreatorRow { user, stream, count, followers });
        }
        Ok(rows)
    }
}
