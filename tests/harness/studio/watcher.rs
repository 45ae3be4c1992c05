//! Viewers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use stand_in::{Connection, DataView, ParticipantView, RoomView, StandIn};

use super::packet::{CHAT_PACKETS, Packet};
use super::rig::Rig;
use super::voice::{Said, Voice};

/// Topic of chat, as players send it.
const CHAT: &str = "chat";
/// The rig's viewer waits 3 s for the answer to an attempt to publish.
const PUBLISH_ANSWER: Duration = Duration::from_secs(10);
/// A client says goodbye to the server within this time.
const LEAVE_MAX: Duration = Duration::from_secs(2);

/// Where a viewer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// On the way in.
    Joining,
    /// In the room.
    There,
    /// Not in it any more, and LiveKit's reason.
    Out(String),
    /// Not let in.
    Refused,
}

/// What a viewer is told that they may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    /// Receive media.
    pub can_subscribe: bool,
    /// Publish media.
    pub can_publish: bool,
    /// Send data.
    pub can_publish_data: bool,
    /// Be there unseen.
    pub hidden: bool,
}

/// A viewer in a room; gone when dropped.
pub struct Watcher(Kind);

enum Kind {
    Real {
        voice: Arc<Voice>,
        /// Empty for who is alone in their program.
        who: String,
    },
    Played {
        livekit: StandIn,
        connection: Option<Connection>,
        /// So much had been said in the room before.
        heard_before: usize,
    },
}

impl Watcher {
    pub(super) fn start(rig: &Rig, url: &str, token: &str) -> Self {
        Self::of(Arc::new(Voice::new(rig.python("viewer.py", &[url, token]))), String::new())
    }

    /// One of the viewers of a program.
    pub(super) fn of(voice: Arc<Voice>, who: String) -> Self {
        Self(Kind::Real { voice, who })
    }

    pub(super) fn played(livekit: &StandIn, token: &str) -> Self {
        let connection = livekit.join(token).ok();
        let room = connection.as_ref().and_then(|connection| livekit.room(&connection.room));
        let heard_before = room.map_or(0, |room| room.data.len());
        Self(Kind::Played { livekit: livekit.clone(), connection, heard_before })
    }

    /// Frames seen so far; `None` where no media flows.
    #[must_use]
    pub fn frames(&self) -> Option<u64> {
        if !self.is_real() {
            return None;
        }
        let counted = self.last(&["frames"]).and_then(|said| said.line["total"].as_u64()).unwrap_or_default();
        let first = u64::from(self.last(&["first_frame"]).is_some());
        Some(counted.max(first))
    }

    /// From joining to the first frame, once it is there.
    #[must_use]
    pub fn first_frame_after(&self) -> Option<Duration> {
        let said = self.said();
        let at = |event: &str| said.iter().find(|said| said.line["event"] == event)?.line["ms"].as_u64();
        Some(Duration::from_millis(at("first_frame")?.saturating_sub(at("joined")?)))
    }

    /// Tries to publish a picture. Returns whether that was accepted.
    ///
    /// # Panics
    /// When the attempt had no outcome.
    pub async fn try_publish(&self) -> bool {
        if !self.is_real() {
            return self.rights().is_some_and(|rights| rights.can_publish);
        }
        let began = Instant::now();
        self.tell("publish").await;
        loop {
            if let Some(answer) = self.last(&["publish"]) {
                return answer.line["accepted"] == true;
            }
            assert!(began.elapsed() < PUBLISH_ANSWER, "no outcome of the attempt to publish");
            tokio::time::sleep(super::LOOK).await;
        }
    }

    /// Sends chat data. Whether it arrives, another viewer knows.
    pub async fn send_chat(&self, text: &str) {
        match &self.0 {
            Kind::Real { .. } => self.tell(&format!("chat {text}")).await,
            Kind::Played { livekit, connection, .. } => {
                let sid = connection.as_ref().map_or("", |connection| &connection.sid);
                livekit.say(sid, CHAT, text);
            }
        }
    }

    /// What others sent of chat themselves, oldest first.
    #[must_use]
    pub fn received(&self) -> Vec<String> {
        if self.is_real() {
            let data =
                self.said().into_iter().filter(|said| said.line["event"] == "data" && said.line["topic"] == CHAT);
            return data.map(|said| said.line["text"].as_str().unwrap_or_default().to_owned()).collect();
        }
        let Kind::Played { connection, .. } = &self.0 else { return vec![] };
        let me = connection.as_ref().map(|connection| connection.identity.as_str());
        let of_others = self.sent_to_me().into_iter().filter(|sent| sent.topic == CHAT && sent.sender.as_deref() != me);
        of_others.map(|sent| String::from_utf8_lossy(&sent.bytes).into_owned()).collect()
    }

    /// The packets of the API's chat, oldest first. What came by the topic from a participant is none.
    #[must_use]
    pub fn packets(&self) -> Vec<Packet> {
        if self.is_real() {
            let is_one = |said: &Arc<Said>| {
                let line = &said.line;
                line["event"] == "data" && line["topic"] == CHAT_PACKETS && line["sender"].is_null()
            };
            let packets = self.said().into_iter().filter(is_one);
            return packets.filter_map(|said| Packet::read(said.at, said.line["text"].as_str()?.as_bytes())).collect();
        }
        let of_api = self.sent_to_me().into_iter().filter(|sent| sent.topic == CHAT_PACKETS && sent.sender.is_none());
        of_api.filter_map(|sent| Packet::read(Instant::now(), &sent.bytes)).collect()
    }

