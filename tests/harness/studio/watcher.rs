//! Viewers.

use std::time::{Duration, Instant};

use serde_json::Value;
use stand_in::{Connection, ParticipantView, RoomView, StandIn};

use super::program::Program;
use super::rig::Rig;

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
    Real(Program),
    Played {
        livekit: StandIn,
        connection: Option<Connection>,
        /// So much had been said in the room before.
        heard_before: usize,
    },
}

impl Watcher {
    pub(super) fn start(rig: &Rig, url: &str, token: &str) -> Self {
        Self(Kind::Real(rig.python("viewer.py", &[url, token])))
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
        let Kind::Real(program) = &self.0 else { return None };
        let counted = last(program, &["frames"]).and_then(|line| line["total"].as_u64()).unwrap_or_default();
        let first = u64::from(last(program, &["first_frame"]).is_some());
        Some(counted.max(first))
    }

    /// From joining to the first frame, once it is there.
    #[must_use]
    pub fn first_frame_after(&self) -> Option<Duration> {
        let Kind::Real(program) = &self.0 else { return None };
        let at = |event: &str| events(program).into_iter().find(|line| line["event"] == event)?["ms"].as_u64();
        Some(Duration::from_millis(at("first_frame")?.saturating_sub(at("joined")?)))
    }

    /// Tries to publish a picture. Returns whether that was accepted.
    ///
    /// # Panics
    /// When the attempt had no outcome.
    pub async fn try_publish(&self) -> bool {
        let Kind::Real(program) = &self.0 else { return self.rights().is_some_and(|rights| rights.can_publish) };
        let began = Instant::now();
        program.tell("publish").await;
        loop {
            if let Some(answer) = last(program, &["publish"]) {
                return answer["accepted"] == true;
            }
            assert!(began.elapsed() < PUBLISH_ANSWER, "no outcome of the attempt to publish");
            tokio::time::sleep(super::LOOK).await;
        }
    }

    /// Sends chat data. Whether it arrives, another viewer knows.
    pub async fn send_chat(&self, text: &str) {
        match &self.0 {
            Kind::Real(program) => program.tell(&format!("chat {text}")).await,
            Kind::Played { livekit, connection, .. } => {
                let sid = connection.as_ref().map_or("", |connection| &connection.sid);
                livekit.say(sid, CHAT, text);
            }
        }
    }

    /// The data of others, oldest first.
    #[must_use]
    pub fn received(&self) -> Vec<String> {
        match &self.0 {
            Kind::Real(program) => {
                let data = events(program).into_iter().filter(|line| line["event"] == "data");
                data.map(|line| line["text"].as_str().unwrap_or_default().to_owned()).collect()
            }
            Kind::Played { connection, heard_before, .. } => {
                let me = connection.as_ref().map(|connection| connection.identity.as_str());
                let data = self.room().map(|room| room.data).unwrap_or_default().into_iter().skip(*heard_before);
                let of_others = data.filter(|sent| sent.sender.as_deref() != me);
                of_others.map(|sent| String::from_utf8_lossy(&sent.bytes).into_owned()).collect()
            }
        }
    }

    /// Leaves.
    pub async fn leave(self) {
        // The stand-in's connection ends with this value.
        if let Kind::Real(program) = &self.0 {
            program.tell("leave").await;
            let began = Instant::now();
            while last(program, &["disconnected"]).is_none() && began.elapsed() < LEAVE_MAX {
                tokio::time::sleep(super::LOOK).await;
            }
        }
    }

    /// What they may do; `None` outside of the room.
    #[must_use]
    pub fn rights(&self) -> Option<Rights> {
        if let Kind::Real(program) = &self.0 {
            let told = last(program, &["joined", "permissions"])?;
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
            Kind::Real(program) => {
                last(program, &["joined", "metadata"]).and_then(|line| line["metadata"].as_str().map(str::to_owned))
            }
            Kind::Played { .. } => self.room().map(|room| room.metadata),
        };
        serde_json::from_str(&text.unwrap_or_default()).unwrap_or_default()
    }

    /// Where they are.
    #[must_use]
    pub fn presence(&self) -> Presence {
        match &self.0 {
            Kind::Real(program) => match last(program, &["joined", "refused", "disconnected"]) {
                None => Presence::Joining,
                Some(line) if line["event"] == "joined" => Presence::There,
                Some(line) if line["event"] == "refused" => Presence::Refused,
                Some(line) => Presence::Out(line["reason"].as_str().unwrap_or_default().to_owned()),
            },
            Kind::Played { connection: None, .. } => Presence::Refused,
            Kind::Played { .. } if self.me().is_some() => Presence::There,
            Kind::Played { livekit, connection: Some(connection), .. } => Presence::Out(why(livekit, connection)),
        }
    }

    fn room(&self) -> Option<RoomView> {
        match &self.0 {
            Kind::Played { livekit, connection, .. } => livekit.room(&connection.as_ref()?.room),
            Kind::Real(_) => None,
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

fn events(program: &Program) -> Vec<Value> {
    program.lines().iter().filter_map(|(_, line)| serde_json::from_str(line).ok()).collect()
}

/// The last line of one of these events.
fn last(program: &Program, names: &[&str]) -> Option<Value> {
    let is_one = |line: &Value| names.iter().any(|name| line["event"] == *name);
    events(program).into_iter().rfind(is_one)
}

/// Why LiveKit says that a connection ended.
fn why(livekit: &StandIn, connection: &Connection) -> String {
    let told = livekit.webhooks().into_iter().filter(|webhook| webhook.event == "participant_left");
    let bodies = told.filter_map(|webhook| serde_json::from_str::<Value>(&webhook.body).ok());
    let mut its = bodies.filter(|body| body["participant"]["sid"] == connection.sid.as_str());
    its.next().and_then(|body| body["participant"]["disconnectReason"].as_str().map(str::to_owned)).unwrap_or_default()
}
