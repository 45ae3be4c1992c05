//! Watching: a creator's page, tokens for their room, lists of streams; and the caller's own profile.

pub mod create_token;
pub mod get_me;
pub mod get_preview;
pub mod get_stream;
pub mod list_followed_streams;
pub mod list_live;
pub mod list_recommended;
mod preview_page;
mod public_stream;
mod raid_pass;
pub mod search;
pub mod update_me;

pub use public_stream::PublicStream;

use web::limits;

web::routes! {
    get "/api/viewer/stream/{username}" get_stream: Optional, cached(3);
    post "/api/viewer/token" create_token: Optional, limit(limits::TOKEN), spared(raid_pass::spares);
    get "/api/viewer/live" list_live: Optional, cached(3);
    get "/api/viewer/recommended" list_recommended: Optional, cached(3);
    get "/api/viewer/following" list_followed_streams: Viewer;
    get "/api/viewer/preview/{kind}/{id}" get_preview: Optional, cached(30);
    get "/api/viewer/me" get_me: Viewer;
    patch "/api/viewer/me" update_me: Viewer;
    get "/api/viewer/search" search: Optional, limit(limits::SEARCH), cached(5);
}
