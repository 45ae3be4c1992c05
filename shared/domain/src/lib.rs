//! Types and rules of the product. Imports nothing of ours: no AWS, no HTTP, no LiveKit.

mod application;
pub mod audience;
mod audit;
mod broadcast;
#[cfg(test)]
mod cases;
mod channel;
pub mod chat;
pub mod clip;
mod follow;
mod ids;
pub mod media;
mod quality;
mod raid;
mod raid_settings;
pub mod ranking;
pub mod recording;
pub mod search;
mod stream;
mod tag;
pub mod text;
mod time;
pub mod tokenizer;
mod user;

pub use application::{Application, ApplicationStatus, Category, MAX_CATEGORIES, MIN_APPLICATION_BIO, Step};
pub use audit::{AuditAction, AuditEntry, MAX_AUDIT_REASON};
pub use broadcast::Broadcast;
pub use channel::{ChannelSettings, MAX_HOSTS};
pub use chat::{Audience, ChatMessage, ChatModes, ChatRules, ChatSettings};
pub use follow::FOLLOW_LIMIT;
pub use ids::{IngressId, InvalidId, UserId, may_be_id};
pub use media::{Media, State};
pub use quality::{Preset, Quality};
pub use raid::{MAX_RAID_DELAY, MIN_RAID_DELAY, NoRaid, Raid, RaidFacts, RaidTarget};
pub use raid_settings::{RaidSettings, RaidsFrom};
pub use ranking::Categories;
pub use stream::{
    DEFAULT_RECONNECT_WINDOW, IngressInfo, IngressType, MAX_DESCRIPTION, MAX_RECONNECT_WINDOW, MAX_TITLE, Stream,
    StreamCard, UNTITLED,
};
pub use tag::{MAX_TAGS, NotATag, Tag};
pub use time::Time;
pub use user::{MAX_BIO, MAX_NAME, User, Username, UsernameError};
