//! A broadcast while it is open, and the push that carries it.

use serde::{Deserialize, Serialize};

use super::clocks::are_together;
use super::recorded::Recorded;
use crate::{Broadcast, IngressId, Time};

/// One push of an encoder; every push has a resource id of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Publish {
    /// The ingress it came by.
    pub ingress_id: IngressId,
    /// LiveKit's id of the push; empty while only the room's participant list told of it.
    pub resource_id: String,
    /// When it started, in nanoseconds since the epoch: the order of publishes.
    pub started_nanos: i64,
}

impl Publish {
    /// Corrects its start, where the one that is stated is not to the millisecond the same.
    pub fn began_at(&mut self, at: Time) {
        if Time::from_nanos(self.started_nanos) != at {
            self.started_nanos = at.as_millis().saturating_mul(1_000_000);
        }
    }
}

/// A broadcast that has not been closed. Whether it still counts is a matter of the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenBroadcast {
    /// Id of the broadcast's own item.
    pub id: String,
    /// When media first flowed.
    pub started_at: Time,
    /// The push that carries it, or carried it last.
    pub publish: Publish,
    /// When media ended; `None` while it flows.
    #[serde(default)]
    pub media_ended_at: Option<Time>,
    /// The reconnect window in seconds, as it was set when media ended.
    #[serde(default)]
    pub window_secs: u32,
    /// Whether the end that was told is that of the push itself (`ingress_ended`), and not only of its connection.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_push_over: bool,
    /// When the newest connection of its publisher joined that was seen to come back or to leave, by the clock of
    /// the node that has the room.
    #[serde(default)]
    pub publisher_joined_at: Option<Time>,
    /// An end that was taken back, since a connection came that names no push: if it was another push's, that end
    /// counts after all.
    #[serde(default)]
    pub gap: Option<Gap>,
    /// Whether it is recorded.
    #[serde(default, skip_serializing_if = "Recorded::is_not")]
    pub recorded: Recorded,
}

impl OpenBroadcast {
    /// A broadcast that begins with `publish`.
    #[must_use]
    pub fn of(publish: &Publish) -> Self {
        let started_at = Time::from_nanos(publish.started_nanos);
        Self {
            id: Broadcast::id_of(started_at, &publish.resource_id),
            started_at,
            publish: publish.clone(),
            media_ended_at: None,
            window_secs: 0,
            is_push_over: false,
            publisher_joined_at: None,
            gap: None,
            recorded: Recorded::Not,
        }
    }

    /// When its media ended for good, seen from a push that began at `begins`: its window was over then.
    pub(super) fn ended_before(&self, begins: Time) -> Option<Time> {
        let gap = match self.media_ended_at {
            Some(ended_at) => Some(Gap { ended_at, window_secs: self.window_secs }),
            None => self.gap.filter(|_| self.publisher_joined_at.is_some_and(|joined| are_together(joined, begins))),
        };
        gap.filter(|gap| gap.window_ends_at() <= begins).map(|gap| gap.ended_at)
    }

    /// When the window closes; `None` while media flows.
    #[must_use]
    pub fn window_ends_at(&self) -> Option<Time> {
        self.media_ended_at.map(|ended| ended.plus_secs(i64::from(self.window_secs)))
    }
}

/// An end of a broadcast's media.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// When.
    pub ended_at: Time,
    /// The reconnect window in seconds, as it was set then.
    pub window_secs: u32,
}

impl Gap {
    fn window_ends_at(self) -> Time {
        self.ended_at.plus_secs(i64::from(self.window_secs))
    }
}
