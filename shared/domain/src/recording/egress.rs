//! What LiveKit tells of an egress, by webhook or in its list.

use super::{RunKey, RunState};
use crate::Time;

/// An egress joins its room within this, in seconds.
pub const JOINS_SECS: i64 = 60;
/// An egress that waits longer for media waits in vain, in seconds.
pub(super) const STARTS_SECS: i64 = 120;

/// Where an egress stands, in LiveKit's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EgressStatus {
    /// It waits for media.
    Starting,
    /// It records.
    Active,
    /// It uploads what is left.
    Ending,
    /// It ended in order.
    Complete,
    /// It failed midway: its playlist may be short.
    Failed,
    /// It ended before anything was recorded.
    Aborted,
    /// It ran as long as it may.
    LimitReached,
}

impl EgressStatus {
    /// The run's state that follows.
    #[must_use]
    pub const fn state(self) -> RunState {
        match self {
            Self::Starting => RunState::Starting,
            Self::Active => RunState::Active,
            Self::Ending => RunState::Ending,
            Self::Complete => RunState::Complete,
            Self::Failed => RunState::Failed,
            Self::Aborted => RunState::Aborted,
            Self::LimitReached => RunState::Limit,
        }
    }
}

/// An egress that records a run of ours, as LiveKit tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Egress {
    /// `EG_…`: made by LiveKit, and the identity of its participant in the room.
    pub id: String,
    /// The run, by the place that its objects have.
    pub run: RunKey,
    /// Where it stands.
    pub status: EgressStatus,
    /// When that was so, in nanoseconds since the epoch: which of two tellings is the newer.
    pub updated_nanos: i64,
    /// When it began to record.
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
        self.status == EgressStatus::Starting && self.was_told_before(STARTS_SECS, now)
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
