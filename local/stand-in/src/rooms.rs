//! Rooms: who comes, who goes, and the calls of LiveKit's room service.

use livekit_api::access_token::Claims;
use livekit_protocol as proto;
use proto::participant_info::{Kind, State as Connection};
use proto::{DisconnectReason, ParticipantInfo, ParticipantPermission};

use crate::event::Event;
use crate::ids;
use crate::state::{Data, Dead, State};
use crate::twirp_error::TwirpError;

/// Metadata of a room or participant may be this long.
const METADATA_MAX: usize = 512 * 1_024;

impl State {
    /// Lets somebody in; whoever had their identity is put out.
    pub fn admit(&mut self, room: &str, participant: &ParticipantInfo) {
        let request = proto::CreateRoomRequest { name: room.to_owned(), ..Default::default() };
        let before = self.open_room(&request).by_identity(&participant.identity).map(|other| other.sid.clone());
        if let Some(sid) = before {
            self.put_out(room, &sid, DisconnectReason::DuplicateIdentity);
        }
        let now = self.now;
        let room = self.open_room(&request);
        let shown = room.info();
        room.participants.push(participant.clone());
        room.empty_since = None;
        room.was_used = true;
        self.emit(Event::participant("participant_joined", &shown, participant, now));
    }

    /// Lets a token's bearer in, gives them as the room shows them.
    pub fn admit_bearer(&mut self, claims: &Claims) -> ParticipantInfo {
        let participant = bearer(claims, self.now);
        self.admit(&claims.video.room, &participant);
        participant
    }

    /// Lets somebody in once more in place of their old connection, gives them as the room shows them.
    pub fn readmit(&mut self, room: &str, sid: &str) -> Option<ParticipantInfo> {
        let now = self.now;
        let old = self.rooms.get_mut(room)?.by_sid(sid)?;
        let new = ParticipantInfo {
            sid: ids::id("PA_"),
            joined_at: now / 1_000,
            joined_at_ms: now,
            version: 2,
            tracks: vec![],
            is_publisher: false,
            ..old.clone()
        };
        self.admit(room, &new);
        Some(new)
    }

    /// Ends a connection, and with it the push whose publisher it is; `false` when there is none.
    pub fn put_out(&mut self, room: &str, sid: &str, reason: DisconnectReason) -> bool {
        let now = self.now;
        let Some(found) = self.rooms.get_mut(room) else { return false };
        let shown = found.info();
        let Some(at) = found.participants.iter().position(|participant| participant.sid == sid) else { return false };
        let mut gone = found.participants.remove(at);
        if found.participants.is_empty() {
            found.empty_since = Some(now);
        }
        for track in &gone.tracks {
            self.emit(Event::track("track_unpublished", &shown, &gone, track, now));
        }
        gone.state = Connection::Disconnected.into();
        gone.disconnect_reason = reason.into();
        gone.version += 1;
        self.emit(Event::participant("participant_left", &shown, &gone, now));
        self.publisher_lost(sid);
        self.source_left(room, &gone.identity);
        true
    }

    /// The room in which a connection is.
    pub fn room_of(&self, sid: &str) -> Option<String> {
        let is_in = |participants: &[ParticipantInfo]| participants.iter().any(|participant| participant.sid == sid);
        self.rooms.iter().find(|(_, room)| is_in(&room.participants)).map(|(name, _)| name.clone())
    }

    /// What time brings: the dead are noticed, empty rooms close.
    pub fn sweep(&mut self) {
        let now = self.now;
        let (due, rest) = std::mem::take(&mut self.dying).into_iter().partition(|dying| dying.at <= now);
        self.dying = rest;
        for dying in Vec::from_iter(due) {
            match dying.what {
                Dead::Worker => _ = self.put_out(&dying.room, &dying.sid, DisconnectReason::ConnectionTimeout),
                Dead::Encoder => self.starve(&dying.sid),
            }
        }
        self.rooms
            .iter()
            .filter(|(_, room)| room.closes_at().is_some_and(|at| at <= now))
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
            .into_iter()
            .for_each(|name| self.close_room(&name));
    }

    fn close_room(&mut self, name: &str) {
        let Some(room) = self.rooms.get(name) else { return };
        let shown = room.info();
        let sids: Vec<_> = room.participants.iter().map(|participant| participant.sid.clone()).collect();
        for sid in sids {
            self.put_out(name, &sid, DisconnectReason::RoomDeleted);
        }
        self.rooms.remove(name);
        self.emit(Event::room("room_finished", &shown, self.now));
    }

    /// `CreateRoom`: a room that exists stays as it is.
    pub fn create_room(&mut self, request: &proto::CreateRoomRequest) -> Result<proto::Room, TwirpError> {
        if request.name.is_empty() {
            return Err(TwirpError::new("invalid_argument", "room name is required"));
        }
        metadata_fits(&request.metadata)?;
        Ok(self.open_room(request).info())
    }

    /// `ListRooms`: those of these names, or all.
    pub fn list_rooms(&self, request: &proto::ListRoomsRequest) -> proto::ListRoomsResponse {
        let wanted = |name: &String| request.names.is_empty() || request.names.contains(name);
        let rooms = self.rooms.iter().filter(|(name, _)| wanted(name)).map(|(_, room)| room.info()).collect();
        proto::ListRoomsResponse { rooms }
    }

    /// `DeleteRoom`: everybody is put out.
    pub fn delete_room(&mut self, request: &proto::DeleteRoomRequest) -> Result<proto::DeleteRoomResponse, TwirpError> {
        if !self.rooms.contains_key(&request.room) {
            return Err(no_room());
        }
        self.close_room(&request.room);
        Ok(proto::DeleteRoomResponse {})
    }

