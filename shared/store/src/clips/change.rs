//! A clip is changed by its author.

use domain::clip::Clip;
use domain::{ApplicationStatus, Time};
use runtime::Result;
use table::{Transacted, Write};

use super::items::ClipItem;
use crate::Store;
use crate::accounts::Profile;
use crate::outbox::{Call, OutboxEntry};
use crate::social::BlockItem;

/// How the change of a clip ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClipChanged {
    /// It stands.
    Done,
    /// The clip has changed since it was read.
    Moved,
    /// Its creator is suspended, or blocks its author.
    Gone,
}

impl Store {
    /// Writes title and wish of a clip that was `known`, if its creator still shows it to its author. Where its wish is
    /// another one, an outbox entry has it made. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn change_clip(&self, known: &Clip, next: &Clip, now: Time) -> Result<ClipChanged> {
        let mut clip = Write::update(ClipItem::key(&known.id))
            .set("title", &next.title)?
            .when_present()
            .when("attribute_not_exists(#deletedAt) AND #edits = :known AND #state = :state")
            .bind(":known", known.edits)?
            .bind(":state", known.state)?;
        let mut others = vec![
            Write::check(Profile::key(&known.user_id))
                .when("#creatorStatus = :approved")
                .bind(":approved", ApplicationStatus::Approved)?,
        ];
        if known.user_id != known.author_id {
            others.push(Write::check(BlockItem::key(&known.user_id, &known.author_id)).when_absent());
        }
        if next.edits != known.edits {
            clip = clip
                .set("wish", &next.wish)?
                .set("offsetMillis", next.offset_millis)?
                .set("durationMillis", next.duration_millis)?
                .set("edits", next.edits)?;
            let call = Call::MakeClip { clip_id: known.id.clone() };
            others.push(OutboxEntry::new(call, now, &self.random).write()?);
        }
        let writes = std::iter::once(clip).chain(others).collect();
        let Transacted::Refused(refusals) = self.table.transact(writes).await? else { return Ok(ClipChanged::Done) };
        Ok(if matches!(refusals.first(), Some(Some(_))) { ClipChanged::Moved } else { ClipChanged::Gone })
    }
}
