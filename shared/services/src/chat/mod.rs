//! Chats as their functions share them: the rooms that a process knows for a moment, and its voice in them.

mod direct;
mod rooms;
mod turns;
mod voice;
mod words;

use domain::chat::Rank;
use domain::chat::packet::Event;
use domain::{Time, UserId};
use livekit::LiveKit;
use runtime::Clock;
use runtime::config::ChatConfig;
use store::Store;

pub use direct::DirectSends;
pub use rooms::{Room, Rooms};
use turns::Turns;
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
    /// What this process's handlers sent into them.
    pub direct: DirectSends,
    /// What the deployment says of all chats.
    pub config: ChatConfig,
    store: Store,
}

impl Chat {
    /// Of this store and LiveKit.
    #[must_use]
    pub fn new(store: Store, livekit: LiveKit, clock: Clock, config: ChatConfig) -> Self {
        let turns = Turns::new(store.clone(), clock.clone(), config.sends_per_minute);
        let voice = Voice::new(livekit.clone(), clock.clone(), store.random().clone(), turns);
        let (words, rooms) = (Words::new(store.clone()), Rooms::new(store.clone(), livekit, clock));
        Self { words, rooms, voice, direct: DirectSends::default(), config, store }
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

    /// The identities of the host and of the moderators. Where the table is away the host alone: the others find what they
    /// are told where it stands. One trip.
    pub async fn moderators(&self, host: &UserId) -> Vec<String> {
        let moderators = match self.store.ranked(host, Rank::Moderator, None, Rank::MOST).await {
            Ok(moderators) => moderators.items,
            Err(cause) => {
                tracing::warn!(event = "moderators_told", user_id = %host, outcome = "failed", %cause);
                vec![]
            }
        };
        let moderators = moderators.into_iter().map(|moderator| moderator.user_id.to_string());
        std::iter::once(host.host_identity()).chain(moderators).collect()
    }

    /// Tells a room what happened, if it is there: who misses it finds it in the history and in the room's metadata.
    pub async fn tell(&self, host: &UserId, room: &Room, event: Event) {
        if room.is_open {
            // Told in the log and the metrics by the voice itself.
            _ = self.voice.say(host, &[event], 0, &[]).await;
        }
    }
}
