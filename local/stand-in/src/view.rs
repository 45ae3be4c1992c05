//! What callers get to see.

use livekit_protocol as proto;
use proto::ingress_state::Status;
use proto::participant_info::Kind;
use serde::Serialize;

use crate::state::{Data, Egress, Ingress, Room};

/// A push that went live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Push {
    /// The ingress that it uses.
    pub ingress_id: String,
    /// LiveKit's id of this push: `RT_…`, WHIP `WH_…`.
    pub resource_id: String,
    /// The room that it publishes to.
    pub room: String,
    /// The publishing participant.
    pub sid: String,
    /// Its identity.
    pub identity: String,
}

/// An egress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EgressView {
    /// `EG_…`
    pub id: String,
    /// The room that it records.
    pub room: String,
    /// Where its objects go.
    pub prefix: String,
    /// `EGRESS_ACTIVE` …, as LiveKit lists it.
    pub status: String,
    /// Whether its worker is dead.
    pub is_dead: bool,
}

impl EgressView {
    pub(crate) fn of(egress: &Egress) -> Self {
        let info = &egress.info;
        let prefix = match &info.request {
            Some(proto::egress_info::Request::Participant(request)) => {
                request.segment_outputs.first().map(|output| output.filename_prefix.clone())
            }
            _ => None,
        };
        Self {
            id: info.egress_id.clone(),
            room: info.room_name.clone(),
            prefix: prefix.unwrap_or_default(),
            status: info.status().as_str_name().to_owned(),
            is_dead: egress.dead_at.is_some(),
        }
    }
}

/// A viewer's connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// LiveKit's id of it.
    pub sid: String,
    /// Whose.
    pub identity: String,
    /// Their name.
    pub name: String,
    /// Where.
    pub room: String,
    /// What the room's metadata says.
    pub metadata: String,
    /// Whether they may receive media.
    pub can_subscribe: bool,
    /// Whether they may publish media.
    pub can_publish: bool,
    /// Whether they may send data.
    pub can_publish_data: bool,
    /// Whether others do not see them.
    pub hidden: bool,
}

/// Why an encoder or a viewer does not get in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No ingress has this stream key.
    #[error("no ingress has this stream key")]
    UnknownKey,
    /// The ingress is switched off.
    #[error("the ingress is disabled")]
    Disabled,
    /// No ingress publishes to this room.
    #[error("no ingress publishes to this room")]
    NoIngress,
    /// A push is live in this room.
    #[error("a push is live in this room")]
    AlreadyLive,
    /// The token is not good, and why.
    #[error("{0}")]
    BadToken(String),
    /// The token does not let its bearer into a room.
    #[error("the token does not permit to join a room")]
    MayNotJoin,
}

/// A room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoomView {
    /// Its name.
    pub name: String,
    /// LiveKit's id of it: another one each time that it is made anew.
    pub sid: String,
    /// What players read.
    pub metadata: String,
    /// Whether a push is live in it.
    pub is_live: bool,
    /// In order of joining.
    pub participants: Vec<ParticipantView>,
    /// What was sent into it, oldest first.
    pub data: Vec<DataView>,
}

/// A participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantView {
    /// LiveKit's id of the connection.
    pub sid: String,
    /// Our id in the token.
    pub identity: String,
    /// Their name.
    pub name: String,
    /// `STANDARD`, `INGRESS` …
    pub kind: &'static str,
    /// Whether they may receive media.
    pub can_subscribe: bool,
    /// Whether they may publish media.
    pub can_publish: bool,
    /// Whether they may send data.
    pub can_publish_data: bool,
    /// Whether others do not see them.
    pub hidden: bool,
}

/// Data that the service or a participant sent into a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataView {
    /// Identity of the participant that sent it; none when the service did.
    pub sender: Option<String>,
    /// Its topic, empty without one.
    pub topic: String,
    /// What was sent.
    pub bytes: Vec<u8>,
    /// To whom; everybody when empty.
    pub identities: Vec<String>,
}

/// An ingress. Its `Debug` hides the key.
#[derive(Clone, PartialEq, Eq)]
pub struct IngressView {
    /// Its id.
    pub ingress_id: String,
    /// Its secret.
    pub stream_key: String,
    /// Where encoders connect.
    pub url: String,
    /// `RTMP_INPUT`, `WHIP_INPUT`.
    pub input_type: &'static str,
    /// The room that it publishes to.
    pub room: String,
    /// The identity that it publishes under.
    pub identity: String,
    /// What it says: `ENDPOINT_PUBLISHING` … No proof of life.
    pub status: &'static str,
    /// Its last push, empty before the first.
    pub resource_id: String,
    /// Whether a push is live on it.
    pub is_live: bool,
    /// The video encoding that was asked for, if any.
    pub preset: Option<&'static str>,
}

impl std::fmt::Debug for IngressView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} in {}: {} {}", self.ingress_id, self.room, self.status, self.resource_id)
    }
}

impl Connection {
    pub(crate) fn of(room: &Room, participant: &proto::ParticipantInfo) -> Self {
        let info = room.info();
        let permission = participant.permission.clone().unwrap_or_default();
        Self {
            sid: participant.sid.clone(),
            identity: participant.identity.clone(),
            name: participant.name.clone(),
            room: info.name,
            metadata: info.metadata,
            can_subscribe: permission.can_subscribe,
            can_publish: permission.can_publish,
            can_publish_data: permission.can_publish_data,
            hidden: permission.hidden,
        }
    }
}

impl RoomView {
    pub(crate) fn of(room: &Room, is_live: bool) -> Self {
        let info = room.info();
        let data = room.data.iter().map(|Data { sender, sent }| DataView {
            sender: sender.clone(),
            topic: sent.topic.clone().unwrap_or_default(),
            bytes: sent.data.clone(),
            identities: sent.destination_identities.clone(),
        });
        Self {
            name: info.name,
            sid: info.sid,
            metadata: info.metadata,
            is_live,
            participants: room.participants.iter().map(ParticipantView::of).collect(),
            data: data.collect(),
        }
    }
}

impl ParticipantView {
    fn of(participant: &proto::ParticipantInfo) -> Self {
        let permission = participant.permission.clone().unwrap_or_default();
        Self {
            sid: participant.sid.clone(),
            identity: participant.identity.clone(),
            name: participant.name.clone(),
            kind: Kind::try_from(participant.kind).unwrap_or_default().as_str_name(),
            can_subscribe: permission.can_subscribe,
            can_publish: permission.can_publish,
            can_publish_data: permission.can_publish_data,
            hidden: permission.hidden,
        }
    }
}

impl IngressView {
    pub(crate) fn of(ingress: &Ingress) -> Self {
        use proto::ingress_video_options::EncodingOptions;
        let info = &ingress.info;
        let state = info.state.clone().unwrap_or_default();
        let preset = match info.video.as_ref().and_then(|video| video.encoding_options.as_ref()) {
            Some(EncodingOptions::Preset(preset)) => proto::IngressVideoEncodingPreset::try_from(*preset).ok(),
            Some(EncodingOptions::Options(_)) | None => None,
        };
        Self {
            ingress_id: info.ingress_id.clone(),
            stream_key: info.stream_key.clone(),
            url: info.url.clone(),
            input_type: proto::IngressInput::try_from(info.input_type).unwrap_or_default().as_str_name(),
            room: info.room_name.clone(),
            identity: info.participant_identity.clone(),
            status: Status::try_from(state.status).unwrap_or_default().as_str_name(),
            resource_id: state.resource_id,
            is_live: ingress.live.is_some(),
            preset: preset.map(|preset| preset.as_str_name()),
        }
    }
}
