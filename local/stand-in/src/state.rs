//! What the stand-in holds: rooms, participants, ingresses. Changed behind one lock, without waiting
//! for anything; what a change has to tell goes to the outbox.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use livekit_protocol as proto;
use proto::{EgressInfo, EgressStatus, ParticipantInfo};

use crate::event::Event;
use crate::ids;
use crate::tape::{Batch, Tape};

/// An empty room lives so long before anybody came, in seconds; LiveKit's default.
const EMPTY_TIMEOUT: u32 = 300;

/// A room lives so long after the last one left, in seconds; LiveKit's default.
const DEPARTURE_TIMEOUT: u32 = 20;

/// Length of the random password in a room; nothing uses it, but the recordings have it.
const TURN_PASSWORD_LENGTH: usize = 44;

/// What LiveKit offers in every room, as recorded.
const CODECS: [&str; 10] = [
    "audio/PCMU",
    "audio/PCMA",
    "audio/opus",
    "audio/red",
    "video/VP8",
    "video/H264",
    "video/VP9",
    "video/AV1",
    "video/H265",
    "video/rtx",
];

/// Everything.
#[derive(Debug, Default)]
pub struct State {
    /// The time of this change, in milliseconds since the epoch.
    pub now: i64,
    /// By name.
    pub rooms: BTreeMap<String, Room>,
    /// In order of creation.
    pub ingresses: Vec<Ingress>,
    /// In order of their starts, ended ones among them.
    pub egresses: Vec<Egress>,
    /// What the next egresses do.
    pub egress_faults: VecDeque<EgressFault>,
    /// What is dead, until LiveKit notices.
    pub dying: Vec<Dying>,
    /// `url` of RTMP ingresses.
    pub rtmp_base_url: String,
    /// `url` of WHIP ingresses.
    pub whip_base_url: String,
    last_nanos: i64,
    outbox: Vec<Event>,
}

/// A room and who is in it.
#[derive(Debug)]
pub struct Room {
    info: proto::Room,
    /// In order of joining.
    pub participants: Vec<ParticipantInfo>,
    /// Data that was sent into it, oldest first.
    pub data: Vec<Data>,
    /// When it was made, or the last one left; none while somebody is there.
    pub empty_since: Option<i64>,
    /// Whether anybody was ever there.
    pub was_used: bool,
}

/// Data that was sent into a room.
#[derive(Debug)]
pub struct Data {
    /// Identity of who sent it; none when it came by `SendData`.
    pub sender: Option<String>,
    /// What was sent, and to whom.
    pub sent: proto::SendDataRequest,
}

/// An ingress and the push that is live on it.
#[derive(Debug)]
pub struct Ingress {
    /// As `ListIngress` shows it.
    pub info: proto::IngressInfo,
    /// The push that its worker is at.
    pub live: Option<Live>,
}

/// A push that is live.
#[derive(Debug, Clone)]
pub struct Live {
    /// The room that it publishes to.
    pub room: String,
    /// Its publishing participant.
    pub sid: String,
}

/// A publisher that is dead, or has nothing to publish any more.
#[derive(Debug)]
pub struct Dying {
    /// What is dead.
    pub what: Dead,
    /// When LiveKit notices, in milliseconds since the epoch.
    pub at: i64,
    /// Where.
    pub room: String,
    /// Who.
    pub sid: String,
}

/// What can die unnoticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dead {
    /// The ingress worker, and with it the publisher's connection.
    Worker,
    /// A WHIP encoder; its worker goes on waiting for media.
    Encoder,
}

/// What the next egresses do, as a test wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EgressFault {
    /// It waits for media for ever.
    Waits,
    /// It fails as soon as it records.
    Fails,
    /// Its second segment is twice as long as it should be.
    LongSegment,
}

/// How an egress ends that nobody ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EgressEnd {
    /// Its pipeline fails: what it was at is lost.
    Fails,
    /// It may not record for longer: in order, with all that it has.
    ReachesLimit,
}

/// An egress.
#[derive(Debug)]
pub struct Egress {
    /// As `ListEgress` shows it.
    pub info: EgressInfo,
    /// Whom it records.
    pub identity: String,
    /// Its own participant in the room.
    pub sid: String,
    /// Since when its worker is dead, in milliseconds since the epoch: it is listed as it was, for ever, and tells nothing any
    /// more.
    pub dead_at: Option<i64>,
    /// What it records, where that goes anywhere.
    pub tape: Option<Tape>,
    /// What it ends as, and why, once all is uploaded.
    pub ending: Option<(EgressStatus, String)>,
}

