//! Encoders: what an ingress worker does when they connect and go.

use livekit_protocol as proto;
use proto::ingress_state::Status;
use proto::participant_info::{Kind, State as Connection};
use proto::{DisconnectReason, IngressInfo, IngressInput, IngressState, ParticipantInfo, ParticipantPermission};

use crate::event::Event;
use crate::state::{Dead, Dying, Live, State};
use crate::view::{Push, Refused};
use crate::{ids, tracks};

/// Attribute of a publisher that names its ingress.
const INGRESS_ID: &str = "ingress.ingressID";

/// What a WHIP worker says that waited for audio and video in vain.
const STARVED: &str = "i/o timeout\ni/o timeout";

/// Attribute of a publisher that names its push.
const RESOURCE_ID: &str = "ingress.resourceID";

impl State {
    /// An encoder connects with this key. One that is live with it is put out, and gets no
    /// `ingress_ended`, ever: the newest publish wins.
    pub fn push(&mut self, stream_key: &str) -> Result<Push, Refused> {
        let at = self.ingresses.iter().position(|ingress| ingress.info.stream_key == stream_key);
        let at = at.ok_or(Refused::UnknownKey)?;
        if self.ingresses[at].info.enabled == Some(false) {
            return Err(Refused::Disabled);
        }
        Ok(self.start_push(at))
    }

    /// An encoder connects with the newest key of a room.
    pub fn push_to_room(&mut self, room: &str) -> Result<Push, Refused> {
        let key = self.newest_of(room).map(|at| self.ingresses[at].info.stream_key.clone());
        self.push(&key.ok_or(Refused::NoIngress)?)
    }

    /// The same for a room where none is live.
    pub fn go_live(&mut self, room: &str) -> Result<Push, Refused> {
        if self.live_in(room).is_some() { Err(Refused::AlreadyLive) } else { self.push_to_room(room) }
    }

    /// Whether a push is live in the room.
    pub fn is_live(&self, room: &str) -> bool {
        self.live_in(room).is_some()
    }

    /// The encoder stops; `false` when none is live.
    pub fn stop(&mut self, room: &str) -> bool {
        self.live_in(room).is_some_and(|at| self.end_push(at))
    }

    /// The encoder vanishes. By RTMP its worker notices at once, by the connection that breaks; by WHIP it
    /// waits `after` milliseconds for media. `false` when none is live.
    pub fn lose_encoder(&mut self, room: &str, after: i64) -> bool {
        let Some(at) = self.live_in(room) else { return false };
        let live = self.ingresses[at].live.clone();
        let Some(Live { room, sid }) = live.filter(|_| is_whip(&self.ingresses[at].info)) else {
            return self.end_push(at);
        };
        self.dying.push(Dying { what: Dead::Encoder, at: self.now + after, room, sid });
        self.sweep();
        true
    }

    /// The ingress worker dies; `after` milliseconds later LiveKit notices. The ingress goes on saying
    /// PUBLISHING.
    pub fn kill_worker(&mut self, room: &str, after: i64) -> bool {
        let live = self.live_in(room).and_then(|at| self.ingresses[at].live.take());
        let Some(Live { room, sid }) = live else { return false };
        self.dying.push(Dying { what: Dead::Worker, at: self.now + after, room, sid });
        self.sweep();
        true
    }

    /// The worker has no room for a push: `ingress_ended` for a resource that never started.
    pub fn refuse_push(&mut self, room: &str) -> bool {
        let Some(at) = self.newest_of(room) else { return false };
        let mut info = self.ingresses[at].info.clone();
        let state = IngressState {
            status: Status::EndpointError.into(),
            error: "server capacity exceeded".to_owned(),
            started_at: self.nanos(),
            updated_at: self.nanos(),
            resource_id: resource_id(is_whip(&info)),
            ..Default::default()
        };
        info.state = Some(state);
        self.emit(Event::ingress("ingress_ended", &info, self.now));
        if self.ingresses[at].live.is_none() {
            self.ingresses[at].info = info;
        }
        true
    }

    /// Ends a live push in order; `false` when there is none.
    pub fn end_push(&mut self, at: usize) -> bool {
        self.leave_room(at, Status::EndpointInactive, "")
    }

    /// A push whose encoder vanished gets no more media: its worker ends it, unless another took its place.
    pub fn starve(&mut self, sid: &str) {
        if let Some(at) = self.pushed_by(sid) {
            self.leave_room(at, Status::EndpointError, STARVED);
        }
    }

    fn leave_room(&mut self, at: usize, status: Status, error: &str) -> bool {
        let Some(live) = self.ingresses[at].live.take() else { return false };
        self.put_out(&live.room, &live.sid, DisconnectReason::ClientInitiated);
        self.ingress_ended(at, status, error);
        true
    }

    fn pushed_by(&self, sid: &str) -> Option<usize> {
        let is_its = |live: &Live| live.sid == sid;
        self.ingresses.iter().position(|ingress| ingress.live.as_ref().is_some_and(is_its))
    }

