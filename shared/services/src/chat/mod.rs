//! Chats as their functions share them: the rooms that a process knows for a moment, and its voice in them.

mod rooms;
mod voice;
mod words;

use domain::chat::packet::Event;
use domain::{Time, UserId};
use livekit::LiveKit;
use runtime::Clock;
use runtime::config::ChatConfig;
use store::Store;

pub use rooms::{Room, Rooms};
pub use voice::Voice;
pub use words::Words;

/// The chats that a process knows, and its voice in them. Cheap to clone.
#[derive(Clone)]
pub struct Chat {
    /// The rooms.
    pub rooms: Rooms,
    /// The voice.
    pub voice: Voice,
    /// The words that are refused or held in them.
    pub words: Words,
    /// What the deployment says of all chats.
    pub config: ChatConfig,
}

impl Chat {
    /// Of this store and LiveKit.
    #[must_use]
    pub fn new(store: Store, livekit: LiveKit, clock: Clock, config: ChatConfig) -> Self {
        let voice = Voice::new(livekit.clone(), clock.clone(), store.random().clone());
        Self { words: Words::new(store.clone()), rooms: Rooms::new(store, livekit, clock), voice, config }
    }

    /// Seconds for which messages are kept.
    #[must_use]
    pub const fn history_secs(&self) -> i64 {
        self.config.history_hours * 60 * 60
    }

    /// The oldest message that is shown was sent after this.
    #[must_use]
    pub const fn horizon(&self, now: Time) -> Time {
        now.plus_secs(-self.history_secs())
    }

    /// Tells a room what happened, if it is there: who misses it finds it in the history and in the room's metadata.
    pub async fn tell(&self, host: &UserId, room: &Room, event: Event) {
        if room.is_open {
            // Told in the log and the metrics by the voice itself.
            _ = self.voice.say(host, &[event], 0, &[]).await;
        }
    }
}
