//! The life of a broadcast, as one pure state machine over signals and time.
//!
//! Three signals end a publish, and any one may be the only one: `ingress_ended`, the publisher's
//! `participant_left`, and its absence from the room. Every signal may come twice, late, out of order
//! or never; so a signal counts only for the publish that it names, and publishes are ordered by
//! LiveKit's own start times.

use serde::{Deserialize, Serialize};

use super::{IngressId, Time};

/// Publishes that ended before they were ever seen to start are remembered, so that a late start
/// does not raise them. LiveKit retries a webhook for 15 s, and a refused encoder tries again every
/// few seconds, so a handful covers the time in which one can still arrive.
const REMEMBERED_DEAD: usize = 8;
/// For so long after its end a push may stand in the room's list, in seconds: the connection of a dead
/// worker times out after 20 to 29 s (livekit.md, Seen on real servers).
const LINGER_SECS: i64 = 60;
/// A push and its publisher begin so close to each other, in nanoseconds: 0.1 s were seen (livekit.md).
const TOGETHER_NANOS: i64 = 5_000_000_000;

/// What viewers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
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
    /// When it started, in nanoseconds since the epoch: LiveKit's own order of publishes.
    pub started_nanos: i64,
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
}

impl OpenBroadcast {
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
        /// When it left.
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
    /// Another push carries the open broadcast on: an encoder returned, or a second one took over.
    Continue,
    /// Media ended; the window is open (it may have no length).
    Interrupt,
    /// The broadcast is over for good.
    Close(Closed),
    /// Only the memory of dead pushes changed.
    Remember,
}

