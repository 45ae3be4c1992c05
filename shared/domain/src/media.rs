//! The life of a broadcast, as one pure state machine over signals and time.
//!
//! Three signals end a publish, and any one may be the only one: `ingress_ended`, the publisher's
//! `participant_left`, and its absence from the room. Every signal may come twice, late, out of order
//! or never; so a signal counts only for the publish that it names. Publishes are ordered by their starts, as
//! [`clocks`] has them, and connections of one publish by the times of their joining, which one node stamps.

mod broadcast;
mod change;
pub mod clocks;
mod connections;
mod pushes;
mod recorded;
mod signal;

use serde::{Deserialize, Serialize};

pub use self::broadcast::{Gap, OpenBroadcast, Publish};
pub use self::change::{Change, Closed};
use self::clocks::are_together;
pub use self::recorded::Recorded;
pub use self::signal::Signal;
use super::{IngressId, Time};

/// Publishes that ended before they were ever seen to start are remembered, so that a late start
/// does not raise them. LiveKit retries a webhook for 15 s, and a refused encoder tries again every
/// few seconds, so a handful covers the time in which one can still arrive.
const REMEMBERED_DEAD: usize = 8;
/// For so long after its end a push may stand in the room's list, in seconds: the connection of a dead
/// worker times out after 20 to 29 s.
const LINGER_SECS: i64 = 60;
/// Of two starts this close, in nanoseconds, the one that is told later is the later one: LiveKit hands the
/// events of an ingress over in their order, and where no clock can be trusted the time of arrival counts.
pub const TIE_NANOS: i64 = 250_000_000;
/// A push that ended so long before the newest began is not raised by a start, however wrong clocks are.
const LONG_OVER_NANOS: i64 = 600_000_000_000;
/// For so long after its connection was lost a push may come back by another one, in seconds, though the window
/// is shorter: its worker connects anew. The broadcast is kept open for it.
const RETURN_SECS: i64 = 60;

/// What viewers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Media is published.
    Live,
    /// Media ended a short while ago; the broadcast is still open for the encoder to return.
    Interrupted,
    /// No broadcast.
    Offline,
}

/// What is known of a stream's media.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Media {
    /// The broadcast, while none has closed it.
    #[serde(default)]
    pub broadcast: Option<OpenBroadcast>,
    /// Start of the newest publish ever accepted, in nanoseconds since the epoch.
    #[serde(default)]
    pub newest_nanos: i64,
    /// Resource ids that ended without having been the active one, or closed with their broadcast, newest last.
    #[serde(default)]
    pub dead: Vec<String>,
}

impl Media {
    /// Live, interrupted or offline, by the times stored: nothing has to run at the window's end.
    #[must_use]
    pub fn state(&self, now: Time) -> State {
        match &self.broadcast {
            None => State::Offline,
            Some(open) => match open.window_ends_at() {
                None => State::Live,
                Some(end) if now < end => State::Interrupted,
                Some(_) => State::Offline,
            },
        }
    }

    /// When the broadcast that viewers see began; `None` when offline.
    #[must_use]
    pub fn started_at(&self, now: Time) -> Option<Time> {
        match self.state(now) {
            State::Offline => None,
            State::Live | State::Interrupted => self.broadcast.as_ref().map(|open| open.started_at),
        }
    }

    /// Takes a signal in. `ingress` is the stream's present ingress (a push by another one is none of
    /// ours), `window_secs` its reconnect window. Returns the new state and what changed, or `None` when
    /// the signal tells nothing new.
    #[must_use]
    pub fn apply(&self, signal: &Signal, ingress: Option<&IngressId>, window_secs: u32) -> Option<(Self, Change)> {
        match signal {
            Signal::Started { publish, told_at } => self.started(publish, *told_at, ingress),
            Signal::Present { publish, at } => self.present(publish, *at, ingress),
            Signal::PublisherJoined { ingress_id, resource_id, joined_at, at } => {
                let joined = Publish {
                    ingress_id: ingress_id.clone(),
                    resource_id: resource_id.clone(),
                    started_nanos: joined_at.as_millis().saturating_mul(1_000_000),
                };
                self.joined(&joined, *joined_at, *at, ingress)
            }
            Signal::Ended { publish, at } => {
                self.push_ended(publish, *at, window_secs).or_else(|| self.remember_dead(publish))
            }
            Signal::PublisherLeft { ingress_id, resource_id, joined_at, at } => {
                self.left(ingress_id, resource_id, *joined_at, *at, window_secs)
            }
            Signal::Absent { resource_id, at } => self.absent(resource_id, *at, window_secs),
            Signal::Cut { at } => self.closed(*at),
            Signal::WindowOver => {
                let ended_at = self.broadcast.as_ref()?.media_ended_at?;
                self.closed(ended_at)
            }
        }
    }

    /// The push that is to be recorded: media flows, and its creator wanted it recorded when it began.
    #[must_use]
    pub fn recorded_push(&self) -> Option<&Publish> {
        let open = self.broadcast.as_ref()?;
        (open.recorded == Recorded::Now && open.media_ended_at.is_none()).then_some(&open.publish)
    }

    /// This state, which follows `before`, with what is recorded of it: a push that begins is recorded where that is
    /// `wanted`; one that goes on stays as it was.
    #[must_use]
    pub fn with_recording(mut self, before: &Self, wanted: bool) -> Self {
        let Some(open) = &mut self.broadcast else { return self };
        let same = before.broadcast.as_ref().filter(|known| known.id == open.id);
        let is_same_push = same.is_some_and(|known| {
            let has_no_name = known.publish.resource_id.is_empty() || open.publish.resource_id.is_empty();
            let begun = |publish: &Publish| Time::from_nanos(publish.started_nanos);
            known.publish.resource_id == open.publish.resource_id
                || has_no_name && are_together(begun(&known.publish), begun(&open.publish))
        });
        open.recorded = match same.map(|known| known.recorded) {
            Some(known) if is_same_push || known == Recorded::Deleted => known,
            _ if wanted => Recorded::Now,
            Some(known) => known.turned_off(),
            None => Recorded::Not,
        };
        self
    }

    /// Whether an open broadcast is over for good, so that it is to be closed: its window is, and no connection
    /// can take its push up again.
    #[must_use]
    pub fn is_to_be_closed(&self, now: Time) -> bool {
        self.state(now) == State::Offline
            && self.broadcast.as_ref().is_some_and(|open| {
                open.is_push_over || open.media_ended_at.is_some_and(|ended| ended.plus_secs(RETURN_SECS) <= now)
            })
    }
}

#[cfg(test)]
mod histories;
#[cfg(test)]
mod tests;