    /// Asks for a layer of the picture: `LOW`, `MEDIUM` or `HIGH`.
    pub async fn ask_for(&self, quality: &str) {
        self.tell(&format!("quality {quality}")).await;
    }

    /// Width and height of the picture; `None` before there is one, and where no media flows.
    #[must_use]
    pub fn picture(&self) -> Option<(u64, u64)> {
        let said = self.last(&["first_frame", "size"])?;
        Some((said.line["width"].as_u64()?, said.line["height"].as_u64()?))
    }

    /// When they came in; `None` before, and on the stand-in.
    #[must_use]
    pub fn joined_at(&self) -> Option<Instant> {
        self.last(&["joined"]).map(|said| said.at)
    }

    /// Leaves.
    pub async fn leave(self) {
        // The stand-in's connection ends with this value.
        if self.is_real() {
            self.tell("leave").await;
            let began = Instant::now();
            while self.last(&["disconnected"]).is_none() && began.elapsed() < LEAVE_MAX {
                tokio::time::sleep(super::LOOK).await;
            }
        }
    }

    /// What they may do; `None` outside of the room.
    #[must_use]
    pub fn rights(&self) -> Option<Rights> {
        if self.is_real() {
            let said = self.last(&["joined", "permissions"])?;
            let told = &said.line;
            return Some(Rights {
                can_subscribe: told["can_subscribe"] == true,
                can_publish: told["can_publish"] == true,
                can_publish_data: told["can_publish_data"] == true,
                hidden: told["hidden"] == true,
            });
        }
        let ParticipantView { can_subscribe, can_publish, can_publish_data, hidden, .. } = self.me()?;
        Some(Rights { can_subscribe, can_publish, can_publish_data, hidden })
    }

    /// The room's metadata as they know it.
    #[must_use]
    pub fn metadata(&self) -> Value {
        let text = match &self.0 {
            Kind::Real { .. } => {
                let said = self.last(&["joined", "metadata"]);
                said.and_then(|said| said.line["metadata"].as_str().map(str::to_owned))
            }
            Kind::Played { .. } => self.room().map(|room| room.metadata),
        };
        serde_json::from_str(&text.unwrap_or_default()).unwrap_or_default()
    }

    /// Where they are.
    #[must_use]
    pub fn presence(&self) -> Presence {
        match &self.0 {
            Kind::Real { .. } => match self.last(&["joined", "refused", "disconnected"]) {
                None => Presence::Joining,
                Some(said) if said.line["event"] == "joined" => Presence::There,
                Some(said) if said.line["event"] == "refused" => Presence::Refused,
                Some(said) => Presence::Out(said.line["reason"].as_str().unwrap_or_default().to_owned()),
            },
            Kind::Played { connection: None, .. } => Presence::Refused,
            Kind::Played { .. } if self.me().is_some() => Presence::There,
            Kind::Played { livekit, connection: Some(connection), .. } => Presence::Out(why(livekit, connection)),
        }
    }

    fn room(&self) -> Option<RoomView> {
        match &self.0 {
            Kind::Played { livekit, connection, .. } => livekit.room(&connection.as_ref()?.room),
            Kind::Real { .. } => None,
        }
    }

    /// What was sent into the room of the stand-in since they came, to them or to all.
    fn sent_to_me(&self) -> Vec<DataView> {
        let Kind::Played { connection, heard_before, .. } = &self.0 else { return vec![] };
        let me = connection.as_ref().map(|connection| connection.identity.clone()).unwrap_or_default();
        let data = self.room().map(|room| room.data).unwrap_or_default().into_iter().skip(*heard_before);
        data.filter(|sent| sent.identities.is_empty() || sent.identities.contains(&me)).collect()
    }

    const fn is_real(&self) -> bool {
        matches!(self.0, Kind::Real { .. })
    }

    /// What they said; nothing on the stand-in.
    fn said(&self) -> Vec<Arc<Said>> {
        match &self.0 {
            Kind::Real { voice, who } => voice.of(who),
            Kind::Played { .. } => vec![],
        }
    }

    /// The last line of one of these events.
    fn last(&self, names: &[&str]) -> Option<Arc<Said>> {
        self.said().into_iter().rfind(|said| names.iter().any(|name| said.line["event"] == *name))
    }

    async fn tell(&self, command: &str) {
        if let Kind::Real { voice, who } = &self.0 {
            voice.tell(who, command).await;
        }
    }

    fn me(&self) -> Option<ParticipantView> {
        let Kind::Played { connection: Some(connection), .. } = &self.0 else { return None };
        self.room()?.participants.into_iter().find(|who| who.sid == connection.sid)
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        if let Kind::Played { livekit, connection: Some(connection), .. } = &self.0 {
            livekit.leave(&connection.sid);
        }
    }
}

/// Why LiveKit says that a connection ended.
fn why(livekit: &StandIn, connection: &Connection) -> String {
    let told = livekit.webhooks().into_iter().filter(|webhook| webhook.event == "participant_left");
    let bodies = told.filter_map(|webhook| serde_json::from_str::<Value>(&webhook.body).ok());
    let mut its = bodies.filter(|body| body["participant"]["sid"] == connection.sid.as_str());
    its.next().and_then(|body| body["participant"]["disconnectReason"].as_str().map(str::to_owned)).unwrap_or_default()
}
