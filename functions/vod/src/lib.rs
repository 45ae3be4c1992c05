//! Recordings of broadcasts, and clips of them. Deployed where broadcasts are recorded only.

mod clip_view;
pub mod create_clip;
pub mod create_clip_playback;
pub mod create_highlight;
pub mod create_playback;
pub mod create_vod_marker;
pub mod delete_clip;
pub mod delete_vod;
pub mod delete_vod_marker;
pub mod get_clip;
pub mod get_vod;
pub mod list_creator_clips;
pub mod list_creator_vods;
pub mod list_my_clips;
pub mod list_my_vods;
mod playback_view;
pub mod update_clip;
pub mod update_vod;
mod vod_view;

pub use clip_view::ClipView;
pub use playback_view::PlaybackView;
pub use vod_view::VodView;
use web::limits;

web::routes! {
    get "/api/vod/mine" list_my_vods: Creator;
    get "/api/vod/creator/{username}" list_creator_vods: Optional;
    get "/api/vod/{vodId}" get_vod: Optional;
    patch "/api/vod/{vodId}" update_vod: Viewer;
    delete "/api/vod/{vodId}" delete_vod: Viewer;
    post "/api/vod/{vodId}/markers" create_vod_marker: Creator;
    delete "/api/vod/{vodId}/markers/{id}" delete_vod_marker: Creator;
    post "/api/vod/{vodId}/playback" create_playback: Optional;
    post "/api/vod/{vodId}/highlights" create_highlight: Viewer, limit(limits::CLIP);
    post "/api/clip" create_clip: Viewer, limit(limits::CLIP);
    get "/api/clip/mine" list_my_clips: Viewer;
    get "/api/clip/creator/{username}" list_creator_clips: Optional;
    get "/api/clip/{clipId}" get_clip: Optional;
    post "/api/clip/{clipId}/playback" create_clip_playback: Optional;
    patch "/api/clip/{clipId}" update_clip: Viewer;
    delete "/api/clip/{clipId}" delete_clip: Viewer;
}
