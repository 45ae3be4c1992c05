//! What runs over store and LiveKit for several functions. Each owns what it needs.

mod assemble;
pub mod chat;
mod clip;
mod connections;
mod erase;
mod failure;
pub mod figures;
pub mod outbox;
mod raids;
pub mod ranking;
mod recording;
mod viewer_count;

pub use chat::Chat;
pub use connections::Connections;
pub use outbox::Outbox;
pub use raids::{Looked, Raids};
pub use ranking::Ranking;
pub use viewer_count::ViewerCounts;