/// What an egress is to upload.
#[derive(Debug)]
pub struct Upload {
    /// Which.
    pub egress_id: String,
    /// Where to.
    pub place: proto::S3Upload,
    /// What.
    pub batch: Batch,
    /// Whether it is refused there.
    pub is_refused: bool,
}

impl Egress {
    /// Whether it goes on, as LiveKit lists it.
    pub fn is_active(&self) -> bool {
        self.info.status < i32::from(EgressStatus::EgressComplete)
    }
}

impl State {
    /// Nothing yet; `url` of the two kinds of ingress.
    pub fn new(rtmp_base_url: &str, whip_base_url: &str) -> Self {
        let (rtmp_base_url, whip_base_url) = (rtmp_base_url.to_owned(), whip_base_url.to_owned());
        Self { rtmp_base_url, whip_base_url, ..Self::default() }
    }

    /// Queues an event for sending.
    pub fn emit(&mut self, event: Event) {
        self.outbox.push(event);
    }

    /// What the change had to tell.
    pub fn take_outbox(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.outbox)
    }

    /// Now in nanoseconds, later at each call: of two pushes within one millisecond, the later one is
    /// the later one for whoever compares their times.
    pub fn nanos(&mut self) -> i64 {
        self.last_nanos = (self.now * 1_000_000).max(self.last_nanos + 1);
        self.last_nanos
    }

    /// The room of this name; made, with `room_started`, if there is none.
    pub fn open_room(&mut self, request: &proto::CreateRoomRequest) -> &mut Room {
        match self.rooms.entry(request.name.clone()) {
            Entry::Occupied(room) => room.into_mut(),
            Entry::Vacant(place) => {
                let room = Room::new(request, self.now);
                self.outbox.push(Event::room("room_started", &room.info(), self.now));
                place.insert(room)
            }
        }
    }
}

impl Room {
    fn new(request: &proto::CreateRoomRequest, now: i64) -> Self {
        let or = |value: u32, default: u32| if value == 0 { default } else { value };
        let info = proto::Room {
            sid: ids::id("RM_"),
            name: request.name.clone(),
            empty_timeout: or(request.empty_timeout, EMPTY_TIMEOUT),
            departure_timeout: or(request.departure_timeout, DEPARTURE_TIMEOUT),
            max_participants: request.max_participants,
            creation_time: now / 1_000,
            creation_time_ms: now,
            turn_password: ids::text("", TURN_PASSWORD_LENGTH),
            enabled_codecs: CODECS.map(codec).into(),
            metadata: request.metadata.clone(),
            ..Default::default()
        };
        Self { info, participants: vec![], data: vec![], empty_since: Some(now), was_used: false }
    }

    /// As `ListRooms` shows it. The figures are those of now; a real server's lag some seconds, which
    /// is why the events state those from before what they tell.
    pub fn info(&self) -> proto::Room {
        let publishers = self.participants.iter().filter(|participant| participant.is_publisher).count();
        let figure = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        proto::Room {
            num_participants: figure(self.participants.len()),
            num_publishers: figure(publishers),
            ..self.info.clone()
        }
    }

    /// Replaces the metadata.
    pub fn set_metadata(&mut self, metadata: String) {
        self.info.metadata = metadata;
    }

    /// Who has this identity.
    pub fn by_identity(&mut self, identity: &str) -> Option<&mut ParticipantInfo> {
        self.participants.iter_mut().find(|participant| participant.identity == identity)
    }

    /// Whose connection this is.
    pub fn by_sid(&mut self, sid: &str) -> Option<&mut ParticipantInfo> {
        self.participants.iter_mut().find(|participant| participant.sid == sid)
    }

    /// When it closes by itself, in milliseconds since the epoch; never while somebody is there.
    pub fn closes_at(&self) -> Option<i64> {
        let timeout = if self.was_used { self.info.departure_timeout } else { self.info.empty_timeout };
        self.empty_since.map(|since| since + i64::from(timeout) * 1_000)
    }
}

fn codec(mime: &str) -> proto::Codec {
    proto::Codec { mime: mime.to_owned(), ..Default::default() }
}
