//! Webhook bodies, read leniently: unknown events, fields and enum values of a newer server are none
//! of our business, and must not make it repeat itself for nothing.

use domain::media::clocks::{END_TOLD_SECS, START_TOLD_SECS, Told};
use domain::media::{Publish, Signal};
use domain::recording::{Egress, RunKey, RunState};
use domain::{IngressId, Time, UserId};
use serde_json::Value;

use super::token::{RAID, RAIDED_BROADCAST};

/// Attribute of an ingress participant that names its ingress.
pub(super) const INGRESS_ID: &str = "ingress.ingressID";
/// Attribute of an ingress participant that names its push; absent while it joins.
pub(super) const RESOURCE_ID: &str = "ingress.resourceID";

/// A verified webhook.
#[derive(Debug, Clone, PartialEq)]
pub struct WebhookEvent {
    /// `EV_…`, the same over retries.
    pub id: String,
    /// `ingress_started`, `participant_left` …
    pub event: String,
    /// When LiveKit made it, to the second.
    pub created_at: Time,
    /// What it tells us.
    pub notice: Notice,
}

/// That somebody came by a raid, as our token of theirs says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByRaid {
    /// The raid.
    pub raid_id: String,
    /// The broadcast that they came to.
    pub broadcast_id: String,
    /// When they joined, at the latest, as their node stamped it.
    pub joined_by: Option<Time>,
}

/// What an event tells us.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// Of a creator's media.
    Media {
        /// The creator.
        user_id: UserId,
        /// The ingress that it is about.
        ingress_id: IngressId,
        /// What.
        signal: Signal,
    },
    /// A viewer's connection is up.
    ViewerJoined {
        /// Whose room.
        room: UserId,
        /// LiveKit's id of the room: another one each time that it is made anew.
        room_sid: String,
        /// The connection.
        sid: String,
        /// Who.
        identity: String,
        /// Whether their token let them send data.
        can_publish_data: bool,
        /// When they joined, at the latest, as their node stamped it.
        joined_by: Option<Time>,
        /// How they came by a raid, if they did.
        raid: Option<ByRaid>,
    },
    /// The creator watches their own stream: none of its viewers, though the rules of its chat are theirs too.
    HostJoined {
        /// Whose room.
        room: UserId,
        /// Who: their identity as host.
        identity: String,
        /// Whether their token let them send data.
        can_publish_data: bool,
        /// When they joined, at the latest, as their node stamped it.
        joined_by: Option<Time>,
    },
    /// A viewer's connection is gone.
    ViewerLeft {
        /// Whose room.
        room: UserId,
        /// The connection.
        sid: String,
        /// Who.
        identity: String,
    },
    /// A room is gone.
    RoomFinished {
        /// Whose.
        room: UserId,
        /// LiveKit's id of the room that is gone.
        room_sid: String,
    },
    /// Of an egress that records a run of ours.
    Egress {
        /// Whose room.
        room: UserId,
        /// The bucket that it uploads to.
        bucket: String,
        /// What.
        egress: Box<Egress>,
    },
    /// Nothing of ours.
    Nothing,
}

impl WebhookEvent {
    /// Reads a body whose signature is good, and which came at `now`; `None` when it is not a JSON object.
    #[must_use]
    pub fn parse(body: &[u8], now: Time) -> Option<Self> {
        let value: Value = serde_json::from_slice(body).ok()?;
        if !value.is_object() {
            return None;
        }
        let event = text(&value, "event");
        let created_at = Time::from_secs(integer(&value, "createdAt"));
        let notice = notice(&event, &value, Told { at: created_at, heard: now }).unwrap_or(Notice::Nothing);
        Some(Self { id: text(&value, "id"), event, created_at, notice })
    }
}

