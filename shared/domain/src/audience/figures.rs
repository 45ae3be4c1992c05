//! Figures of a broadcast, and of a day of a channel.

use serde::{Deserialize, Serialize};

use crate::{Time, UserId};

/// Figures of a broadcast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// How long it ran, gaps of its media included.
    pub live_millis: u64,
    /// The integral of the viewer count.
    pub watch_millis: u64,
    /// Most viewers at once, as counted.
    pub peak_viewers: u32,
    /// Different signed-in users.
    pub unique_viewers: u64,
    /// Sessions of guests.
    pub guest_sessions: u64,
    /// Followers at its end less those at its start.
    pub followers_gained: i64,
}

impl Summary {
    /// How long it ran, in whole seconds.
    #[must_use]
    pub const fn live_seconds(&self) -> u64 {
        self.live_millis / 1_000
    }

    /// Watch time, in whole seconds.
    #[must_use]
    pub const fn watch_seconds(&self) -> u64 {
        self.watch_millis / 1_000
    }

    /// Viewers on average over time, to a tenth.
    #[must_use]
    pub fn average_viewers(&self) -> f64 {
        if self.live_millis == 0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let average = self.watch_millis as f64 / self.live_millis as f64;
        (average * 10.0).round() / 10.0
    }
}

/// Figures of a day of a channel: of the broadcasts that are over, each by the part of it that lay on the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DayFigures {
    /// Broadcasts that began on the day.
    pub broadcasts: u32,
    /// How long they ran.
    pub live_millis: u64,
    /// The integral of their viewer counts.
    pub watch_millis: u64,
    /// Most viewers at once.
    pub peak_viewers: u32,
    /// Different signed-in users, each once a day.
    pub unique_viewers: u64,
    /// Sessions of guests.
    pub guest_sessions: u64,
    /// Followers gained while live, less those lost.
    pub followers_gained: i64,
    /// Chat messages of the broadcasts that began on the day.
    pub chat_messages: u64,
}

impl DayFigures {
    /// What a part of a broadcast adds to its day.
    #[must_use]
    pub const fn of(part: Summary, broadcasts: u32, chat_messages: u64) -> Self {
        let Summary { live_millis, watch_millis, peak_viewers, unique_viewers, guest_sessions, followers_gained } =
            part;
        Self {
            broadcasts,
            live_millis,
            watch_millis,
            peak_viewers,
            unique_viewers,
            guest_sessions,
            followers_gained,
            chat_messages,
        }
    }

    /// With those of another broadcast or day, which had so many different users and sessions with this one.
    #[must_use]
    pub fn and(self, other: Self, unique_viewers: u64, guest_sessions: u64) -> Self {
        Self {
            broadcasts: self.broadcasts.saturating_add(other.broadcasts),
            live_millis: self.live_millis.saturating_add(other.live_millis),
            watch_millis: self.watch_millis.saturating_add(other.watch_millis),
            peak_viewers: self.peak_viewers.max(other.peak_viewers),
            unique_viewers,
            guest_sessions,
            followers_gained: self.followers_gained.saturating_add(other.followers_gained),
            chat_messages: self.chat_messages.saturating_add(other.chat_messages),
        }
    }
}

/// Where a broadcast's viewers were sent at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RaidOut {
    /// To whom.
    pub target_id: UserId,
    /// How many watched when it went, by our own count.
    pub viewers: u32,
    /// When it went; not of those that were noted before that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goes_at: Option<Time>,
}
