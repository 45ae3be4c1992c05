//! What the connections of the encoder's participant, and the ends of pushes, tell of a broadcast.
//!
//! A push may outlive its connection: its worker connects anew, by another participant sid, and LiveKit sends
//! `participant_left` and `participant_joined` in either order and no event of the ingress. A connection that
//! joined names its ingress, and its push only now and then; one that left names both. So a joining raises
//! nothing by itself. It takes back an end that was told of an older connection, while the broadcast is open;
//! what carries it then is the push that was held, until a start or an end tells that it was another one.

use super::clocks::are_together;
use super::{Change, Gap, LINGER_SECS, Media, OpenBroadcast, Publish, RETURN_SECS};
use crate::{IngressId, Time};

/// Clocks of two nodes differ by so much, in seconds, where an end is compared with a joining.
const SKEW_SECS: i64 = 1;
/// So soon after the start of a push its first connection joins, in seconds: 0.1 s were seen.
const FIRST_SECS: i64 = 1;
/// Within so much of its start a push that its worker refuses is told to have ended, in milliseconds: 0.3 were
/// seen by the worker's clock, and LiveKit's stamp on the event is cut to the second.
const REFUSED_MILLIS: i64 = 1_000;

impl OpenBroadcast {
    /// Whether a connection that joined then is another one than all that were seen to leave.
    fn is_new_connection(&self, joined_at: Time) -> bool {
        match (self.publisher_joined_at, self.media_ended_at) {
            (Some(known), _) => joined_at > known,
            (None, Some(ended_at)) => joined_at > ended_at,
            (None, None) => true,
        }
    }

    /// Whether a connection that joined then can be the held push's own, made anew, though its connection was lost.
    fn may_return_by(&self, joined_at: Time) -> bool {
        let Some(ended_at) = self.media_ended_at else { return false };
        let until = self.window_ends_at().max(Some(ended_at.plus_secs(RETURN_SECS)));
        !self.is_push_over && self.is_new_connection(joined_at) && Some(joined_at) < until
    }
}

impl Media {
    /// A connection of the encoder's participant joined.
    pub(super) fn joined(
        &self,
        joined: &Publish,
        joined_at: Time,
        heard: Time,
        ingress: Option<&IngressId>,
    ) -> Option<(Self, Change)> {
        let open = self.broadcast.as_ref()?;
        let names = &joined.resource_id;
        let is_held = open.publish.resource_id == *names;
        // A push that a connection's end named is held again, though a start told of a newer one meanwhile.
        let is_dead = !is_held && self.dead.contains(names);
        if ingress != Some(&joined.ingress_id) || !open.is_new_connection(joined_at) || is_dead {
            return None;
        }
        let Some(ended_at) = open.media_ended_at else { return self.another_connection(open, joined_at) };
        if open.may_return_by(joined_at) && (names.is_empty() || is_held) {
            return Some(self.goes_on(open, joined_at));
        }
        // Another push: its start is on its way, or lost. Without an open window it is left to that start.
        let is_within = ended_at < joined_at && open.window_ends_at().is_some_and(|end| joined_at < end);
        (!is_held && is_within).then(|| self.carried_by(&not_after(joined, heard), Some(joined_at)))
    }

    /// The publisher is seen in the room's list, though we hold none.
    pub(super) fn present(&self, found: &Publish, at: Time, ingress: Option<&IngressId>) -> Option<(Self, Change)> {
        if ingress != Some(&found.ingress_id) {
            return None;
        }
        let publish = not_after(found, at);
        let joined_at = Time::from_nanos(found.started_nanos);
        let Some(open) = &self.broadcast else { return Some(self.carried_by(&publish, Some(joined_at))) };
        let ended_at = open.media_ended_at?;
        let is_held = !found.resource_id.is_empty() && open.publish.resource_id == found.resource_id;
        // A push whose end was told may linger in the list. One that is there for longer, or by a connection
        // made since, goes on: its end was told wrongly, as when its worker reconnected.
        if is_held && joined_at <= ended_at && at < ended_at.plus_secs(LINGER_SECS) {
            return None;
        }
        if is_held || (found.resource_id.is_empty() && open.may_return_by(joined_at)) {
            return Some(self.goes_on(open, joined_at));
        }
        Some(self.carried_by(&publish, Some(joined_at)))
    }

    /// The end of the media is taken back: the push that was held flows by a new connection.
    fn goes_on(&self, open: &OpenBroadcast, joined_at: Time) -> (Self, Change) {
        let gap = open.media_ended_at.map(|ended_at| Gap { ended_at, window_secs: open.window_secs });
        let broadcast = OpenBroadcast {
            media_ended_at: None,
            window_secs: 0,
            is_push_over: false,
            publisher_joined_at: Some(joined_at),
            gap,
            ..open.clone()
        };
        (Self { broadcast: Some(broadcast), ..self.clone() }, Change::Continue)
    }