fn notice(event: &str, value: &Value, told: Told) -> Option<Notice> {
    let room = || UserId::parse(&text(&value["room"], "name")).ok();
    match event {
        "ingress_started" | "ingress_ended" => {
            let info = &value["ingressInfo"];
            let user_id = UserId::parse(&text(info, "roomName")).ok()?;
            let state = &info["state"];
            let mut publish = Publish {
                ingress_id: IngressId::new(some_text(info, "ingressId")?),
                resource_id: some_text(state, "resourceId")?,
                started_nanos: integer(state, "startedAt"),
            };
            let ingress_id = publish.ingress_id.clone();
            let claimed = |nanos: i64| (nanos > 0).then(|| Time::from_nanos(nanos));
            let signal = if event == "ingress_started" {
                publish.began_at(told.moment(claimed(publish.started_nanos), START_TOLD_SECS));
                Signal::Started { publish, told_at: told.stamp() }
            } else {
                let ended = [integer(state, "endedAt"), integer(state, "updatedAt")].into_iter().find_map(claimed);
                Signal::Ended { publish, at: told.moment(ended, END_TOLD_SECS) }
            };
            Some(Notice::Media { user_id, ingress_id, signal })
        }
        "participant_joined" | "participant_left" | "participant_connection_aborted" => {
            let participant = &value["participant"];
            let (room, sid, identity) = (room()?, some_text(participant, "sid")?, text(participant, "identity"));
            match text(participant, "kind").as_str() {
                "INGRESS" if event == "participant_joined" => publisher_joined(room, participant, told),
                "INGRESS" if event == "participant_left" => publisher_left(room, participant, told),
                "" | "STANDARD" if is_viewer(&room, &identity, participant) => Some(if event == "participant_joined" {
                    let can_publish_data = may(participant, "canPublishData");
                    Notice::ViewerJoined {
                        room,
                        room_sid: text(&value["room"], "sid"),
                        sid,
                        identity,
                        can_publish_data,
                        joined_by: joined_by(participant),
                        raid: raid(participant),
                    }
                } else {
                    Notice::ViewerLeft { room, sid, identity }
                }),
                "" | "STANDARD" if event == "participant_joined" && identity == room.host_identity() => {
                    let can_publish_data = may(participant, "canPublishData");
                    Some(Notice::HostJoined { room, identity, can_publish_data, joined_by: joined_by(participant) })
                }
                _ => None,
            }
        }
        "egress_started" | "egress_updated" | "egress_ended" => {
            let info = &value["egressInfo"];
            let room = UserId::parse(&text(info, "roomName")).ok()?;
            let bucket = text(&info["participant"]["segmentOutputs"][0]["s3"], "bucket");
            Some(Notice::Egress { room, bucket, egress: Box::new(egress(info)?) })
        }
        "room_finished" => Some(Notice::RoomFinished { room: room()?, room_sid: text(&value["room"], "sid") }),
        _ => None,
    }
}

/// What our token says of the raid that somebody came by.
fn raid(participant: &Value) -> Option<ByRaid> {
    let attributes = &participant["attributes"];
    Some(ByRaid {
        raid_id: some_text(attributes, RAID)?,
        broadcast_id: some_text(attributes, RAIDED_BROADCAST)?,
        joined_by: joined_by(participant),
    })
}

/// When a participant joined, at the latest: one whose server states the second alone may have come at its end.
fn joined_by(participant: &Value) -> Option<Time> {
    let at = joined_at(participant)?;
    Some(if at.as_millis() % 1_000 == 0 { at.plus_millis(999) } else { at })
}

/// The encoder's participant left. When another push of the same key put it out, that push goes on
/// with the broadcast, so this is no end.
fn publisher_left(room: UserId, participant: &Value, told: Told) -> Option<Notice> {
    if text(participant, "disconnectReason") == "DUPLICATE_IDENTITY" {
        return None;
    }
    let attributes = &participant["attributes"];
    let ingress_id = IngressId::new(some_text(attributes, INGRESS_ID)?);
    let resource_id = some_text(attributes, RESOURCE_ID)?;
    let (joined_at, at) = (joined_at(participant), told.stamped());
    let signal = Signal::PublisherLeft { ingress_id: ingress_id.clone(), resource_id, joined_at, at };
    Some(Notice::Media { user_id: room, ingress_id, signal })
}

