//! LiveKit: calls to it, tokens for its rooms, webhooks from it. No type of its protocol leaves this
//! module.

mod client;
mod event;
mod room_metadata;
mod token;
mod verify_webhook;

pub use client::{CallError, CreatedIngress, LiveKit, Participant, Room, Stock, StreamKey, UnknownPreset};
pub use event::{Notice, WebhookEvent};
pub use room_metadata::RoomMetadata;
pub use token::{TOKEN_TTL, ViewerToken, viewer_token};
pub use verify_webhook::{BadSignature, verify_webhook};
