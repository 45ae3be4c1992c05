//! What LiveKit tells us.

pub mod health;
mod openapi;
mod react;
pub mod receive_webhook;

pub use openapi::openapi;

use shared::http::Access::{LiveKit, Public};
use shared::http::Routes;

/// The routes of this function.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().post("/api/webhook/livekit", "receive_webhook", LiveKit, receive_webhook::handle).get(
        "/api/webhook/livekit/health",
        "health",
        Public,
        health::handle,
    )
}
