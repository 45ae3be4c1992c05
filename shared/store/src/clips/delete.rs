//! A clip is deleted.

use domain::clip::Clip;
use domain::{AuditAction, AuditEntry, Time, UserId};
use runtime::{Error, Result};
use table::{Consistency, EXPIRES_AT, Index, Transacted, Write};

use super::items::ClipItem;
use crate::Store;
use crate::applications::entry_write;
use crate::outbox::{Call, OutboxEntry};
use crate::recordings::Kept;

/// The mark of a deleted clip is kept for so long, in seconds: whoever deletes it again is told that it is gone.
const MARK_SECS: i64 = 90 * 24 * 60 * 60;

/// Attempts at a clip that is made meanwhile.
const RACES: usize = 4;

/// Who deletes a clip.
#[derive(Debug, Clone, Copy)]
pub struct ClipDeletion<'a> {
    /// Which.
    pub clip_id: &'a str,
    /// Who.
    pub by: &'a UserId,
    /// Whether they are an administrator.
    pub is_admin: bool,
    /// When.
    pub at: Time,
}

/// How the deletion of a clip ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClipDeleted {
    /// It is gone, and its objects go by an outbox entry.
    Done,
    /// It was gone already.
    Already,
    /// There is none, or none of theirs.
    NoClip,
}

impl ClipDeletion<'_> {
    fn is_theirs(&self, clip: &Clip) -> bool {
        self.by == &clip.author_id || self.by == &clip.user_id
    }

    /// The act of an administrator on somebody else's clip.
    fn audit(&self, clip: &Clip, id: String) -> AuditEntry {
        AuditEntry {
            id,
            admin_id: self.by.clone(),
            action: AuditAction::ClipDeleted,
            user_id: clip.author_id.clone(),
            reason: None,
            item_id: Some(clip.id.clone()),
            at: self.at,
        }
    }
}

impl Store {
    /// Takes a clip away for its author, its creator or an administrator, whose act is written down in the same
    /// transaction; its objects go by an outbox entry. Two trips.
    ///
    /// # Errors
    /// The table away.
    pub async fn delete_clip(&self, deletion: &ClipDeletion<'_>) -> Result<ClipDeleted> {
        for _ in 0..RACES {
            let found = self.table.get(ClipItem::key(deletion.clip_id), Consistency::Strong).await?;
            let is_allowed = |clip: &Clip| deletion.is_admin || deletion.is_theirs(clip);
            let Some(clip) = found.filter(is_allowed) else { return Ok(ClipDeleted::NoClip) };
            if clip.deleted_at.is_some() {
                return Ok(ClipDeleted::Already);
            }
            if self.mark_deleted(deletion, &clip).await? {
                return Ok(ClipDeleted::Done);
            }
        }
        Err(Error::fault("a clip moved through all attempts to delete it"))
    }

    /// `false`: it was deleted meanwhile, or made, or failed.
    async fn mark_deleted(&self, deletion: &ClipDeletion<'_>, clip: &Clip) -> Result<bool> {
        let mark = Write::update(ClipItem::key(&clip.id))
            .set("deletedAt", deletion.at)?
            .set(EXPIRES_AT, deletion.at.plus_secs(MARK_SECS).as_secs())?
            .unindex(Index::Gsi1)
            .unindex(Index::Gsi2)
            .when_present()
            .when("attribute_not_exists(#deletedAt) AND #state = :state")
            .bind(":state", clip.state)?;
        let erase = OutboxEntry::new(Call::Erase { prefix: clip.prefix() }, deletion.at, &self.random);
        let mut writes = vec![mark, erase.write()?];
        if !deletion.is_theirs(clip) {
            writes.push(entry_write(&deletion.audit(clip, self.random.id(deletion.at)))?);
        }
        if clip.is_kept() {
            writes.push(Kept::fewer(&clip.user_id, clip.wish.millis()));
        }
        Ok(matches!(self.table.transact(writes).await?, Transacted::Done))
    }
}