    /// A connection joined while media flows: when the one before it is told to have left, that is no end.
    fn another_connection(&self, open: &OpenBroadcast, joined_at: Time) -> Option<(Self, Change)> {
        let begun = Time::from_nanos(open.publish.started_nanos);
        // The push's first connection is known by its push.
        if joined_at <= begun.plus_secs(FIRST_SECS) {
            return None;
        }
        let broadcast = OpenBroadcast { publisher_joined_at: Some(joined_at), gap: None, ..open.clone() };
        Some((Self { broadcast: Some(broadcast), ..self.clone() }, Change::Remember))
    }

    /// A connection of the encoder's participant left.
    pub(super) fn left(
        &self,
        ingress_id: &IngressId,
        resource_id: &str,
        joined_at: Option<Time>,
        at: Time,
        window_secs: u32,
    ) -> Option<(Self, Change)> {
        let open = self.broadcast.as_ref().filter(|open| open.publish.ingress_id == *ingress_id)?;
        let (known, begun) = (open.publisher_joined_at, Time::from_nanos(open.publish.started_nanos));
        let is_older = joined_at.zip(known).is_some_and(|(left, known)| left < known);
        // One that joined as the held push began is its first, or the last of the push before it: its name tells.
        let is_known = joined_at == known && known > Some(begun.plus_secs(FIRST_SECS));
        let has_no_name = open.publish.resource_id.is_empty();
        let may_be_it = has_no_name && at.plus_secs(SKEW_SECS) > begun;
        if is_older || !(is_known || may_be_it || open.publish.resource_id == resource_id) {
            return None;
        }
        let (mut next, change) = self.interrupted(open, Some(resource_id), at, window_secs)?;
        if let Some(broadcast) = &mut next.broadcast {
            broadcast.publisher_joined_at = joined_at.max(known);
        }
        Some((next, change))
    }

    /// A push ended.
    pub(super) fn push_ended(&self, ended: &Publish, at: Time, window_secs: u32) -> Option<(Self, Change)> {
        let open = self.broadcast.as_ref().filter(|open| open.publish.ingress_id == ended.ingress_id)?;
        let active = &open.publish;
        let began = Time::from_nanos(ended.started_nanos);
        let is_held = active.resource_id == ended.resource_id;
        // A push known only from the room's list has no resource id yet: its ingress and times name it. A refused
        // second push ends too, as it begins, and is another one: it never was in the room.
        let has_run = at.millis_since(began).abs() >= REFUSED_MILLIS;
        let may_be_it = active.resource_id.is_empty() && are_together(began, Time::from_nanos(active.started_nanos));
        if !(is_held || has_run && may_be_it) {
            return None;
        }
        if open.media_ended_at.is_some() {
            // Its connection was told to be lost before.
            let broadcast = OpenBroadcast { is_push_over: true, ..open.clone() };
            let is_new = is_held && !open.is_push_over;
            return is_new.then(|| (Self { broadcast: Some(broadcast), ..self.clone() }, Change::Remember));
        }
        let newer = open.publisher_joined_at.filter(|joined| at.plus_secs(SKEW_SECS) < *joined);
        if let Some(joined_at) = newer.filter(|_| is_held) {
            // It was over when that connection joined, which was another push's.
            let publish = Publish { resource_id: String::new(), started_nanos: nanos(joined_at), ..active.clone() };
            return Some(self.carried_by(&publish, Some(joined_at)));
        }
        let (mut next, change) = self.interrupted(open, Some(&ended.resource_id), at, window_secs)?;
        if let Some(broadcast) = &mut next.broadcast {
            broadcast.is_push_over = true;
        }
        Some((next, change))
    }

    /// No publisher was in the room at two looks.
    pub(super) fn absent(&self, resource_id: &str, at: Time, window_secs: u32) -> Option<(Self, Change)> {
        let open = self.broadcast.as_ref().filter(|open| open.publish.resource_id == resource_id)?;
        self.interrupted(open, None, at, window_secs)
    }

    /// The media of the open broadcast ended. `names`: the push that did, if it was named.
    fn interrupted(
        &self,
        open: &OpenBroadcast,
        names: Option<&str>,
        at: Time,
        window_secs: u32,
    ) -> Option<(Self, Change)> {
        if open.media_ended_at.is_some() {
            return None;
        }
        let mut next = self.clone();
        let mut publish = open.publish.clone();
        if let Some(named) = names.filter(|named| *named != publish.resource_id) {
            if !publish.resource_id.is_empty() {
                next.bury(&publish.resource_id);
            }
            named.clone_into(&mut publish.resource_id);
        }
        let media_ended_at = Some(at.max(open.started_at));
        next.broadcast = Some(OpenBroadcast { publish, media_ended_at, window_secs, gap: None, ..open.clone() });
        Some((next, Change::Interrupt))
    }
}

/// The push as it was seen, begun no later than now: the node's clock may be ahead.
fn not_after(seen: &Publish, now: Time) -> Publish {
    Publish { started_nanos: seen.started_nanos.min(nanos(now)), ..seen.clone() }
}

const fn nanos(at: Time) -> i64 {
    at.as_millis().saturating_mul(1_000_000)
}
