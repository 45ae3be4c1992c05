//! Watching: a creator's page, tokens for their room, lists of streams.

pub mod create_token;
pub mod get_stream;
mod openapi;
mod public_stream;

pub use openapi::openapi;
pub use public_stream::PublicStream;

use shared::http::Access::Optional;
use shared::http::Routes;

/// The routes of this function.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/api/viewer/stream/{username}", "get_stream", Optional, get_stream::handle).post(
        "/api/viewer/token",
        "create_token",
        Optional,
        create_token::handle,
    )
}
