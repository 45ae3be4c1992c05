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
pub mod unblock;
pub mod unfollow;

use web::limits;

web::routes! {
    post "/api/social/follow/{userId}" follow: Viewer, limit(limits::FOLLOW);
    delete "/api/social/follow/{userId}" unfollow: Viewer, limit(limits::FOLLOW);
    get "/api/social/follow/{userId}" get_follow: Optional;
    get "/api/social/followers/{userId}" list_followers: Optional, cached(5);
    get "/api/social/following/{userId}" list_following: Optional, cached(5);
    post "/api/social/block/{userId}" block: Viewer, limit(limits::FOLLOW);
    delete "/api/social/block/{userId}" unblock: Viewer, limit(limits::FOLLOW);
    get "/api/social/creators" list_creators: Optional, cached(5);
    get "/api/social/creator/{username}" get_creator: Optional, cached(5);
}
