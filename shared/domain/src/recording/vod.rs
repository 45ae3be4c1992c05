//! A Vod: the recording of one broadcast, over all its pushes.

use serde::{Deserialize, Serialize};

use super::{Markers, Run, Visibility};
use crate::media::OpenBroadcast;
use crate::{Stream, Time, UserId};

/// Where a Vod stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum VodState {
    /// Its broadcast is open.
    Recording,
    /// Its broadcast is over, and an egress is not.
    Processing,
    /// All that was recorded is there.
    Ready,
    /// Nothing was recorded.
    Failed,
}

impl VodState {
    /// Whether nothing follows any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Ready | Self::Failed)
    }
}

/// The recording of one broadcast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Vod {
    /// Made of creator and broadcast.
    pub id: String,
    /// The creator.
    pub user_id: UserId,
    /// The broadcast.
    pub broadcast_id: String,
    /// The stream's, when the recording began.
    pub title: String,
    /// The stream's, when the recording began.
    #[serde(default)]
    pub description: Option<String>,
    /// Where it stands.
    pub state: VodState,
    /// Who may see it.
    pub visibility: Visibility,
    /// When the broadcast began.
    pub started_at: Time,
    /// When the broadcast was first seen to be over.
    #[serde(default)]
    pub ended_at: Option<Time>,
    /// Media of all its runs, in milliseconds.
    #[serde(default)]
    pub duration_millis: u64,
    /// Segments of all its runs.
    #[serde(default)]
    pub segments: u32,
    /// Bytes of all its runs.
    #[serde(default)]
    pub bytes: u64,
    /// Whether the playlist over its runs is there, though its broadcast goes on.
    #[serde(default)]
    pub is_joined: bool,
    /// Whether it has a picture.
    #[serde(default)]
    pub has_poster: bool,
    /// Its moments that have a name.
    #[serde(default)]
    pub markers: Markers,
    /// When it is due to be erased; none while it is not finished, and where it is kept.
    #[serde(default)]
    pub due_at: Option<Time>,
    /// Of one that is kept for good, its media as it counts in what its creator keeps, in milliseconds.
    #[serde(default)]
    pub kept_millis: Option<u64>,
    /// When it was deleted. Nobody finds it any more; that it was there is known for a while, so that nothing that comes late
    /// raises it, and what is uploaded late is erased too.
    #[serde(default)]
    pub deleted_at: Option<Time>,
    /// Counts its changes: each is written on the revision that it was decided on.
    #[serde(default)]
    pub revision: u64,
}

impl Vod {
    /// The Vod of an open broadcast, as its stream is now.
    #[must_use]
    pub fn of(stream: &Stream, broadcast: &OpenBroadcast) -> Self {
        Self {
            title: stream.title.clone(),
            description: stream.description.clone(),
            visibility: stream.recording.vod_visibility,
            ..Self::begun(&stream.user_id, &broadcast.id, broadcast.started_at)
        }
    }

    /// One that has just begun: of a broadcast, public, without a title, and nothing is recorded yet.
    #[must_use]
    pub fn begun(user_id: &UserId, broadcast_id: &str, started_at: Time) -> Self {
        Self {
            id: super::vod_id_of(user_id, broadcast_id),
            user_id: user_id.clone(),
            broadcast_id: broadcast_id.to_owned(),
            title: String::new(),
            description: None,
            state: VodState::Recording,
            visibility: Visibility::Public,
            started_at,
            ended_at: None,
            duration_millis: 0,
            segments: 0,
            bytes: 0,
            is_joined: false,
            has_poster: false,
            markers: Markers::new(),
            due_at: None,
            kept_millis: None,
            deleted_at: None,
            revision: 0,
        }
    }

    /// Whether it was deleted.
    #[must_use]
    pub const fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }

    /// Whether it is nobody's but its creator's.
    #[must_use]
    pub const fn is_hidden_from_others(&self) -> bool {
        matches!(self.visibility, Visibility::Private)
    }

    /// Whether others find it in its creator's list: there is something to see, or will be.
    #[must_use]
    pub const fn is_listed_for_others(&self) -> bool {
        !self.is_hidden_from_others() && matches!(self.state, VodState::Recording | VodState::Ready)
    }

    /// Media that it has by `now`, in milliseconds: while its broadcast is open, that of the runs that are over and of the
    /// one that goes on.
    #[must_use]
    pub fn length_millis(&self, runs: &[Run], now: Time) -> u64 {
        if self.state.is_over() {
            return self.duration_millis;
        }
        runs.iter().map(|run| run.length_millis(now)).sum::<u64>().max(self.duration_millis)
    }

    /// The same with the figures of its runs.
    #[must_use]
    pub fn with_figures_of(&self, runs: &[Run]) -> Self {
        Self {
            duration_millis: runs.iter().map(|run| run.duration_millis).sum(),
            segments: runs.iter().map(|run| run.segments).sum(),
            bytes: runs.iter().map(|run| run.bytes).sum(),
            ..self.clone()
        }
    }
}
