//! GET /api/stream/recording-settings: what a creator wants of their recordings.

use web::{Answer, Creator, Success};

use crate::recording_settings::RecordingSettingsView;

web::refusals! {
    /// What reading them refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// The creator's recording settings. One trip: the gate's own read has them.
///
/// # Errors
/// `Stream not found` when there never was a key.
#[utoipa::path(
    get, path = "/api/stream/recording-settings",
    responses((status = 200, body = Success<RecordingSettingsView>))
)]
pub async fn handle(creator: Creator) -> Answer<Success<RecordingSettingsView>, Refusal> {
    let stream = creator.stream.ok_or(Refusal::NoStream)?;
    Ok(Success::ok(stream.recording.into()))
}
