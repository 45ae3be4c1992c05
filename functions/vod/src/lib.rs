//! Recordings of broadcasts. Deployed where broadcasts are recorded only.

pub mod create_playback;
pub mod create_vod_marker;
pub mod delete_vod;
pub mod delete_vod_marker;
pub mod get_vod;
pub mod list_creator_vods;
pub mod list_my_vods;
mod playback_view;
pub mod update_vod;
mod vod_view;

pub use playback_view::PlaybackView;
pub use vod_view::VodView;

web::routes! {
    get "/api/vod/mine" list_my_vods: Creator;
    get "/api/vod/creator/{username}" list_creator_vods: Optional;
    get "/api/vod/{vodId}" get_vod: Optional;
    patch "/api/vod/{vodId}" update_vod: Viewer;
    delete "/api/vod/{vodId}" delete_vod: Viewer;
    post "/api/vod/{vodId}/markers" create_vod_marker: Creator;
    delete "/api/vod/{vodId}/markers/{id}" delete_vod_marker: Creator;
    post "/api/vod/{vodId}/playback" create_playback: Optional;
}
