//! What became of the making of a clip.

use domain::Time;
use domain::clip::{Clip, ClipState, Made};
use runtime::Result;
use table::{Transacted, Write};

use super::items::ClipItem;
use crate::Store;
use crate::outbox::{Call, OutboxEntry};
use crate::recordings::Kept;

/// A clip that is being made is asked for anew by its readers once in so many seconds.
const ASKED_EACH_SECS: i64 = 3;

impl Store {
    /// The clip can be played: what was made of its wish stands. `false`: it was deleted, failed, or is to be another one
    /// meanwhile. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn clip_made(&self, clip: &Clip, made: &Made) -> Result<bool> {
        let first_end = clip.first_end_millis.unwrap_or(made.offset_millis + made.duration_millis);
        let write = Write::update(ClipItem::key(&clip.id))
            .set("state", ClipState::Ready)?
            .set("made", made)?
            .set("offsetMillis", made.offset_millis)?
            .set("durationMillis", made.duration_millis)?
            .set("firstEndMillis", first_end)?
            .when_present()
            .when("attribute_not_exists(#deletedAt) AND #edits = :known AND #state <> :failed")
            .bind(":known", clip.edits)?
            .bind(":failed", ClipState::Failed)?;
        Ok(self.table.write(write).await?.is_ok())
    }

    /// The clip cannot be made. One that was made once stays as it was then. `false`: it was deleted, or is to be another
    /// one meanwhile. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn clip_failed(&self, clip: &Clip, reason: &str) -> Result<bool> {
        let write = Write::update(ClipItem::key(&clip.id));
        let write = match &clip.made {
            None => write.set("state", ClipState::Failed)?.set("reason", reason)?,
            // The edit is taken back.
            Some(made) => write
                .set("made", &Made { edit: clip.edits, ..made.clone() })?
                .set("offsetMillis", made.offset_millis)?
                .set("durationMillis", made.duration_millis)?,
        };
        let write = write
            .when_present()
            .when("attribute_not_exists(#deletedAt) AND #edits = :known AND #state = :was")
            .bind(":known", clip.edits)?
            .bind(":was", clip.state)?;
        if !(clip.is_kept() && clip.made.is_none()) {
            return Ok(self.table.write(write).await?.is_ok());
        }
        // A highlight that is none is not kept.
        let writes = vec![write, Kept::fewer(&clip.user_id, clip.wish.millis())];
        Ok(matches!(self.table.transact(writes).await?, Transacted::Done))
    }

    /// Has a clip made that waits for it, if nobody asked within the last seconds: whoever follows the table's stream makes
    /// it. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn ask_for_clip(&self, clip_id: &str, now: Time) -> Result<()> {
        let call = Call::MakeClip { clip_id: clip_id.to_owned() };
        // An entry's nonce is an id, which sorts by the time at which it was asked for.
        let since = self.random.id(now.plus_secs(-ASKED_EACH_SECS));
        let entry = OutboxEntry::new(call, now, &self.random);
        let write = entry.write()?.when("attribute_not_exists(#pk) OR #nonce < :since").bind(":since", since)?;
        let _asked_just_now = self.table.write(write).await?;
        Ok(())
    }
}
