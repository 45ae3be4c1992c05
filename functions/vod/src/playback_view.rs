//! What plays a Vod or clip, as answers have it.

use std::time::Duration;

use domain::Time;
use serde::Serialize;
use utoipa::ToSchema;
use web::MediaUrl;

/// Where something is played from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Playback)]
#[serde(rename_all = "camelCase")]
pub struct PlaybackView {
    /// Address of an HLS playlist; its relative names are good as long as it is.
    url: String,
    /// Until when; then another is to be asked for.
    #[schema(value_type = web::schema::Time)]
    expires_at: Time,
    /// Seconds from the beginning of the playlist at which it begins.
    start_offset: f64,
    /// Seconds that it lasts, as far as it is known.
    duration: f64,
}

impl PlaybackView {
    /// At an address, from and for so many milliseconds.
    #[must_use]
    pub fn new(address: MediaUrl, start_offset_millis: u64, duration_millis: u64) -> Self {
        let secs = |millis| Duration::from_millis(millis).as_secs_f64();
        let MediaUrl { url, expires_at } = address;
        Self { url, expires_at, start_offset: secs(start_offset_millis), duration: secs(duration_millis) }
    }
}
