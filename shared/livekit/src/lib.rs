//! LiveKit: calls to it, tokens for its rooms, what its webhooks tell. No type of its protocol leaves this crate.

mod client;
mod egress;
mod event;
mod room_metadata;
mod token;

pub use client::{CallError, CreatedIngress, LiveKit, Participant, Room, Stock, StreamKey, UnknownPreset};
pub use egress::ListedEgress;
pub use event::{ByRaid, Notice, WebhookEvent};
pub use room_metadata::RoomMetadata;
pub use token::{TOKEN_TTL, ViewerToken, viewer_token};
