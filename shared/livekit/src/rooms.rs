//! Rooms and who is in them.

use std::time::Duration;

use domain::{IngressId, UserId};
use livekit_api::services::room::{SendDataOptions, UpdateParticipantOptions};
use livekit_protocol as proto;

use crate::call::{CallError, timed};
use crate::client::LiveKit;
use crate::event::{INGRESS_ID, RESOURCE_ID};

/// Data for a room may take this long: where no node has the room, LiveKit looks for it for three seconds, and says that it
/// is away (livekit/node-sdks#146).
const DATA_TIMEOUT: Duration = Duration::from_millis(1_200);

/// A room as LiveKit lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Its name: a creator's user id, if it is one of ours.
    pub name: String,
    /// Everybody in it: viewers, encoder, hidden ones.
    pub participants: u32,
    /// Those of them who publish.
    pub publishers: u32,
}

/// A participant as the room lists them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Our id in the token.
    pub identity: String,
    /// LiveKit's id of the connection.
    pub sid: String,
    /// Whether it is an encoder's publishing participant; then the ids of its ingress and push, where
    /// LiveKit states them.
    pub ingress: Option<(IngressId, Option<String>)>,
    /// Whether it is an egress: what records the room.
    pub is_egress: bool,
    /// Whether it is a person who watches: of kind STANDARD, neither hidden nor recorder nor agent.
    pub is_standard: bool,
    /// Whether its media connection is up.
    pub is_active: bool,
    /// Whether it may send data now.
    pub can_publish_data: bool,
    /// When it joined, in milliseconds since the epoch.
    pub joined_at_millis: i64,
}

impl LiveKit {
    /// The rooms that exist, among `names`, or all when empty. Their figures lag some 5 s.
    ///
    /// # Errors
    /// LiveKit away or refusing.
    pub async fn list_rooms(&self, names: Vec<String>) -> Result<Vec<Room>, CallError> {
        let rooms = timed(self.api().await?.room().list_rooms(names)).await?;
        Ok(rooms
            .into_iter()
            .map(|room| Room { name: room.name, participants: room.num_participants, publishers: room.num_publishers })
            .collect())
    }

    /// Who is in a room; nobody when there is no room.
    ///
    /// # Errors
    /// LiveKit away or refusing, or without an answer for a room that it lists.
    pub async fn list_participants(&self, room: &UserId) -> Result<Vec<Participant>, CallError> {
        match self.proven(room, None, self.participants(room).await).await {
            Err(CallError::NotFound) => Ok(vec![]),
            listed => listed,
        }
    }

    async fn participants(&self, room: &UserId) -> Result<Vec<Participant>, CallError> {
        let found = timed(self.api().await?.room().list_participants(room.as_str())).await?;
        Ok(found.into_iter().map(participant).collect())
    }

    /// What a `not_found` about a room, or somebody in it, proves: nothing while they are listed. A server that lost
    /// its hold on a room for a while answers so (livekit/livekit#3763); the change would never arrive, and a room
    /// full of people would pass for an empty one.
    async fn proven<T>(
        &self,
        room: &UserId,
        identity: Option<&str>,
        answer: Result<T, CallError>,
    ) -> Result<T, CallError> {
        let Err(CallError::NotFound) = answer else { return answer };
        if self.list_rooms(vec![room.to_string()]).await?.is_empty() {
            return answer;
        }
        let is_gone = match identity {
            None => false,
            Some(identity) => match self.participants(room).await {
                Ok(people) => people.iter().all(|who| who.identity != identity),
                Err(CallError::NotFound) => false,
                Err(error) => return Err(error),
            },
        };
        if is_gone { answer } else { Err(CallError::Away("not_found, though it is listed".into())) }
    }

    /// Tells everybody in a room its new metadata.
    ///
    /// # Errors
    /// [`CallError::NotFound`] when nobody is there; LiveKit away or refusing.
    pub async fn update_room_metadata(&self, room: &UserId, metadata: &str) -> Result<(), CallError> {
        let told = timed(self.api().await?.room().update_room_metadata(room.as_str(), metadata)).await;
        self.proven(room, None, told.map(drop)).await
    }

    /// Lets a connected viewer send data, or not. The call replaces all permissions, so it states a
    /// viewer's whole set.
    ///
    /// # Errors
    /// [`CallError::NotFound`] when they left; LiveKit away or refusing.
    pub async fn set_can_publish_data(&self, room: &UserId, identity: &str, allowed: bool) -> Result<(), CallError> {
        let permission = proto::ParticipantPermission {
            can_subscribe: true,
            can_publish: false,
            can_publish_data: allowed,
            ..Default::default()
        };
        let options = UpdateParticipantOptions { permission: Some(permission), ..Default::default() };
        let updated = timed(self.api().await?.room().update_participant(room.as_str(), identity, options)).await;
        self.proven(room, Some(identity), updated.map(drop)).await
    }

    /// Sends data to everybody in a room, or to these identities alone; reliably, in the order of the calls.
    ///
    /// # Errors
    /// LiveKit away, refusing, or without a node that has the room.
    pub async fn send_data(&self, room: &UserId, topic: &str, data: Vec<u8>, to: &[String]) -> Result<(), CallError> {
        let options = SendDataOptions {
            kind: proto::data_packet::Kind::Reliable,
            destination_identities: to.to_vec(),
            topic: Some(topic.to_owned()),
            ..Default::default()
        };
        let api = self.api().await?;
        let sent = timed(api.room().send_data(room.as_str(), data, options));
        let late = |_| Err(CallError::Away("no answer in time".into()));
        tokio::time::timeout(DATA_TIMEOUT, sent).await.unwrap_or_else(late)
    }

    /// Puts somebody out of a room.
    ///
    /// # Errors
    /// [`CallError::NotFound`] when they are not there; LiveKit away or refusing.
    pub async fn remove_participant(&self, room: &UserId, identity: &str) -> Result<(), CallError> {
        let removed = timed(self.api().await?.room().remove_participant(room.as_str(), identity)).await;
        self.proven(room, Some(identity), removed).await
    }

    /// Closes a room and puts everybody out.
    ///
    /// # Errors
    /// [`CallError::NotFound`] when there is none; LiveKit away or refusing.
    pub async fn close_room(&self, room: &UserId) -> Result<(), CallError> {
        let closed = timed(self.api().await?.room().delete_room(room.as_str())).await;
        self.proven(room, None, closed).await
    }
}

fn participant(info: proto::ParticipantInfo) -> Participant {
    let permission = info.permission.unwrap_or_default();
    let kind = proto::participant_info::Kind::try_from(info.kind);
    let ingress = matches!(kind, Ok(proto::participant_info::Kind::Ingress)).then(|| {
        let attribute = |name: &str| info.attributes.get(name).filter(|value| !value.is_empty()).cloned();
        (IngressId::new(attribute(INGRESS_ID).unwrap_or_default()), attribute(RESOURCE_ID))
    });
    #[expect(deprecated, reason = "older servers mark recorders and agents here and nowhere else")]
    let machine = permission.recorder || permission.agent;
    Participant {
        ingress,
        is_egress: matches!(kind, Ok(proto::participant_info::Kind::Egress)),
        is_standard: matches!(kind, Ok(proto::participant_info::Kind::Standard)) && !permission.hidden && !machine,
        is_active: info.state == i32::from(proto::participant_info::State::Active),
        can_publish_data: permission.can_publish_data,
        joined_at_millis: if info.joined_at_ms > 0 { info.joined_at_ms } else { info.joined_at * 1_000 },
        identity: info.identity,
        sid: info.sid,
    }
}
