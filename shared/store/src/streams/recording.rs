//! What a creator wants of their recordings.

use domain::media::Recorded;
use domain::recording::{ClipsBy, RecordingSettings, Visibility};
use domain::{Stream, Time};
use runtime::{Error, Result};
use table::{Refusal, Transacted, Write, item};

use super::broadcast::see_to;
use super::items::StreamItem;
use crate::Store;

/// Attempts at a change that meets others: a stream has one owner and one encoder.
const RACES: usize = 8;

/// New recording settings; `None` leaves as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordingChange {
    /// Whether pushes are recorded.
    pub is_recorded: Option<bool>,
    /// Who may see a new Vod.
    pub vod_visibility: Option<Visibility>,
    /// Who may make clips.
    pub clips_by: Option<ClipsBy>,
}

impl RecordingChange {
    fn of(self, known: RecordingSettings) -> RecordingSettings {
        RecordingSettings {
            is_recorded: self.is_recorded.unwrap_or(known.is_recorded),
            vod_visibility: self.vod_visibility.unwrap_or(known.vod_visibility),
            clips_by: self.clips_by.unwrap_or(known.clips_by),
        }
    }
}

impl Store {
    /// The Vod of the open broadcast was deleted: no push of it is recorded any more, though its creator records others.
    /// `false`: the stream changed meanwhile. One trip.
    pub async fn drop_recording(&self, known: &Stream) -> Result<bool> {
        let write = Write::update(StreamItem::key(&known.user_id))
            .set_expression("#media.#broadcast.#recorded = :deleted")
            .bind(":deleted", Recorded::Deleted)?
            .set("revision", known.revision + 1)?
            .when("attribute_exists(#media.#broadcast) AND #revision = :known")
            .bind(":known", known.revision)?;
        Ok(self.table.write(write).await?.is_ok())
    }

    /// Changes recording settings. Turned on, recording begins with the next push; turned off, the one that is recorded
    /// is recorded no longer, and an outbox entry stops its egress. Returns them as they are then, or `None` where there
    /// is no stream. One trip.
    pub async fn change_recording(
        &self,
        known: &Stream,
        change: RecordingChange,
        now: Time,
    ) -> Result<Option<RecordingSettings>> {
        let mut known = known.clone();
        for _ in 0..RACES {
            let next = change.of(known.recording);
            let mut writes = vec![
                Write::update(StreamItem::key(&known.user_id))
                    .set("recording", next)?
                    .set("updatedAt", now)?
                    .when_present()
                    .when("attribute_not_exists(#recording) OR #recording = :known")
                    .bind(":known", known.recording)?,
            ];
            // A push may begin at this moment: it was decided on before this, and is found here; or it is decided on anew.
            if change.is_recorded == Some(false)
                && let Some(write) = writes.pop()
            {
                let mut write = write
                    .set("revision", known.revision + 1)?
                    .when("#revision = :revisionKnown")
                    .bind(":revisionKnown", known.revision)?;
                let open = known.media.broadcast.as_ref().filter(|open| open.recorded == Recorded::Now);
                if let Some(open) = open {
                    write = write
                        .set_expression("#media.#broadcast.#recorded = :before")
                        .bind(":before", open.recorded.turned_off())?;
                    writes.push(see_to(&known.user_id, &open.id, now, &self.random)?);
                }
                writes.insert(0, write);
            }
            let Transacted::Refused(refusals) = self.table.transact(writes).await? else { return Ok(Some(next)) };
            match refusals.into_iter().next().flatten() {
                Some(Refusal(Some(moved))) => known = item::read(moved)?,
                _ => return Ok(None),
            }
        }
        Err(Error::fault("a stream moved through all attempts to change its recording settings"))
    }
}
