//! The LiveKit service: ingress and room calls, each with a timeout.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::{IngressId, IngressInfo, IngressType, Quality, UserId};
use livekit_api::services::ingress::{CreateIngressOptions, IngressListFilter, UpdateIngressOptions};
use livekit_api::services::room::{SendDataOptions, UpdateParticipantOptions};
use livekit_api::services::{LiveKitApi, ServerError, ServiceError};
use livekit_protocol as proto;
use proto::ingress_video_options::EncodingOptions as VideoEncoding;
use runtime::config::{Config, Recordings, Secret, SecretValues};
use runtime::metrics::{self, Metric};
use runtime::secrets::Secrets;
use runtime::{Result, Source};

/// A call may take this long: below the functions' own timeout of 10 s, with room for what goes
/// before and after. (The crate's own default is 10 s.)
const CALL_TIMEOUT: Duration = Duration::from_secs(4);
/// Data for a room may take this long: where no node has the room, LiveKit looks for it for three seconds, and says that it
/// is away (livekit/node-sdks#146).
const DATA_TIMEOUT: Duration = Duration::from_millis(1_200);

/// A start of an egress may take this long: LiveKit looks for a worker for some 22 s. Its answer may be lost all the same.
const EGRESS_TIMEOUT: Duration = Duration::from_secs(25);

/// A stream key: whoever holds it streams as the creator. Hidden in `Debug`, shown on creation only.
pub type StreamKey = Secret;

/// Why a call to LiveKit failed.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// LiveKit has no such ingress, room or participant.
    #[error("not found in LiveKit")]
    NotFound,
    /// LiveKit answered, and refused.
    #[error("refused by LiveKit: {0}")]
    Refused(Source),
    /// No answer, or none that can be read.
    #[error("LiveKit is away: {0}")]
    Away(Source),
}

impl CallError {
    /// `NotFound` is success for whoever wants the thing gone.
    ///
    /// # Errors
    /// Every other failure.
    pub fn gone_is_fine<T>(result: std::result::Result<T, Self>) -> std::result::Result<(), Self> {
        match result {
            Ok(_) | Err(Self::NotFound) => Ok(()),
            Err(other) => Err(other),
        }
    }
}

/// A new ingress, with its key.
pub struct CreatedIngress {
    /// What is stored.
    pub info: IngressInfo,
    /// What is shown once.
    pub stream_key: StreamKey,
}

/// An ingress as LiveKit lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stock {
    /// Its id.
    pub ingress_id: IngressId,
    /// The room that it publishes to: a creator's user id, if it is one of ours.
    pub room: String,
}

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

/// The LiveKit server. Cheap to clone; one HTTP client a process.
#[derive(Clone)]
pub struct LiveKit {
    url: String,
    ws_url: String,
    preset: i32,
    is_direct_chat_allowed: bool,
    secrets: Secrets,
    recordings: Option<Recordings>,
    api: Arc<Mutex<Option<Connected>>>,
}

#[derive(Clone)]
struct Connected {
    secrets: Arc<SecretValues>,
    api: Arc<LiveKitApi>,
    /// The same one in a deployment that does not record.
    patient_api: Arc<LiveKitApi>,
}

impl fmt::Debug for LiveKit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LiveKit({})", self.url)
    }
}

/// `INGRESS_PRESET` is none of LiveKit's names.
#[derive(Debug, thiserror::Error)]
#[error("INGRESS_PRESET is not usable: LiveKit has no video preset called {0}")]
pub struct UnknownPreset(String);

/// The key of an ingress, which never is without one.
fn key_in(answer: &str) -> std::result::Result<StreamKey, CallError> {
    Secret::new(answer).ok_or_else(|| CallError::Away("an ingress without a key".into()))
}

impl LiveKit {
    /// The server that `config` names; nothing is sent yet.
    ///
    /// # Errors
    /// [`UnknownPreset`] when LiveKit has no such encoding preset.
    pub fn new(config: &Config, secrets: Secrets) -> std::result::Result<Self, UnknownPreset> {
        let preset = &config.ingress_preset;
        let preset =
            proto::IngressVideoEncodingPreset::from_str_name(preset).ok_or_else(|| UnknownPreset(preset.clone()))?;
        let (url, ws_url) = (config.livekit_url.clone(), config.livekit_ws_url());
        let recordings = config.recordings.clone();
        let is_direct_chat_allowed = config.chat.is_direct_allowed;
        let preset = preset.into();
        Ok(Self { url, ws_url, preset, is_direct_chat_allowed, secrets, recordings, api: Arc::default() })
    }

    /// The address that players connect to.
    #[must_use]
    pub fn ws_url(&self) -> &str {
        &self.ws_url
    }

    /// Whether the deployment lets viewers write into a room past the API, where its host never said.
    #[must_use]
    pub const fn is_direct_chat_allowed(&self) -> bool {
        self.is_direct_chat_allowed
    }

