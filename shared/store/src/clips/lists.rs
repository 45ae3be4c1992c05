//! Lists of clips.

use std::collections::{HashMap, HashSet};

use domain::clip::Clip;
use domain::recording::{Visibility, Vod};
use domain::{User, UserId};
use runtime::Result;
use table::{Consistency, Index, Key, Range, Slice};

use super::items::ClipItem;
use crate::Store;
use crate::accounts::Profile;
use crate::recordings::VodItem;
use crate::social::BlockItem;

/// A clip of a list, with who stands behind it.
#[derive(Debug, Clone)]
pub struct ClipRow {
    /// The clip.
    pub clip: Clip,
    /// Its creator, approved, and not one who blocks the caller; `None` hides it from others.
    pub creator: Option<User>,
    /// Who made it.
    pub author: Option<User>,
    /// Who may see it now.
    pub visibility: Visibility,
}

impl Store {
    /// The clips of a creator's Vods, newest first, after the place `after`. One trip; the index lags.
    ///
    /// # Errors
    /// The table away.
    pub async fn clips_of(&self, creator: &UserId, after: Option<&str>, limit: u32) -> Result<Slice<Clip>> {
        let partition = ClipItem::of_creator(creator);
        let range = Range { index: Some(Index::Gsi1), partition: &partition, after, newest_first: true, limit };
        self.table.slice(&range).await
    }

    /// The clips that somebody made, newest first, after the place `after`. One trip; the index lags.
    ///
    /// # Errors
    /// The table away.
    pub async fn clips_by(&self, author: &UserId, after: Option<&str>, limit: u32) -> Result<Slice<Clip>> {
        let partition = ClipItem::by_author(author);
        let range = Range { index: Some(Index::Gsi2), partition: &partition, after, newest_first: true, limit };
        self.table.slice(&range).await
    }

    /// Those who stand behind the clips of a page, and what stands between them and `caller`. One trip for up to 100 items,
    /// some side by side beyond; none for an empty page.
    ///
    /// # Errors
    /// The table away.
    pub async fn clip_rows(&self, clips: Vec<Clip>, caller: Option<&UserId>) -> Result<Vec<ClipRow>> {
        if clips.is_empty() {
            return Ok(vec![]);
        }
        let creators: HashSet<&UserId> = clips.iter().map(|clip| &clip.user_id).collect();
        let people: HashSet<&UserId> = clips.iter().map(|clip| &clip.author_id).chain(creators.clone()).collect();
        let vods: HashSet<&str> = clips.iter().map(|clip| clip.vod_id.as_str()).collect();
        let blocks: Vec<_> = caller.iter().flat_map(|caller| creators.iter().map(|id| (*id, *caller))).collect();
        let mut keys: Vec<Key> = people.iter().map(|id| Profile::key(id).into()).collect();
        keys.extend(vods.iter().map(|id| Key::from(VodItem::key(id))));
        keys.extend(blocks.iter().map(|(creator, caller)| Key::from(BlockItem::key(creator, caller))));
        let mut found = self.table.batch_get(keys, Consistency::Strong).await?;
        let mut users: HashMap<UserId, User> = HashMap::new();
        for id in people {
            users.extend(found.take(&Profile::key(id))?.map(|user| (id.clone(), user)));
        }
        let mut visible: HashMap<String, Visibility> = HashMap::new();
        for id in vods {
            let vod: Option<Vod> = found.take(&VodItem::key(id))?;
            visible.extend(vod.map(|vod| (id.to_owned(), vod.visibility)));
        }
        let is_blocked = |creator: &UserId| caller.is_some_and(|caller| found.has(&BlockItem::key(creator, caller)));
        let row = |clip: Clip| ClipRow {
            creator: users
                .get(&clip.user_id)
                .filter(|user| user.is_approved_creator() && !is_blocked(&user.id))
                .cloned(),
            author: users.get(&clip.author_id).cloned(),
            visibility: clip.visibility(visible.get(&clip.vod_id).copied()),
            clip,
        };
        Ok(clips.into_iter().map(row).collect())
    }
}
