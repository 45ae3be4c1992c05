//! A clip as one caller finds it, and what a new one is decided on.

use domain::clip::{Clip, Clipper};
use domain::recording::{ClipsBy, Vod};
use domain::{Stream, User, UserId};
use runtime::Result;
use table::Consistency;

use super::items::ClipItem;
use crate::Store;
use crate::accounts::Profile;
use crate::recordings::VodItem;
use crate::social::{BlockItem, Edge};
use crate::streams::StreamItem;

/// What stands between a clip and one caller.
#[derive(Debug, Clone)]
pub struct ClipSeen {
    /// Its creator, approved; `None` for whoever they block, and while they are suspended.
    pub creator: Option<User>,
    /// Who made it; their profile may be gone.
    pub author: Option<User>,
    /// Its Vod, or the mark of it.
    pub vod: Option<Vod>,
    /// Whether the caller follows the creator.
    pub is_following: bool,
}

/// What a clip of a channel is decided on.
#[derive(Debug, Clone)]
pub struct Clippable {
    /// The creator, approved.
    pub creator: Option<User>,
    /// Their stream.
    pub stream: Option<Stream>,
    /// The caller.
    pub clipper: Clipper,
}

impl Clippable {
    /// Who may make clips of the channel.
    #[must_use]
    pub fn clips_by(&self) -> ClipsBy {
        self.stream.as_ref().map(|stream| stream.recording.clips_by).unwrap_or_default()
    }
}

impl Store {
    /// A clip, unless it was deleted. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn clip(&self, clip_id: &str) -> Result<Option<Clip>> {
        let found = self.table.get(ClipItem::key(clip_id), Consistency::Strong).await?;
        Ok(found.filter(|clip| clip.deleted_at.is_none()))
    }

    /// Who stands behind a clip, and what between it and `caller`: one BatchGet, consistent, since a right depends on it.
    /// One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn clip_seen_by(&self, clip: &Clip, caller: Option<&UserId>) -> Result<ClipSeen> {
        let (creator, author) = (&clip.user_id, &clip.author_id);
        let mut keys = vec![Profile::key(creator).into(), VodItem::key(&clip.vod_id).into()];
        keys.extend((author != creator).then(|| Profile::key(author).into()));
        let between = caller.filter(|caller| *caller != creator);
        if let Some(caller) = between {
            keys.extend([BlockItem::key(creator, caller).into(), Edge::key(caller, creator).into()]);
        }
        let mut items = self.table.batch_get(keys, Consistency::Strong).await?;
        let found: Option<User> = items.take(&Profile::key(creator))?;
        let author = if author == creator { found.clone() } else { items.take(&Profile::key(author))? };
        let is_blocked = between.is_some_and(|caller| items.has(&BlockItem::key(creator, caller)));
        Ok(ClipSeen {
            creator: found.filter(|user| !is_blocked && user.is_approved_creator()),
            author,
            vod: items.take(&VodItem::key(&clip.vod_id))?,
            is_following: between.is_some_and(|caller| items.has(&Edge::key(caller, creator))),
        })
    }

    /// A creator, their stream, and what stands between them and `caller`, who wants a clip: one BatchGet, consistent. One
    /// trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn clippable(&self, creator: &UserId, caller: &UserId) -> Result<Clippable> {
        let is_owner = creator == caller;
        let mut keys = vec![Profile::key(creator).into(), StreamItem::key(creator).into()];
        if !is_owner {
            keys.extend([BlockItem::key(creator, caller).into(), Edge::key(caller, creator).into()]);
        }
        let mut items = self.table.batch_get(keys, Consistency::Strong).await?;
        Ok(Clippable {
            creator: items.take(&Profile::key(creator))?.filter(User::is_approved_creator),
            stream: items.take(&StreamItem::key(creator))?,
            clipper: Clipper {
                is_owner,
                is_blocked: !is_owner && items.has(&BlockItem::key(creator, caller)),
                is_following: !is_owner && items.has(&Edge::key(caller, creator)),
            },
        })
    }
}
