//! What LiveKit tells of an egress, by webhook or in its list.

use super::{RunKey, RunState};
use crate::Time;

/// An egress joins its room within this, in seconds.
pub const JOINS_SECS: i64 = 60;
/// An egress that waits longer for media waits in vain, in seconds.
pub(super) const STARTS_SECS: i64 = 120;

/// An egress that records a run of ours, as LiveKit tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Egress {
    /// `EG_…`: made by LiveKit, and the identity of its participant in the room.
    pub id: String,
    /// The run, by the place that its objects have.
    pub run: RunKey,
    /// Where it stands; never [`RunState::Wanted`] or [`RunState::Lost`], which LiveKit has no words for.
    pub state: RunState,
    /// When that was so, in nanoseconds since the epoch: which of two tellings is the newer.
    pub updated_nanos: i64,
    /// When the media that it recorded began.
    pub started_at: Option<Time>,
    /// When it ended.
    pub ended_at: Option<Time>,
    /// Segments uploaded.
    pub segments: u32,
    /// Media recorded, in milliseconds.
    pub duration_millis: u64,
    /// Bytes uploaded.
    pub bytes: u64,
    /// Why it ended, where LiveKit says.
    pub reason: Option<String>,
}

impl Egress {
    /// Whether it waits for media in vain: nothing tells of it, LiveKit lists it, and its worker is in the room.
    #[must_use]
    pub fn is_stuck(&self, now: Time) -> bool {
        self.state == RunState::Starting && self.was_told_before(STARTS_SECS, now)
    }

    /// Whether a worker is at it, as far as one can tell: it is in the room, or may still be on its way.
    #[must_use]
    pub fn has_worker(&self, present: &[String], now: Time) -> bool {
        present.contains(&self.id) || !self.was_told_before(JOINS_SECS, now)
    }

    fn was_told_before(&self, secs: i64, now: Time) -> bool {
        Time::from_nanos(self.updated_nanos).plus_secs(secs) <= now
    }
}
