//! Who follows whom, who blocks whom, and creators as everybody sees them.

pub mod block;
mod creator_pages;
pub mod follow;
mod follow_list;
pub mod get_creator;
pub mod get_follow;
pub mod list_creators;
pub mod list_followers;
pub mod list_following;
mod openapi;
pub mod unblock;
pub mod unfollow;

pub use openapi::openapi;

use web::Access::{Optional, Viewer};
use web::{Routes, limits};

/// The routes of this function.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .post("/api/social/follow/{userId}", "follow", Viewer, follow::handle)
        .limit(limits::FOLLOW)
        .delete("/api/social/follow/{userId}", "unfollow", Viewer, unfollow::handle)
        .limit(limits::FOLLOW)
        .get("/api/social/follow/{userId}", "get_follow", Optional, get_follow::handle)
        .get("/api/social/followers/{userId}", "list_followers", Optional, list_followers::handle)
        .cached(5)
        .get("/api/social/following/{userId}", "list_following", Optional, list_following::handle)
        .cached(5)
        .post("/api/social/block/{userId}", "block", Viewer, block::handle)
        .limit(limits::FOLLOW)
        .delete("/api/social/block/{userId}", "unblock", Viewer, unblock::handle)
        .limit(limits::FOLLOW)
        .get("/api/social/creators", "list_creators", Optional, list_creators::handle)
        .cached(5)
        .get("/api/social/creator/{username}", "get_creator", Optional, get_creator::handle)
        .cached(5)
}
