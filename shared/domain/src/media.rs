//! The life of a broadcast, as one pure state machine over signals and time.
//!
//! Three signals end a publish, and any one may be the only one: `ingress_ended`, the publisher's
//! `participant_left`, and its absence from the room. Every signal may come twice, late, out of order
//! or never; so a signal counts only for the publish that it names. Publishes are ordered by their starts, as
//! [`clocks`] has them, and connections of one publish by the times of their joining, which one node stamps.

pub mod clocks;
mod connections;
mod pushes;

use serde::{Deserialize, Serialize};

use super::{IngressId, Time};

/// Publishes that ended before they were ever seen to start are remembered, so that a late start
/// does not raise them. LiveKit retries a webhook for 15 s, and a refused encoder tries again every
/// few seconds, so a handful covers the time in which one can still arrive.
const REMEMBERED_DEAD: usize = 8;
/// For so long after its end a push may stand in the room's list, in seconds: the connection of a dead
/// worker times out after 20 to 29 s.
const LINGER_SECS: i64 = 60;
/// A push and its publisher begin so close to each other, in nanoseconds: 0.1 s were seen.
const TOGETHER_NANOS: i64 = 5_000_000_000;
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

/// Whether a broadcast is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Recorded {
    /// No push of it ever was.
    #[default]
    Not,
    /// The push that carries it is.
    Now,
    /// An earlier push was; the one that carries it is not.
    Before,
    /// Its video was deleted: no push of it is recorded any more.
    Deleted,
}

impl Recorded {
    /// Whether there is no recording of the broadcast.
    #[must_use]
    pub const fn is_not(&self) -> bool {
        matches!(self, Self::Not)
    }

    /// Whether its video was deleted.
    #[must_use]
    pub const fn is_dropped(&self) -> bool {
        matches!(self, Self::Deleted)
    }

    /// After recording was turned off.
    #[must_use]
    pub const fn turned_off(self) -> Self {
        match self {
            Self::Not => Self::Not,
            Self::Now | Self::Before => Self::Before,
            Self::Deleted => Self::Deleted,
        }
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

impl OpenBroadcast {
    /// A broadcast that begins with `publish`.
    #[must_use]
    pub fn of(publish: &Publish) -> Self {
        let started_at = Time::from_nanos(publish.started_nanos);
        Self {
            id: super::Broadcast::id_of(started_at, &publish.resource_id),
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
    fn ended_before(&self, begins: Time) -> Option<Time> {
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

/// Something that tells of the media.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// `ingress_started`.
    Started {
        /// The publish.
        publish: Publish,
    },
    /// `ingress_ended`.
    Ended {
        /// The publish, with its own start.
        publish: Publish,
        /// When it ended.
        at: Time,
    },
    /// `participant_left` of the ingress participant.
    PublisherLeft {
        /// From the participant's attributes.
        ingress_id: IngressId,
        /// From the participant's attributes.
        resource_id: String,
        /// When the connection that left had joined; `None` where LiveKit does not say.
        joined_at: Option<Time>,
        /// When it left.
        at: Time,
    },
    /// `participant_joined` of the ingress participant: its first connection, or one that takes the place of
    /// another. It names its push only now and then.
    PublisherJoined {
        /// From the participant's attributes.
        ingress_id: IngressId,
        /// From the participant's attributes; empty where they do not say yet.
        resource_id: String,
        /// When it joined, by the clock of the node that has the room.
        joined_at: Time,
        /// When it was heard of.
        at: Time,
    },
    /// The reconciler saw in two looks that no publisher is in the room.
    Absent {
        /// The active push, as it was held at the look.
        resource_id: String,
        /// When it was first seen to be away.
        at: Time,
    },
    /// The reconciler saw in two looks that a publisher is in the room though we hold none.
    Present {
        /// The push, as far as the participant's attributes and join time tell.
        publish: Publish,
        /// When it was seen.
        at: Time,
    },
    /// Key deleted or replaced, creator suspended: our own doing leaves no window.
    Cut {
        /// When.
        at: Time,
    },
    /// The schedule found the window over.
    WindowOver,
}

/// What a signal changes. The caller writes it down as one conditional transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A broadcast begins; an earlier one whose window is over is closed by the same write.
    GoLive {
        /// The earlier one, with the moment at which its media had ended.
        closes: Option<Closed>,
    },
    /// The open broadcast goes on: its encoder returned, a second push took over, or a push got its name.
    Continue,
    /// Media ended; the window is open (it may have no length).
    Interrupt,
    /// The broadcast is over for good.
    Close(Closed),
    /// Nothing that anybody is told changed: only the memory of pushes and connections did.
    Remember,
}

/// A broadcast that was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Id of the broadcast's item.
    pub id: String,
    /// When it began.
    pub started_at: Time,
    /// The push that carried it last.
    pub publish: Publish,
    /// When its media ended.
    pub ended_at: Time,
    /// Whether there is a recording of it.
    pub is_recorded: bool,
}

impl Closed {
    fn of(open: &OpenBroadcast, ended_at: Time) -> Self {
        Self {
            id: open.id.clone(),
            started_at: open.started_at,
            publish: open.publish.clone(),
            ended_at,
            is_recorded: !open.recorded.is_not(),
        }
    }
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
            Signal::Started { publish } => self.started(publish, ingress),
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

/// Whether a push and its publisher, or two sights of one of them, began at these two moments.
fn are_together(one: Time, other: Time) -> bool {
    one.millis_since(other).abs() <= TOGETHER_NANOS / 1_000_000
}

#[cfg(test)]
mod histories;
#[cfg(test)]
mod tests;
