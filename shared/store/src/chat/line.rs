//! Something that somebody wants to say.

use domain::UserId;
use domain::chat::automod::Cause;
use domain::chat::{ChatMessage, Flood, Rank};

/// Something to be said.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// Whose chat.
    pub host: &'a UserId,
    /// What.
    pub message: &'a ChatMessage,
    /// The rank that the decision was made on: with another one it is decided anew.
    pub rank: Option<Rank>,
    /// Their flood limit.
    pub flood: Flood,
    /// Milliseconds that must lie behind their last message.
    pub pause_millis: Option<i64>,
    /// What tells these words from others, where they may not be said twice.
    pub hash: Option<&'a str>,
    /// Whether nobody may have said them lately.
    pub is_unique: bool,
    /// Of a guest: a hash of their address, which may be banned too.
    pub address: Option<&'a str>,
    /// Whether whoever takes it in sends it into the room.
    pub is_sent: bool,
    /// Seconds after which viewers see it, where they do not at once; then `is_sent` is a matter of the moderators alone.
    pub delay_seconds: Option<u32>,
    /// Why it waits for a moderator, in place of being said.
    pub held: Option<Cause>,
}
