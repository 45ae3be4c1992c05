//! How one push follows another.

use super::clocks::{TOGETHER_NANOS, are_together};
use super::{Change, Closed, LONG_OVER_NANOS, Media, OpenBroadcast, Publish, REMEMBERED_DEAD, TIE_NANOS};
use crate::{IngressId, Time};

impl Media {
    pub(super) fn started(
        &self,
        publish: &Publish,
        told_at: Option<Time>,
        ingress: Option<&IngressId>,
    ) -> Option<(Self, Change)> {
        let active = self.broadcast.as_ref().map(|open| &open.publish);
        let is_held = active.is_some_and(|active| active.resource_id == publish.resource_id);
        if ingress != Some(&publish.ingress_id) || is_held || self.dead.contains(&publish.resource_id) {
            return None;
        }
        // A push found in the room's list has the time of its joining; its own late start may be a little later.
        let has_no_name = active.is_some_and(|active| active.resource_id.is_empty());
        let newest = if has_no_name { self.newest_nanos } else { self.newest_nanos.saturating_sub(TIE_NANOS) };
        if publish.started_nanos <= newest {
            return self.begun_after_the_end(publish, told_at).or_else(|| self.named(publish));
        }
        Some(self.carried_by(publish, None))
    }

    /// A start that looks older than the newest, and is told when the push that was held is over: its own worker's
    /// clock is behind.
    fn begun_after_the_end(&self, publish: &Publish, told_at: Option<Time>) -> Option<(Self, Change)> {
        let ended_at = self.broadcast.as_ref()?.media_ended_at.filter(|ended_at| Some(*ended_at) < told_at)?;
        let mut publish = publish.clone();
        publish.began_at(ended_at.max(Time::from_nanos(publish.started_nanos)));
        Some(self.carried_by(&publish, None))
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

    /// The open broadcast goes on with `publish` if its media flows or its window was open when the
    /// push began; otherwise a new one begins. The push before it never comes back: the newest wins.
    /// `joined_at`: when its publisher joined, where that is known.
    pub(super) fn carried_by(&self, publish: &Publish, joined_at: Option<Time>) -> (Self, Change) {
        let begins = Time::from_nanos(publish.started_nanos);
        let mut next = self.clone();
        next.newest_nanos = self.newest_nanos.max(publish.started_nanos);
        let Some(open) = &self.broadcast else {
            next.broadcast = Some(OpenBroadcast { publisher_joined_at: joined_at, ..OpenBroadcast::of(publish) });
            return (next, Change::GoLive { closes: None });
        };
        if !open.publish.resource_id.is_empty() && open.publish.resource_id != publish.resource_id {
            next.bury(&open.publish.resource_id);
        }
        if let Some(ended_at) = open.ended_before(begins) {
            next.broadcast = Some(OpenBroadcast { publisher_joined_at: joined_at, ..OpenBroadcast::of(publish) });
            return (next, Change::GoLive { closes: Some(Closed::of(open, ended_at)) });
        }
        let known = open.publisher_joined_at.filter(|joined| are_together(*joined, begins));
        next.broadcast = Some(OpenBroadcast {
            id: open.id.clone(),
            started_at: open.started_at,
            publisher_joined_at: joined_at.or(known),
            ..OpenBroadcast::of(publish)
        });
        (next, Change::Continue)
    }

    /// A push that ended without having been the active one: a refused one, or one whose start is
    /// still on its way. It must not be raised by that start.
    pub(super) fn remember_dead(&self, publish: &Publish) -> Option<(Self, Change)> {
        let is_held = self.broadcast.as_ref().is_some_and(|open| open.publish.resource_id == publish.resource_id);
        let is_long_over =
            publish.started_nanos > 0 && publish.started_nanos.saturating_add(LONG_OVER_NANOS) < self.newest_nanos;
        if is_held || is_long_over || self.dead.contains(&publish.resource_id) {
            return None;
        }
        let mut next = self.clone();
        next.bury(&publish.resource_id);
        Some((next, Change::Remember))
    }

    pub(super) fn bury(&mut self, resource_id: &str) {
        self.dead.push(resource_id.to_owned());
        if self.dead.len() > REMEMBERED_DEAD {
            self.dead.remove(0);
        }
    }

    pub(super) fn closed(&self, at: Time) -> Option<(Self, Change)> {
        let open = self.broadcast.as_ref()?;
        let ended_at = open.media_ended_at.unwrap_or_else(|| at.max(open.started_at));
        let mut next = self.clone();
        next.broadcast = None;
        if open.publish.resource_id.is_empty() {
            // Its own late start, which nothing else tells from a new one's.
            let late = open.publish.started_nanos.saturating_add(TOGETHER_NANOS);
            next.newest_nanos = self.newest_nanos.max(late);
        } else {
            next.bury(&open.publish.resource_id);
        }
        Some((next, Change::Close(Closed::of(open, ended_at))))
    }
}