    /// Makes an ingress that publishes into the creator's room under the creator's own identity.
    /// RTMP is transcoded with the creator's preset, WHIP where they want that; else it passes through.
    ///
    /// # Errors
    /// LiveKit away or refusing. It has no idempotency: an ingress may exist after a failure.
    pub async fn create_ingress(
        &self,
        user: &UserId,
        kind: IngressType,
        quality: Quality,
    ) -> std::result::Result<CreatedIngress, CallError> {
        let input = match kind {
            IngressType::Rtmp => proto::IngressInput::RtmpInput,
            IngressType::Whip => proto::IngressInput::WhipInput,
        };
        let (video, transcode) = self.encoding(kind, quality);
        let options = CreateIngressOptions {
            name: user.to_string(),
            room_name: user.to_string(),
            participant_identity: user.to_string(),
            participant_name: user.to_string(),
            video,
            enable_transcoding: Some(transcode),
            ..Default::default()
        };
        let info = timed(self.api().await?.ingress().create_ingress(input, options)).await?;
        Ok(CreatedIngress {
            stream_key: key_in(&info.stream_key)?,
            info: IngressInfo { ingress_id: IngressId::new(info.ingress_id), ingress_type: kind, server_url: info.url },
        })
    }

    /// Gives an ingress another encoding, for the next push. One that is live is killed by it: whoever calls this
    /// has seen that none is.
    ///
    /// # Errors
    /// [`CallError::NotFound`] when the ingress is gone; LiveKit away or refusing.
    pub async fn shape_ingress(&self, ingress: &IngressInfo, quality: Quality) -> std::result::Result<(), CallError> {
        let (video, transcode) = self.encoding(ingress.ingress_type, quality);
        // The crate states audio and video always: what is left out here is LiveKit's default, as when it was made.
        let options = UpdateIngressOptions { video, enable_transcoding: Some(transcode), ..Default::default() };
        timed(self.api().await?.ingress().update_ingress(ingress.ingress_id.as_str(), options)).await?;
        Ok(())
    }

    /// What LiveKit is told of a push's encoding: the options, and whether it transcodes. What passes through takes no
    /// options, and RTMP never does.
    fn encoding(&self, kind: IngressType, quality: Quality) -> (proto::IngressVideoOptions, bool) {
        if kind == IngressType::Whip && !quality.is_whip_transcoded {
            return (proto::IngressVideoOptions::default(), false);
        }
        let own = quality.preset.name().and_then(proto::IngressVideoEncodingPreset::from_str_name);
        let preset = own.map_or(self.preset, i32::from);
        let encoding_options = Some(VideoEncoding::Preset(preset));
        (proto::IngressVideoOptions { encoding_options, ..Default::default() }, true)
    }

    /// Deletes an ingress: a live encoder is cut off and cannot come back.
    ///
    /// # Errors
    /// [`CallError::NotFound`] when it is gone already; LiveKit away or refusing.
    pub async fn delete_ingress(&self, id: &IngressId) -> std::result::Result<(), CallError> {
        timed(self.api().await?.ingress().delete_ingress(id.as_str())).await?;
        Ok(())
    }

    /// The key of an ingress that still lives: for the repeated answer of a key creation only.
    ///
    /// # Errors
    /// [`CallError::NotFound`] when the ingress is gone; LiveKit away or refusing.
    pub async fn stream_key(&self, id: &IngressId) -> std::result::Result<StreamKey, CallError> {
        let filter = IngressListFilter::IngressId(id.as_str().to_owned());
        let found = timed(self.api().await?.ingress().list_ingress(filter)).await?;
        let info = found.into_iter().find(|info| info.ingress_id == id.as_str()).ok_or(CallError::NotFound)?;
        key_in(&info.stream_key)
    }

    /// The ingresses that publish into a creator's room, or all there are.
    ///
    /// # Errors
    /// LiveKit away or refusing.
    pub async fn list_ingresses(&self, room: Option<&UserId>) -> std::result::Result<Vec<Stock>, CallError> {
        let filter = room.map_or(IngressListFilter::All, |room| IngressListFilter::Room(room.to_string()));
        let found = timed(self.api().await?.ingress().list_ingress(filter)).await?;
        Ok(found
            .into_iter()
            .map(|info| Stock { ingress_id: IngressId::new(info.ingress_id), room: info.room_name })
            .collect())
    }

