//! A clip is asked for.

use std::time::Duration;

use domain::Time;
use domain::clip::Clip;
use domain::recording::{ClipsBy, Vod};
use runtime::Result;
use table::{Refusal, Transacted, Write, item};

use super::items::ClipItem;
use super::rights::{rights, unlike};
use crate::Store;
use crate::limits::Window;
use crate::outbox::{Call, OutboxEntry};
use crate::recordings::VodItem;

/// Clips of one channel within a minute, whoever makes them.
const A_MINUTE: u32 = 60;
/// The window in which they are counted, in seconds.
const WINDOW_SECS: u32 = 60;

/// How the asking for a clip ended.
#[derive(Debug, Clone)]
pub enum ClipBegun {
    /// It is to be made.
    Done,
    /// The Vod is another one than it was decided on: as it is now, if it is.
    Moved(Option<Box<Vod>>),
    /// Its author may not make it, or clips of this channel are made by others than was thought: by these, if that is all.
    Unlike(Option<ClipsBy>),
    /// The channel has as many as it may have in this minute; after so long it may have more.
    TooMany(Duration),
}

impl Store {
    /// Stores a clip that is to be made, with the outbox entry that makes it, if its Vod is for those for whom the clip was
    /// decided on, and its channel may have one more in this minute; `scale` multiplies that limit, 0 for none. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn begin_clip(&self, clip: &Clip, scale: u32, now: Time) -> Result<ClipBegun> {
        self.begin_clip_with(clip, vec![], scale, now).await
    }

    /// The same of a clip of which nobody has read what stands between its author and its creator: the write holds to it,
    /// and to clips of the channel being made by `clips_by`. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn begin_clip_unread(&self, clip: &Clip, clips_by: ClipsBy, scale: u32, now: Time) -> Result<ClipBegun> {
        self.begin_clip_with(clip, rights(clip, clips_by)?, scale, now).await
    }

    async fn begin_clip_with(&self, clip: &Clip, rights: Vec<Write>, scale: u32, now: Time) -> Result<ClipBegun> {
        let window = i64::from(WINDOW_SECS);
        let started_at = Time::from_secs(now.as_secs() / window * window);
        let mut writes = self.clip_writes(clip, now)?;
        let rights_at = writes.len()..writes.len() + rights.len();
        writes.extend(rights);
        let calls = A_MINUTE.saturating_mul(scale);
        if calls > 0 {
            let caller = format!("CHANNEL#{}", clip.user_id);
            let counted = Window { caller: &caller, policy: "clip", started_at, secs: WINDOW_SECS, calls };
            writes.push(counted.write()?);
        }
        let Transacted::Refused(mut refusals) = self.table.transact(writes).await? else { return Ok(ClipBegun::Done) };
        let rights: Vec<Option<Refusal>> = refusals.drain(rights_at).collect();
        let mut refusals = refusals.into_iter();
        if let Some(Some(Refusal(found))) = refusals.next() {
            let found: Option<Vod> = item::read_optional(found)?;
            return Ok(ClipBegun::Moved(found.filter(|vod| !vod.is_deleted()).map(Box::new)));
        }
        if let Some(Some(_)) = refusals.next() {
            // It was asked for before, under the same seed.
            return Ok(ClipBegun::Done);
        }
        if rights.iter().any(Option::is_some) {
            return Ok(ClipBegun::Unlike(unlike(rights)?));
        }
        let left_secs = (started_at.as_secs() + window - now.as_secs()).max(1);
        Ok(ClipBegun::TooMany(Duration::from_secs(left_secs.unsigned_abs())))
    }

    /// The writes of a clip that is to be made, the check of its Vod first.
    pub(super) fn clip_writes(&self, clip: &Clip, now: Time) -> Result<Vec<Write>> {
        let call = Call::MakeClip { clip_id: clip.id.clone() };
        Ok(vec![
            Write::check(VodItem::key(&clip.vod_id))
                .when_present()
                .when("#visibility = :visibility AND attribute_not_exists(#deletedAt)")
                .bind(":visibility", clip.visibility)?,
            Write::put(ClipItem::key(&clip.id), clip, &ClipItem::places(clip))?.when_absent(),
            OutboxEntry::new(call, now, &self.random).write()?,
        ])
    }
}
