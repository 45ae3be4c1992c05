//! Vods as viewers and their creators find them.

use domain::recording::Vod;
use domain::{User, UserId};
use runtime::Result;
use table::{Consistency, Index, Range, Slice};

use super::items::VodItem;
use crate::Store;
use crate::accounts::Profile;
use crate::social::{BlockItem, Edge};

impl Store {
    /// A Vod that was not deleted. One trip.
    pub async fn vod(&self, vod_id: &str) -> Result<Option<Vod>> {
        let vod = self.table.get(VodItem::key(vod_id), Consistency::Strong).await?;
        Ok(vod.filter(|vod| !vod.is_deleted()))
    }

    /// A creator's Vods, newest first, after the place `after`. One trip; the index lags.
    pub async fn vods_of(&self, user_id: &UserId, after: Option<&str>, limit: u32) -> Result<Slice<Vod>> {
        let partition = VodItem::creator_partition(user_id);
        let range = Range { index: Some(Index::Gsi1), partition: &partition, after, newest_first: true, limit };
        let mut slice: Slice<Vod> = self.table.slice(&range).await?;
        slice.items.retain(|vod| !vod.is_deleted());
        Ok(slice)
    }

    /// An approved creator, unless they block the caller. Consistent, since a right depends on it. One trip.
    pub async fn creator_seen_by(&self, creator: &UserId, caller: Option<&UserId>) -> Result<Option<User>> {
        let mut keys = vec![Profile::key(creator).into()];
        let between = caller.filter(|caller| *caller != creator);
        keys.extend(between.map(|caller| BlockItem::key(creator, caller).into()));
        let mut items = self.table.batch_get(keys, Consistency::Strong).await?;
        if between.is_some_and(|caller| items.has(&BlockItem::key(creator, caller))) {
            return Ok(None);
        }
        Ok(items.take(&Profile::key(creator))?.filter(User::is_approved_creator))
    }

    /// An approved creator, unless they block the caller, and whether the caller follows them. Consistent, since rights
    /// depend on it. One trip.
    pub async fn creator_watched_by(&self, creator: &UserId, caller: Option<&UserId>) -> Result<Option<(User, bool)>> {
        let caller = caller.filter(|caller| *caller != creator);
        let mut keys = vec![Profile::key(creator).into()];
        if let Some(caller) = caller {
            keys.extend([BlockItem::key(creator, caller).into(), Edge::key(caller, creator).into()]);
        }
        let mut items = self.table.batch_get(keys, Consistency::Strong).await?;
        if caller.is_some_and(|caller| items.has(&BlockItem::key(creator, caller))) {
            return Ok(None);
        }
        let is_following = caller.is_some_and(|caller| items.has(&Edge::key(caller, creator)));
        let user = items.take(&Profile::key(creator))?.filter(User::is_approved_creator);
        Ok(user.map(|user| (user, is_following)))
    }
}