    /// The rooms that exist, among `names`, or all when empty. Their figures lag some 5 s.
    ///
    /// # Errors
    /// LiveKit away or refusing.
    pub async fn list_rooms(&self, names: Vec<String>) -> std::result::Result<Vec<Room>, CallError> {
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
    pub async fn list_participants(&self, room: &UserId) -> std::result::Result<Vec<Participant>, CallError> {
        match self.proven(room, None, self.participants(room).await).await {
            Err(CallError::NotFound) => Ok(vec![]),
            listed => listed,
        }
    }

    async fn participants(&self, room: &UserId) -> std::result::Result<Vec<Participant>, CallError> {
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
        answer: std::result::Result<T, CallError>,
    ) -> std::result::Result<T, CallError> {
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
    pub async fn update_room_metadata(&self, room: &UserId, metadata: &str) -> std::result::Result<(), CallError> {
        let told = timed(self.api().await?.room().update_room_metadata(room.as_str(), metadata)).await;
        self.proven(room, None, told.map(drop)).await
    }

    /// Lets a connected viewer send data, or not. The call replaces all permissions, so it states a
    /// viewer's whole set.
    ///
    /// # Errors
    /// [`CallError::NotFound`] when they left; LiveKit away or refusing.
    pub async fn set_can_publish_data(
        &self,
        room: &UserId,
        identity: &str,
        allowed: bool,
    ) -> std::result::Result<(), CallError> {
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
    pub async fn send_data(
        &self,
        room: &UserId,
        topic: &str,
        data: Vec<u8>,
        to: &[String],
    ) -> std::result::Result<(), CallError> {
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
    pub async fn remove_participant(&self, room: &UserId, identity: &str) -> std::result::Result<(), CallError> {
        let removed = timed(self.api().await?.room().remove_participant(room.as_str(), identity)).await;
        self.proven(room, Some(identity), removed).await
    }

    /// Closes a room and puts everybody out.
    ///
    /// # Errors
    /// [`CallError::NotFound`] when there is none; LiveKit away or refusing.
    pub async fn close_room(&self, room: &UserId) -> std::result::Result<(), CallError> {
        let closed = timed(self.api().await?.room().delete_room(room.as_str())).await;
        self.proven(room, None, closed).await
    }

    /// The key and secret that sign tokens now.
    ///
    /// # Errors
    /// Secrets Manager away.
    pub async fn signing_secrets(&self) -> Result<Arc<SecretValues>> {
        self.secrets.current().await
    }

    pub(crate) async fn api(&self) -> std::result::Result<Arc<LiveKitApi>, CallError> {
        Ok(self.connected().await?.api)
    }

    /// The same with the patience that a start of an egress needs.
    pub(crate) async fn patient_api(&self) -> std::result::Result<Arc<LiveKitApi>, CallError> {
        Ok(self.connected().await?.patient_api)
    }

    /// Where recordings go; `None` in a deployment that does not record.
    #[must_use]
    pub const fn recordings(&self) -> Option<&Recordings> {
        self.recordings.as_ref()
    }

    async fn connected(&self) -> std::result::Result<Connected, CallError> {
        let secrets = self.secrets.current().await.map_err(|error| CallError::Away(error.into()))?;
        let mut held = self.api.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connected) = held.as_ref()
            && Arc::ptr_eq(&connected.secrets, &secrets)
        {
            return Ok(connected.clone());
        }
        let api = |timeout: Duration| {
            LiveKitApi::with_api_key(&self.url, &secrets.livekit_api_key, secrets.livekit_api_secret.expose())
                .with_request_timeout(timeout)
                // It would replay calls in another region; CreateIngress is not idempotent, and no start of an egress is.
                .with_failover(false)
        };
        let patient_api = self.recordings.as_ref().map(|_| Arc::new(api(EGRESS_TIMEOUT)));
        let api = Arc::new(api(CALL_TIMEOUT));
        let connected = Connected { patient_api: patient_api.unwrap_or_else(|| api.clone()), api, secrets };
        *held = Some(connected.clone());
        Ok(connected)
    }
}

/// Makes a call, and tells how long it took.
pub(crate) async fn timed<T>(
    call: impl Future<Output = std::result::Result<T, ServiceError>>,
) -> std::result::Result<T, CallError> {
    let started = Instant::now();
    let answered = call.await;
    metrics::elapsed(Metric::LiveKitLatency, started.elapsed());
    answered.map_err(call_error)
}

fn call_error(error: ServiceError) -> CallError {
    match error {
        ServiceError::Twirp(ServerError::Twirp(code)) => match code.code.as_str() {
            "not_found" => CallError::NotFound,
            "unavailable" | "internal" | "deadline_exceeded" | "resource_exhausted" | "unknown" => {
                CallError::Away(code.to_string().into())
            }
            _ => CallError::Refused(code.to_string().into()),
        },
        // The address of the request is no secret, but it is noise.
        ServiceError::Twirp(ServerError::Request(error)) => CallError::Away(error.without_url().into()),
        other => CallError::Away(other.into()),
    }
}

fn participant(info: proto::ParticipantInfo) -> Participant {
    let permission = info.permission.unwrap_or_default();
    let kind = proto::participant_info::Kind::try_from(info.kind);
    let ingress = matches!(kind, Ok(proto::participant_info::Kind::Ingress)).then(|| {
        let attribute = |name: &str| info.attributes.get(name).filter(|value| !value.is_empty()).cloned();
        (IngressId::new(attribute(super::event::INGRESS_ID).unwrap_or_default()), attribute(super::event::RESOURCE_ID))
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

#[cfg(test)]
mod tests {
    use domain::Preset;

    use super::*;

    #[test]
    fn livekit_knows_every_preset() {
        for name in Preset::ALL.iter().filter_map(|preset| preset.name()) {
            assert!(proto::IngressVideoEncodingPreset::from_str_name(name).is_some(), "{name}");
        }
    }
}
