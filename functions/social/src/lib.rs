//! Who follows whom, who blocks whom, and creators as everybody sees them.

pub mod block;
pub mod follow;
mod follow_list;
pub mod get_creator;
pub mod get_follow;
pub mod list_followers;
pub mod list_following;
mod openapi;
pub mod unblock;
pub mod unfollow;

pub use openapi::openapi;

use shared::http::Access::{Optional, Viewer};
use shared::http::Routes;

/// The routes of this function.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .post("/api/social/follow/{userId}", "follow", Viewer, follow::handle)
        .delete("/api/social/follow/{userId}", "unfollow", Viewer, unfollow::handle)
        .get("/api/social/follow/{userId}", "get_follow", Optional, get_follow::handle)
        .get("/api/social/followers/{userId}", "list_followers", Optional, list_followers::handle)
        .get("/api/social/following/{userId}", "list_following", Optional, list_following::handle)
        .post("/api/social/block/{userId}", "block", Viewer, block::handle)
        .delete("/api/social/block/{userId}", "unblock", Viewer, unblock::handle)
        .get("/api/social/creator/{username}", "get_creator", Optional, get_creator::handle)
}
