//! LiveKit: calls to it, tokens for its rooms, what its webhooks tell. No type of its protocol leaves this crate.

mod call;
mod client;
mod egress;
mod event;
mod ingress;
mod room_metadata;
mod rooms;
mod token;

pub use call::CallError;
pub use client::{LiveKit, UnknownPreset};
pub use egress::ListedEgress;
pub use event::{ByRaid, Notice, WebhookEvent};
pub use ingress::{CreatedIngress, Stock, StreamKey};
pub use room_metadata::RoomMetadata;
pub use rooms::{Participant, Room};
pub use token::{TOKEN_TTL, ViewerToken, viewer_token};
