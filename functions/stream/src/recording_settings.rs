//! Recording settings, as the routes answer them.

use domain::recording::{ClipsBy, RecordingSettings, Visibility};
use serde::Serialize;
use utoipa::ToSchema;

/// What a creator wants of their recordings.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordingSettingsView {
    /// Whether their next push is recorded, where the deployment records.
    is_recorded: bool,
    /// Who may see a new video.
    #[schema(value_type = web::schema::Visibility)]
    vod_visibility: Visibility,
    /// Who may make clips.
    #[schema(value_type = web::schema::ClipsBy)]
    clips_by: ClipsBy,
}

impl From<RecordingSettings> for RecordingSettingsView {
    fn from(settings: RecordingSettings) -> Self {
        let RecordingSettings { is_recorded, vod_visibility, clips_by } = settings;
        Self { is_recorded, vod_visibility, clips_by }
    }
}