    /// `ListParticipants`: nobody where there is no room.
    pub fn list_participants(&self, request: &proto::ListParticipantsRequest) -> proto::ListParticipantsResponse {
        let participants = self.rooms.get(&request.room).map(|room| room.participants.clone()).unwrap_or_default();
        proto::ListParticipantsResponse { participants }
    }

    /// `GetParticipant`.
    pub fn get_participant(&mut self, request: &proto::RoomParticipantIdentity) -> Result<ParticipantInfo, TwirpError> {
        self.participant(&request.room, &request.identity).map(|participant| participant.clone())
    }

    /// `RemoveParticipant`: a publisher's push ends with an error, and its encoder may come back.
    pub fn remove_participant(
        &mut self,
        request: &proto::RoomParticipantIdentity,
    ) -> Result<proto::RemoveParticipantResponse, TwirpError> {
        let sid = self.participant(&request.room, &request.identity)?.sid.clone();
        self.put_out(&request.room, &sid, DisconnectReason::ParticipantRemoved);
        Ok(proto::RemoveParticipantResponse {})
    }

    /// `UpdateParticipant`: permissions are replaced whole; what is empty stays.
    pub fn update_participant(
        &mut self,
        request: proto::UpdateParticipantRequest,
    ) -> Result<ParticipantInfo, TwirpError> {
        metadata_fits(&request.metadata)?;
        let participant = self.participant(&request.room, &request.identity)?;
        if let Some(permission) = request.permission {
            participant.permission = Some(permission);
        }
        if !request.metadata.is_empty() {
            participant.metadata = request.metadata;
        }
        if !request.name.is_empty() {
            participant.name = request.name;
        }
        // An empty value removes an attribute.
        participant.attributes.extend(request.attributes);
        participant.attributes.retain(|_, value| !value.is_empty());
        participant.version += 1;
        Ok(participant.clone())
    }

    /// `UpdateRoomMetadata`.
    pub fn update_room_metadata(
        &mut self,
        request: proto::UpdateRoomMetadataRequest,
    ) -> Result<proto::Room, TwirpError> {
        metadata_fits(&request.metadata)?;
        let room = self.rooms.get_mut(&request.room).ok_or_else(no_room)?;
        room.set_metadata(request.metadata);
        Ok(room.info())
    }

    /// `SendData`: kept for whoever looks. Where there is no room, no node answers LiveKit's own call.
    pub fn send_data(&mut self, request: proto::SendDataRequest) -> Result<proto::SendDataResponse, TwirpError> {
        if !matches!(request.nonce.len(), 0 | 16) {
            return Err(TwirpError::new("invalid_argument", "nonce should be 16-bytes or not present"));
        }
        let room = self.rooms.get_mut(&request.room);
        let room = room.ok_or_else(|| TwirpError::new("unavailable", "no response from servers"))?;
        room.data.push(Data { sender: None, sent: request });
        Ok(proto::SendDataResponse {})
    }

    /// Somebody sends data to everybody in their room. Without the right to, it is dropped, and nobody is
    /// told; `false` when there is no such connection.
    pub fn say(&mut self, sid: &str, topic: &str, bytes: &[u8]) -> bool {
        let room = self.room_of(sid).and_then(|name| self.rooms.get_mut(&name));
        let Some(room) = room else { return false };
        let Some(sender) = room.by_sid(sid) else { return false };
        if sender.permission.as_ref().is_some_and(|permission| permission.can_publish_data) {
            let topic = Some(topic.to_owned());
            let sent = proto::SendDataRequest { data: bytes.to_vec(), topic, ..Default::default() };
            let sender = Some(sender.identity.clone());
            room.data.push(Data { sender, sent });
        }
        true
    }

    fn participant(&mut self, room: &str, identity: &str) -> Result<&mut ParticipantInfo, TwirpError> {
        let found = self.rooms.get_mut(room).and_then(|room| room.by_identity(identity));
        found.ok_or_else(|| TwirpError::new("not_found", "participant does not exist"))
    }
}

fn no_room() -> TwirpError {
    TwirpError::new("not_found", "requested room does not exist")
}

fn metadata_fits(metadata: &str) -> Result<(), TwirpError> {
    if metadata.len() <= METADATA_MAX {
        return Ok(());
    }
    Err(TwirpError::new("invalid_argument", "metadata size exceeds limits"))
}

/// A token's bearer, connected; absent grants are what LiveKit makes of them.
fn bearer(claims: &Claims, now: i64) -> ParticipantInfo {
    use proto::client_info::Capability;
    let grants = &claims.video;
    let permission = ParticipantPermission {
        can_subscribe: grants.can_subscribe(),
        can_publish: grants.can_publish(),
        can_publish_data: grants.can_publish_data(),
        hidden: grants.hidden,
        can_update_metadata: grants.can_update_own_metadata(),
        ..Default::default()
    };
    let kind = match claims.kind.as_str() {
        "ingress" => Kind::Ingress,
        "egress" => Kind::Egress,
        "sip" => Kind::Sip,
        "agent" => Kind::Agent,
        _ => Kind::Standard,
    };
    ParticipantInfo {
        sid: ids::id("PA_"),
        identity: claims.sub.clone(),
        name: claims.name.clone(),
        metadata: claims.metadata.clone(),
        attributes: claims.attributes.clone(),
        state: Connection::Active.into(),
        joined_at: now / 1_000,
        joined_at_ms: now,
        version: 2,
        permission: Some(permission),
        kind: kind.into(),
        client_protocol: 2,
        capabilities: vec![Capability::CapPacketTrailer.into(), Capability::CapCompressionDeflateRaw.into()],
        ..Default::default()
    }
}
