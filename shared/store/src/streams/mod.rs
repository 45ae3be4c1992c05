//! A creator's channel and its broadcasts.

mod broadcast;
mod card;
mod gate;
mod hosting;
mod items;
mod live;
mod recording;
mod stream;
mod watch;

pub use gate::Gate;
pub(crate) use items::LIVE_SHARDS;
pub use items::{BroadcastItem, StreamItem};
pub use live::{Changed, MediaOf, OpenEntry, Started};
pub use recording::RecordingChange;
pub(crate) use stream::taken_key_writes;
pub use stream::{KeyStored, SettingsChange};
pub use watch::Watched;
