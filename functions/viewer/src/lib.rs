//! Watching: a creator's page, tokens for their room, lists of streams; and the caller's own profile.

pub mod create_token;
pub mod get_me;
pub mod get_stream;
pub mod list_following;
pub mod list_live;
pub mod list_recommended;
mod openapi;
mod public_stream;
pub mod search;
pub mod update_me;

pub use openapi::openapi;
pub use public_stream::PublicStream;

use web::Access::{Optional, Viewer};
use web::{Routes, limits};

/// The routes of this function.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/api/viewer/stream/{username}", "get_stream", Optional, get_stream::handle)
        .cached(3)
        .post("/api/viewer/token", "create_token", Optional, create_token::handle)
        .limit(limits::TOKEN)
        .get("/api/viewer/live", "list_live", Optional, list_live::handle)
        .cached(3)
        .get("/api/viewer/recommended", "list_recommended", Optional, list_recommended::handle)
        .cached(3)
        .get("/api/viewer/following", "list_followed_streams", Viewer, list_following::handle)
        .get("/api/viewer/me", "get_me", Viewer, get_me::handle)
        .patch("/api/viewer/me", "update_me", Viewer, update_me::handle)
        .get("/api/viewer/search", "search", Optional, search::handle)
        .limit(limits::SEARCH)
        .cached(5)
}
