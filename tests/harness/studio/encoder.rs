//! Encoders.

use std::time::{Duration, Instant};

use stand_in::{Push, StandIn};

use super::Key;
use super::program::Program;
use super::rig::Rig;

/// The stand-in's WHIP worker misses its encoder so soon; a real one after 30 s.
const WHIP_MISSED: Duration = Duration::from_secs(1);

/// How an encoder connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As OBS does.
    Rtmp,
    /// As a browser does.
    Whip,
}

impl Way {
    pub(super) const fn ingress_type(self) -> &'static str {
        match self {
            Self::Rtmp => "RTMP",
            Self::Whip => "WHIP",
        }
    }
}

/// An encoder that pushes. A real one that is refused or cut off tries again, as OBS does, unless told not
/// to; it is killed when it is dropped.
pub struct Encoder(Kind);

enum Kind {
    Real { program: Program, began: Instant },
    Played { livekit: StandIn, push: Option<Push>, began: Instant },
}

impl Encoder {
    pub(super) fn start(rig: &Rig, key: &Key, comes_back: bool, size: &str) -> Self {
        let arguments = [key.url.as_str(), key.stream_key.as_str()];
        let seconds = if comes_back { "60" } else { "0" };
        let program = match key.way {
            Way::Rtmp => rig.script("push.sh", &arguments, &[("RIG_PUSH_SECONDS", seconds), ("RIG_PUSH_SIZE", size)]),
            Way::Whip => rig.python("whip.py", &arguments),
        };
        Self(Kind::Real { program, began: Instant::now() })
    }

    pub(super) fn played(livekit: &StandIn, key: &Key) -> Self {
        // Refused like a real one: nobody but the encoder is told.
        let push = livekit.push(&key.stream_key).ok();
        Self(Kind::Played { livekit: livekit.clone(), push, began: Instant::now() })
    }

    /// When it last began to push.
    #[must_use]
    pub fn began(&self) -> Instant {
        match &self.0 {
            Kind::Real { program, began } => program.lines().last().map_or(*began, |(said, _)| *said),
            Kind::Played { began, .. } => *began,
        }
    }

    /// Stops in order.
    pub async fn stop(self) {
        match self.0 {
            Kind::Real { program, .. } => program.stop().await,
            Kind::Played { livekit, push, .. } => {
                if let Some(room) = room_of(&livekit, push.as_ref()) {
                    livekit.stop(room);
                }
            }
        }
    }

    /// Vanishes.
    pub fn kill(self) {
        match self.0 {
            Kind::Real { program, .. } => drop(program),
            Kind::Played { livekit, push, .. } => {
                if let Some(room) = room_of(&livekit, push.as_ref()) {
                    livekit.lose_encoder(room, WHIP_MISSED);
                }
            }
        }
    }
}

/// The room that a push is in: of two pushes of one key, only the newest is.
fn room_of<'a>(livekit: &StandIn, push: Option<&'a Push>) -> Option<&'a str> {
    let Push { room, sid, .. } = push?;
    let is_there = livekit.room(room)?.participants.iter().any(|participant| participant.sid == *sid);
    is_there.then_some(room)
}