/// The encoder's participant joined: by its first connection, or by one that takes another's place.
fn publisher_joined(room: UserId, participant: &Value, told: Told) -> Option<Notice> {
    let attributes = &participant["attributes"];
    let ingress_id = IngressId::new(some_text(attributes, INGRESS_ID)?);
    let resource_id = text(attributes, RESOURCE_ID);
    let joined_at = joined_at(participant)?;
    let signal = Signal::PublisherJoined { ingress_id: ingress_id.clone(), resource_id, joined_at, at: told.heard };
    Some(Notice::Media { user_id: room, ingress_id, signal })
}

/// When a participant joined, as its node stamped it; older servers state the second alone.
fn joined_at(participant: &Value) -> Option<Time> {
    let millis = Some(integer(participant, "joinedAtMs")).filter(|millis| *millis > 0);
    let secs = Some(integer(participant, "joinedAt")).filter(|secs| *secs > 0);
    millis.map(Time::from_millis).or_else(|| secs.map(Time::from_secs))
}

/// A person who watches: not the host, not hidden, no recorder, no agent.
fn is_viewer(room: &UserId, identity: &str, participant: &Value) -> bool {
    let flag = |name: &str| may(participant, name);
    let host = identity == room.as_str() || identity == room.host_identity();
    !host && !flag("hidden") && !flag("recorder") && !flag("agent")
}

/// A flag of a participant's permission; protojson leaves out what is false.
fn may(participant: &Value, name: &str) -> bool {
    participant["permission"][name].as_bool().unwrap_or_default()
}

/// An egress of ours: its request, which LiveKit repeats in each telling, says where its objects go. A status of a newer
/// server tells us nothing.
fn egress(info: &Value) -> Option<Egress> {
    let state = match text(info, "status").as_str() {
        "" | "EGRESS_STARTING" => RunState::Starting,
        "EGRESS_ACTIVE" => RunState::Active,
        "EGRESS_ENDING" => RunState::Ending,
        "EGRESS_COMPLETE" => RunState::Complete,
        "EGRESS_FAILED" => RunState::Failed,
        "EGRESS_ABORTED" => RunState::Aborted,
        "EGRESS_LIMIT_REACHED" => RunState::Limit,
        _ => return None,
    };
    let moment = |of: &Value, name: &str| Some(integer(of, name)).filter(|nanos| *nanos > 0).map(Time::from_nanos);
    let output_began = moment(&info["segmentResults"][0], "startedAt");
    let results = info["segmentResults"].as_array().into_iter().flatten();
    let sum = |name: &str| results.clone().map(|result| integer(result, name).max(0)).sum::<i64>();
    Some(Egress {
        id: some_text(info, "egressId")?,
        run: RunKey::parse(&text(&info["participant"]["segmentOutputs"][0], "filenamePrefix"))?,
        state,
        updated_nanos: integer(info, "updatedAt"),
        started_at: state.media_began(moment(info, "startedAt"), output_began),
        ended_at: moment(info, "endedAt"),
        segments: u32::try_from(sum("segmentCount")).unwrap_or(u32::MAX),
        duration_millis: sum("duration").unsigned_abs() / 1_000_000,
        bytes: sum("size").unsigned_abs(),
        reason: some_text(info, "error").or_else(|| some_text(info, "details")),
    })
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn some_text(value: &Value, name: &str) -> Option<String> {
    value[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// protojson writes 64-bit integers as text; a number is taken too.
fn integer(value: &Value, name: &str) -> i64 {
    match &value[name] {
        Value::String(text) => text.parse().unwrap_or_default(),
        Value::Number(number) => number.as_i64().unwrap_or_default(),
        _ => 0,
    }
}
