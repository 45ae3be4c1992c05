//! Vods as viewers and their creators find them.

use domain::recording::{Visibility, Vod};
use domain::{User, UserId};
use runtime::Result;
use table::{Consistency, Index, Range, Slice, Write, item};

use super::items::VodItem;
use crate::Store;
use crate::accounts::Profile;
use crate::social::BlockItem;

/// What is changed of a Vod; `None` leaves as it is, the inner `None` clears.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VodChange {
    /// Title.
    pub title: Option<String>,
    /// Description.
    pub description: Option<Option<String>>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
}

impl Store {
    /// A Vod. One trip.
    pub async fn vod(&self, vod_id: &str) -> Result<Option<Vod>> {
        self.table.get(VodItem::key(vod_id), Consistency::Strong).await
    }

    /// A creator's Vods, newest first, after the place `after`. One trip; the index lags.
    pub async fn vods_of(&self, user_id: &UserId, after: Option<&str>, limit: u32) -> Result<Slice<Vod>> {
        let partition = VodItem::creator_partition(user_id);
        let range = Range { index: Some(Index::Gsi1), partition: &partition, after, newest_first: true, limit };
        self.table.slice(&range).await
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

    /// Changes a Vod of this owner. Returns it as it is then; `None`: there is none, or it is somebody else's. One trip.
    pub async fn change_vod(&self, vod_id: &str, owner: &UserId, change: &VodChange) -> Result<Option<Vod>> {
        let VodChange { title, description, visibility } = change;
        // Whoever sees to the recording has decided on what it was: they decide anew.
        let mut write = Write::update(VodItem::key(vod_id)).add("revision", 1);
        if let Some(title) = title {
            write = write.set("title", title)?;
        }
        if let Some(description) = description {
            write = write.set("description", description)?;
        }
        if let Some(visibility) = visibility {
            write = write.set("visibility", visibility)?;
        }
        let write = write.when_present().when("#userId = :owner").bind(":owner", owner)?;
        match self.table.update(write).await? {
            Ok(changed) => item::read_optional(changed),
            Err(_) => Ok(None),
        }
    }
}
