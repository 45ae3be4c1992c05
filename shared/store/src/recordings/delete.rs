//! Vods that are deleted, by somebody or since their time is over. From the write on nobody finds one; what stands in the bucket
//! is erased by an outbox entry, and what records it still is stopped by another.

use aws_sdk_dynamodb::types::AttributeValue::S;
use domain::recording::{Markers, Run, Visibility, Vod, vod_place};
use domain::{AuditAction, AuditEntry, Time, UserId};
use runtime::{Error, Result};
use table::{Consistency, EXPIRES_AT, Index, Transacted, Write, failed, item};

use super::items::{END_SHARDS, RunItem, VodItem};
use super::kept::Kept;
use crate::Store;
use crate::applications::entry_write;
use crate::outbox::{Call, OutboxEntry};

/// Attempts at deleting one that changes meanwhile.
const RACES: usize = 8;
/// Its objects are erased so long after it was deleted, in seconds: a clip that is being made of it is made by then, or has
/// failed.
const CLIPS_SECS: i64 = 120;
/// That there was one for everybody is known for so long, in seconds: 30 days.
const KNOWN_SECS: i64 = 30 * 86_400;
/// Writes of one transaction (AWS: TransactWriteItems).
const AT_ONCE: usize = 100;

/// How a deletion ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VodDeleted {
    /// It is deleted.
    Done,
    /// It was before.
    Before,
    /// There is no such Vod, or none that the caller may delete.
    NoVod,
}

impl Store {
    /// Deletes a Vod of the caller, or, for an administrator, anybody's, with an entry in their log. Two trips.
    pub async fn delete_vod(&self, vod_id: &str, caller: &UserId, is_admin: bool, now: Time) -> Result<VodDeleted> {
        for _ in 0..RACES {
            let known = self.table.get(VodItem::key(vod_id), Consistency::Strong).await?;
            let Some(known) = known.filter(|vod| is_admin || vod.user_id == *caller) else {
                return Ok(VodDeleted::NoVod);
            };
            if known.is_deleted() {
                return Ok(VodDeleted::Before);
            }
            let mut writes = self.deletion(&known, now)?;
            if known.user_id != *caller {
                let entry = AuditEntry {
                    id: self.random.id(now),
                    admin_id: caller.clone(),
                    action: AuditAction::VideoDeleted,
                    user_id: known.user_id.clone(),
                    reason: None,
                    item_id: Some(known.id.clone()),
                    at: now,
                };
                writes.push(entry_write(&entry)?);
            }
            if let Transacted::Done = self.table.transact(writes).await? {
                return Ok(VodDeleted::Done);
            }
        }
        Err(Error::unavailable("dynamodb", "a recording changed through all attempts to delete it"))
    }

    /// Deletes a Vod that is due. `false`: it changed meanwhile, as by being kept. One trip.
    pub async fn expire_vod(&self, vod: &Vod, now: Time) -> Result<bool> {
        if vod.is_deleted() || vod.due_at.is_none_or(|due| due > now) {
            return Ok(false);
        }
        Ok(matches!(self.table.transact(self.deletion(vod, now)?).await?, Transacted::Done))
    }

    /// Vods of a shard that are due, the longest due first, `limit` at most. One trip; the index lags.
    pub async fn due_vods(&self, shard: u8, now: Time, limit: i32) -> Result<Vec<Vod>> {
        let (pk, sk) = Index::Gsi2.attributes();
        let query = self
            .table
            .query()
            .index_name(Index::Gsi2.name())
            .key_condition_expression("#pk = :shard AND #sk < :until")
            .expression_attribute_names("#pk", pk)
            .expression_attribute_names("#sk", sk)
            .expression_attribute_values(":shard", S(VodItem::end_partition(shard)))
            // Behind every id of this moment.
            .expression_attribute_values(":until", S(format!("{now}~")))
            .limit(limit);
        let page = query.send().await.map_err(failed)?;
        page.items.unwrap_or_default().into_iter().map(item::read).collect()
    }

    /// How many shards [`Store::due_vods`] knows.
    #[must_use]
    pub const fn vod_end_shards() -> u8 {
        END_SHARDS
    }

    /// What was recorded of a deleted Vod is over: its runs are forgotten, and what was uploaded up to now is erased. One trip,
    /// and one more for a hundred runs.
    pub async fn forget_runs(&self, vod: &Vod, runs: &[Run], now: Time) -> Result<()> {
        self.put_entry(&self.erasing(vod, now)).await?;
        for runs in runs.chunks(AT_ONCE) {
            let writes = runs.iter().map(|run| Write::delete(RunItem::key(&run.vod_id, &run.id))).collect();
            let _gone = self.table.transact(writes).await?;
        }
        Ok(())
    }

    /// What deletes a Vod as it was read: the item, what its creator keeps, and what follows in the bucket and in LiveKit.
    fn deletion(&self, vod: &Vod, now: Time) -> Result<Vec<Write>> {
        // Of one that was not for everybody the mark stays: its clips are no more visible than it was, and read it there.
        let known_until = (vod.visibility == Visibility::Public).then(|| now.as_secs() + KNOWN_SECS);
        let gone = Write::update(VodItem::key(&vod.id))
            .set("deletedAt", now)?
            // What records it is given up by then, whatever LiveKit tells.
            .set("endedAt", vod.ended_at.unwrap_or(now))?
            .set(EXPIRES_AT, known_until)?
            .set("title", "")?
            .set("markers", Markers::new())?
            .remove("description")
            .remove("dueAt")
            .remove("keptMillis")
            .unindex(Index::Gsi1)
            .unindex(Index::Gsi2)
            .set("revision", vod.revision + 1)?
            .when("#revision = :known AND attribute_not_exists(#deletedAt)")
            .bind(":known", vod.revision)?;
        let see_to = Call::SeeToRecording { user_id: vod.user_id.clone(), vod_id: vod.id.clone() };
        let mut writes = vec![
            gone,
            self.erasing(&Vod { deleted_at: Some(now), ..vod.clone() }, now).write()?,
            OutboxEntry::new(see_to, now, &self.random).write()?,
        ];
        writes.extend(vod.kept_millis.map(|millis| Kept::fewer(&vod.user_id, millis)));
        Ok(writes)
    }

    /// The entry that erases what stands in the bucket of a deleted Vod.
    fn erasing(&self, vod: &Vod, now: Time) -> OutboxEntry {
        let deleted_at = vod.deleted_at.unwrap_or(now);
        let due_at = deleted_at.plus_secs(CLIPS_SECS).max(now);
        OutboxEntry::new(Call::Erase { prefix: vod_place(&vod.id, "") }, due_at, &self.random)
    }
}