    /// A connection ended that its worker did not end: if it is the publisher of a live push, that fails.
    pub fn publisher_lost(&mut self, sid: &str) {
        if let Some(at) = self.pushed_by(sid) {
            self.ingresses[at].live = None;
            self.ingress_ended(at, Status::EndpointError, "room disconnected");
        }
    }

    fn start_push(&mut self, at: usize) -> Push {
        let info = self.ingresses[at].info.clone();
        let (whip, room) = (is_whip(&info), info.room_name.clone());
        let resource_id = resource_id(whip);
        let participant = publisher(&info, whip.then_some(&resource_id), self.now);
        let (sid, identity) = (participant.sid.clone(), participant.identity.clone());
        // Before the one who is put out is, so that their push does not end with an error.
        self.ingresses[at].live = Some(Live { room: room.clone(), sid: sid.clone() });

        self.admit(&room, &participant);
        let room_sid = self.rooms.get(&room).map(|room| room.info().sid).unwrap_or_default();
        let mut state = IngressState {
            status: Status::EndpointPublishing.into(),
            started_at: self.nanos(),
            updated_at: self.nanos(),
            resource_id: resource_id.clone(),
            ..Default::default()
        };
        if !whip {
            state.room_id.clone_from(&room_sid);
            state.audio = Some(tracks::incoming_audio(whip));
        }
        let started = IngressInfo { state: Some(state.clone()), ..info.clone() };
        self.emit(Event::ingress("ingress_started", &started, self.now));

        // Known only once the media flows.
        state.room_id = room_sid;
        state.audio = Some(tracks::incoming_audio(whip));
        state.video = Some(tracks::incoming_video(whip));
        self.ingresses[at].info.state = Some(state);
        self.publish(&room, &sid, &info.ingress_id, &resource_id, whip);
        Push { ingress_id: info.ingress_id, resource_id, room, sid, identity }
    }

    fn publish(&mut self, room: &str, sid: &str, ingress_id: &str, resource_id: &str, whip: bool) {
        let now = self.now;
        let Some(room) = self.rooms.get_mut(room) else { return };
        let shown = room.info();
        let Some(participant) = room.by_sid(sid) else { return };
        participant.attributes.insert(RESOURCE_ID.to_owned(), resource_id.to_owned());
        participant.is_publisher = true;
        participant.version += 4;
        participant.tracks = tracks::of_push(ingress_id, whip, now);
        let participant = participant.clone();
        for track in &participant.tracks {
            self.emit(Event::track("track_published", &shown, &participant, track, now));
        }
    }

    fn ingress_ended(&mut self, at: usize, status: Status, error: &str) {
        let (ended_at, updated_at) = (self.nanos(), self.nanos());
        let info = &mut self.ingresses[at].info;
        if let Some(state) = &mut info.state {
            state.status = status.into();
            error.clone_into(&mut state.error);
            state.ended_at = ended_at;
            state.updated_at = updated_at;
        }
        let event = Event::ingress("ingress_ended", info, self.now);
        self.emit(event);
    }

    fn newest_of(&self, room: &str) -> Option<usize> {
        self.ingresses.iter().rposition(|ingress| ingress.info.room_name == room)
    }

    /// The newest push that is live in the room.
    fn live_in(&self, room: &str) -> Option<usize> {
        let started = |at: &usize| self.ingresses[*at].info.state.as_ref().map(|state| state.started_at);
        let is_there = |at: &usize| self.ingresses[*at].live.as_ref().is_some_and(|live| live.room == room);
        (0..self.ingresses.len()).filter(is_there).max_by_key(started)
    }
}

fn is_whip(info: &IngressInfo) -> bool {
    info.input_type == i32::from(IngressInput::WhipInput)
}

fn resource_id(whip: bool) -> String {
    ids::id(if whip { "WH_" } else { "RT_" })
}

/// The participant that publishes what an encoder pushes. With RTMP it joins before its push is named.
fn publisher(info: &IngressInfo, resource_id: Option<&String>, now: i64) -> ParticipantInfo {
    let mut attributes = std::collections::HashMap::from([(INGRESS_ID.to_owned(), info.ingress_id.clone())]);
    attributes.extend(resource_id.map(|id| (RESOURCE_ID.to_owned(), id.clone())));
    ParticipantInfo {
        sid: ids::id("PA_"),
        identity: info.participant_identity.clone(),
        name: info.participant_name.clone(),
        metadata: info.participant_metadata.clone(),
        state: Connection::Active.into(),
        joined_at: now / 1_000,
        joined_at_ms: now,
        version: 2,
        permission: Some(ParticipantPermission {
            can_publish: true,
            can_publish_data: true,
            can_update_metadata: true,
            ..Default::default()
        }),
        kind: Kind::Ingress.into(),
        attributes,
        ..Default::default()
    }
}
