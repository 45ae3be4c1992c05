//! The Twirp calls that we make, decoded.

use livekit_protocol as proto;
use prost::Message;

use crate::auth::Need;
use crate::state::State;
use crate::twirp_error::TwirpError;

/// A call.
#[derive(Debug)]
pub enum Call {
    CreateIngress(proto::CreateIngressRequest),
    UpdateIngress(proto::UpdateIngressRequest),
    ListIngress(proto::ListIngressRequest),
    DeleteIngress(proto::DeleteIngressRequest),
    CreateRoom(Box<proto::CreateRoomRequest>),
    ListRooms(proto::ListRoomsRequest),
    DeleteRoom(proto::DeleteRoomRequest),
    ListParticipants(proto::ListParticipantsRequest),
    GetParticipant(proto::RoomParticipantIdentity),
    RemoveParticipant(proto::RoomParticipantIdentity),
    UpdateParticipant(proto::UpdateParticipantRequest),
    UpdateRoomMetadata(proto::UpdateRoomMetadataRequest),
    SendData(proto::SendDataRequest),
    StartParticipantEgress(Box<proto::ParticipantEgressRequest>),
    ListEgress(proto::ListEgressRequest),
    StopEgress(proto::StopEgressRequest),
}

impl Call {
    /// Reads a call.
    pub fn parse(service: &str, method: &str, body: &[u8]) -> Result<Self, TwirpError> {
        match (service, method) {
            ("livekit.Ingress", "CreateIngress") => decode(body).map(Self::CreateIngress),
            ("livekit.Ingress", "UpdateIngress") => decode(body).map(Self::UpdateIngress),
            ("livekit.Ingress", "ListIngress") => decode(body).map(Self::ListIngress),
            ("livekit.Ingress", "DeleteIngress") => decode(body).map(Self::DeleteIngress),
            ("livekit.RoomService", "CreateRoom") => decode(body).map(Box::new).map(Self::CreateRoom),
            ("livekit.RoomService", "ListRooms") => decode(body).map(Self::ListRooms),
            ("livekit.RoomService", "DeleteRoom") => decode(body).map(Self::DeleteRoom),
            ("livekit.RoomService", "ListParticipants") => decode(body).map(Self::ListParticipants),
            ("livekit.RoomService", "GetParticipant") => decode(body).map(Self::GetParticipant),
            ("livekit.RoomService", "RemoveParticipant") => decode(body).map(Self::RemoveParticipant),
            ("livekit.RoomService", "UpdateParticipant") => decode(body).map(Self::UpdateParticipant),
            ("livekit.RoomService", "UpdateRoomMetadata") => decode(body).map(Self::UpdateRoomMetadata),
            ("livekit.RoomService", "SendData") => decode(body).map(Self::SendData),
            ("livekit.Egress", "StartParticipantEgress") => {
                decode(body).map(Box::new).map(Self::StartParticipantEgress)
            }
            ("livekit.Egress", "ListEgress") => decode(body).map(Self::ListEgress),
            ("livekit.Egress", "StopEgress") => decode(body).map(Self::StopEgress),
            _ => Err(TwirpError::new("bad_route", &format!("no handler for path /twirp/{service}/{method}"))),
        }
    }

    /// What its token has to grant.
    pub fn need(&self) -> Need<'_> {
        match self {
            Self::CreateIngress(_) | Self::UpdateIngress(_) | Self::ListIngress(_) | Self::DeleteIngress(_) => {
                Need::IngressAdmin
            }
            Self::CreateRoom(_) | Self::DeleteRoom(_) => Need::RoomCreate,
            Self::ListRooms(_) => Need::RoomList,
            Self::StartParticipantEgress(_) | Self::ListEgress(_) | Self::StopEgress(_) => Need::RoomRecord,
            Self::ListParticipants(_)
            | Self::GetParticipant(_)
            | Self::RemoveParticipant(_)
            | Self::UpdateParticipant(_)
            | Self::UpdateRoomMetadata(_)
            | Self::SendData(_) => Need::RoomAdmin(self.subject().0),
        }
    }

    /// What it is about: a room or an ingress id, and a participant's identity; empty where none is named.
    pub fn subject(&self) -> (&str, &str) {
        match self {
            Self::CreateIngress(request) => (&request.room_name, &request.participant_identity),
            Self::UpdateIngress(request) => (&request.ingress_id, ""),
            Self::ListIngress(request) if request.ingress_id.is_empty() => (&request.room_name, ""),
            Self::ListIngress(request) => (&request.ingress_id, ""),
            Self::DeleteIngress(request) => (&request.ingress_id, ""),
            Self::CreateRoom(request) => (&request.name, ""),
            Self::ListRooms(_) => ("", ""),
            Self::DeleteRoom(request) => (&request.room, ""),
            Self::ListParticipants(request) => (&request.room, ""),
            Self::GetParticipant(request) | Self::RemoveParticipant(request) => (&request.room, &request.identity),
            Self::UpdateParticipant(request) => (&request.room, &request.identity),
            Self::UpdateRoomMetadata(request) => (&request.room, ""),
            Self::SendData(request) => (&request.room, ""),
            Self::StartParticipantEgress(request) => (&request.room_name, &request.identity),
            Self::ListEgress(request) => (&request.room_name, ""),
            Self::StopEgress(request) => (&request.egress_id, ""),
        }
    }

    /// Does it, gives the answer's bytes.
    pub fn carry_out(&self, state: &mut State) -> Result<Vec<u8>, TwirpError> {
        match self {
            Self::CreateIngress(request) => encode(state.create_ingress(request.clone())),
            Self::UpdateIngress(request) => encode(state.update_ingress(request.clone())),
            Self::ListIngress(request) => encode(state.list_ingress(request)),
            Self::DeleteIngress(request) => encode(state.delete_ingress(request)),
            Self::CreateRoom(request) => encode(state.create_room(request)),
            Self::ListRooms(request) => encode(Ok(state.list_rooms(request))),
            Self::DeleteRoom(request) => encode(state.delete_room(request)),
            Self::ListParticipants(request) => encode(Ok(state.list_participants(request))),
            Self::GetParticipant(request) => encode(state.get_participant(request)),
            Self::RemoveParticipant(request) => encode(state.remove_participant(request)),
            Self::UpdateParticipant(request) => encode(state.update_participant(request.clone())),
            Self::UpdateRoomMetadata(request) => encode(state.update_room_metadata(request.clone())),
            Self::SendData(request) => encode(state.send_data(request.clone())),
            Self::StartParticipantEgress(request) => encode(state.start_egress(request)),
            Self::ListEgress(request) => encode(Ok(state.list_egress(request))),
            Self::StopEgress(request) => encode(state.stop_egress(request)),
        }
    }
}

fn decode<T: Message + Default>(body: &[u8]) -> Result<T, TwirpError> {
    T::decode(body).map_err(|_| TwirpError::new("malformed", "the request body could not be decoded"))
}

fn encode<T: Message>(answer: Result<T, TwirpError>) -> Result<Vec<u8>, TwirpError> {
    answer.map(|message| message.encode_to_vec())
}
