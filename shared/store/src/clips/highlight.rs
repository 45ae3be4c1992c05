//! A highlight is asked for.

use domain::Time;
use domain::clip::Clip;
use domain::recording::Vod;
use runtime::{Error, Result};
use table::{Refusal, Transacted, item};

use crate::Store;
use crate::recordings::Kept;

/// Attempts at a highlight whose Vod is for others meanwhile.
const RACES: usize = 4;

/// How the asking for a highlight ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HighlightBegun {
    /// It is to be made: as it is then.
    Done(Box<Clip>),
    /// Its Vod is gone.
    NoVod,
    /// Its creator keeps as much as they may.
    TooMuch,
}

impl Store {
    /// Stores a highlight that is to be made, with the outbox entry that makes it, and counts it into what its creator keeps.
    /// It is for those for whom its Vod is. One trip, and one more where those are others by now.
    ///
    /// # Errors
    /// The table away.
    pub async fn begin_highlight(&self, clip: &Clip, now: Time) -> Result<HighlightBegun> {
        let mut clip = clip.clone();
        for _ in 0..RACES {
            let mut writes = self.clip_writes(&clip, now)?;
            writes.push(Kept::more(&clip.user_id, clip.wish.millis())?);
            let Transacted::Refused(refusals) = self.table.transact(writes).await? else {
                return Ok(HighlightBegun::Done(Box::new(clip)));
            };
            let Some(Some(Refusal(found))) = refusals.into_iter().next() else { return Ok(HighlightBegun::TooMuch) };
            let vod: Option<Vod> = item::read_optional(found)?;
            let Some(vod) = vod.filter(|vod| !vod.is_deleted()) else { return Ok(HighlightBegun::NoVod) };
            clip.visibility = vod.visibility;
        }
        Err(Error::fault("a video moved through all attempts to make a highlight of it"))
    }
}
