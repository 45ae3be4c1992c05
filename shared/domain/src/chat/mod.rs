//! A stream's chat: its settings, who is who in it, what is said, and why something is not.

pub mod automod;
mod ban;
pub mod emotes;
mod flood;
pub mod id;
pub mod links;
mod log;
pub mod mentions;
mod message;
pub mod packet;
mod refusal;
mod rules;
mod settings;
mod standing;
mod waiting;

pub use ban::Ban;
pub use flood::{ANNOUNCEMENT_PAUSE_SECS, Flood, REPEAT_SECS, fingerprint};
pub use log::{LogAction, LogEntry};
pub use message::{ChatMessage, MAX_CLIENT_ID, MAX_REASON, MAX_TEXT, MessageKind, MessageState};
pub use refusal::{RefusalCode, Refused};
pub use rules::{ChatRules, Content, Writer};
pub use settings::{
    Audience, ChatModes, ChatSettings, DELAYS, MAX_FOLLOWED_MINUTES, OLD_SLOW_MODE_SECS, SLOW_MODE_SECS,
};
pub use standing::{Badge, Rank, Standing};
pub use waiting::{HeldMessage, Report, UnbanRequest};