/// A broadcast that was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Id of the broadcast's item.
    pub id: String,
    /// When its media ended.
    pub ended_at: Time,
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
            Signal::Ended { publish, at } => self
                .interrupted(&publish.ingress_id, &publish.resource_id, Some(publish.started_nanos), *at, window_secs)
                .or_else(|| self.remember_dead(publish)),
            Signal::PublisherLeft { ingress_id, resource_id, at } => {
                self.interrupted(ingress_id, resource_id, None, *at, window_secs)
            }
            Signal::Absent { resource_id, at } => {
                let ingress_id = self.broadcast.as_ref()?.publish.ingress_id.clone();
                self.interrupted(&ingress_id, resource_id, None, *at, window_secs)
            }
            Signal::Cut { at } => self.closed(*at),
            Signal::WindowOver => {
                let ended_at = self.broadcast.as_ref()?.media_ended_at?;
                self.closed(ended_at)
            }
        }
    }

    fn started(&self, publish: &Publish, ingress: Option<&IngressId>) -> Option<(Self, Change)> {
        let known = ingress == Some(&publish.ingress_id);
        let newer = publish.started_nanos > self.newest_nanos;
        // A push found in the room's list has the time of its joining; its own late start may be later.
        let ended = self
            .broadcast
            .as_ref()
            .is_some_and(|open| open.media_ended_at.is_some() && open.publish.resource_id == publish.resource_id);
        if !known || ended || self.dead.contains(&publish.resource_id) {
            return None;
        }
        if !newer {
            return self.named(publish);
        }
        Some(self.carried_by(publish))
    }

    /// A push that the room's list told of gets its resource id from the late `ingress_started`.
    fn named(&self, publish: &Publish) -> Option<(Self, Change)> {
        let open = self.broadcast.as_ref()?;
        if !open.publish.resource_id.is_empty() || open.publish.ingress_id != publish.ingress_id {
            return None;
        }
        let mut next = self.clone();
        next.broadcast = Some(OpenBroadcast { publish: publish.clone(), ..open.clone() });
        Some((next, Change::Continue))
    }

    fn present(&self, publish: &Publish, at: Time, ingress: Option<&IngressId>) -> Option<(Self, Change)> {
        let open = self.broadcast.as_ref();
        let flows = open.is_some_and(|open| open.media_ended_at.is_none());
        // A push whose end was told may linger in the list. One that is there for longer, or by a connection
        // made since, goes on: its end was told wrongly, as when its worker reconnected.
        let lingers = open.is_some_and(|open| {
            let same = !publish.resource_id.is_empty() && open.publish.resource_id == publish.resource_id;
            let joined = Time::from_nanos(publish.started_nanos);
            same && open.media_ended_at.is_some_and(|ended| joined <= ended && at < ended.plus_secs(LINGER_SECS))
        });
        if flows || lingers || ingress != Some(&publish.ingress_id) {
            return None;
        }
        Some(self.carried_by(publish))
    }

    /// The open broadcast goes on with `publish` if its media flows or its window was open when the
    /// push began; otherwise a new one begins.
    fn carried_by(&self, publish: &Publish) -> (Self, Change) {
        let begins = Time::from_nanos(publish.started_nanos);
        let mut next = self.clone();
        next.newest_nanos = self.newest_nanos.max(publish.started_nanos);
        let (open, change) = match &self.broadcast {
            Some(open) if open.window_ends_at().is_none_or(|end| begins < end) => (
                OpenBroadcast { publish: publish.clone(), media_ended_at: None, window_secs: 0, ..open.clone() },
                Change::Continue,
            ),
            earlier => (
                OpenBroadcast {
                    id: super::Broadcast::id_of(begins, &publish.resource_id),
                    started_at: begins,
                    publish: publish.clone(),
                    media_ended_at: None,
                    window_secs: 0,
                },
                Change::GoLive {
                    closes: earlier
                        .as_ref()
                        .and_then(|open| Some(Closed { id: open.id.clone(), ended_at: open.media_ended_at? })),
                },
            ),
        };
        next.broadcast = Some(open);
        (next, change)
    }

    fn interrupted(
        &self,
        ingress_id: &IngressId,
        resource_id: &str,
        started_nanos: Option<i64>,
        at: Time,
        window_secs: u32,
    ) -> Option<(Self, Change)> {
        let open = self.broadcast.as_ref()?;
        let active = &open.publish;
        // A push known only from the room's list has no resource id yet: its ingress and times name it. A
        // refused second push ends too, and is another one.
        let may_be_it = match started_nanos {
            Some(nanos) => nanos.abs_diff(active.started_nanos) <= TOGETHER_NANOS.unsigned_abs(),
            None => at.plus_secs(1) > Time::from_nanos(active.started_nanos),
        };
        let same = active.resource_id == resource_id || (active.resource_id.is_empty() && may_be_it);
        if active.ingress_id != *ingress_id || !same || open.media_ended_at.is_some() {
            return None;
        }
        let ended_at = at.max(open.started_at);
        let mut next = self.clone();
        next.broadcast = Some(OpenBroadcast { media_ended_at: Some(ended_at), window_secs, ..open.clone() });
        Some((next, Change::Interrupt))
    }

    /// A push that ended without having been the active one: a refused one, or one whose start is
    /// still on its way. It must not be raised by that start.
    fn remember_dead(&self, publish: &Publish) -> Option<(Self, Change)> {
        let over = publish.started_nanos <= self.newest_nanos && publish.started_nanos > 0;
        if over || self.dead.contains(&publish.resource_id) {
            return None;
        }
        let mut next = self.clone();
        next.bury(&publish.resource_id);
        Some((next, Change::Remember))
    }

    fn bury(&mut self, resource_id: &str) {
        self.dead.push(resource_id.to_owned());
        if self.dead.len() > REMEMBERED_DEAD {
            self.dead.remove(0);
        }
    }

    fn closed(&self, at: Time) -> Option<(Self, Change)> {
        let open = self.broadcast.as_ref()?;
        let ended_at = open.media_ended_at.unwrap_or_else(|| at.max(open.started_at));
        let mut next = self.clone();
        next.broadcast = None;
        if !open.publish.resource_id.is_empty() {
            next.bury(&open.publish.resource_id);
        }
        Some((next, Change::Close(Closed { id: open.id.clone(), ended_at })))
    }
}

#[cfg(test)]
mod histories;
#[cfg(test)]
mod tests;
