//! GET /api/stream/raid-settings: who may raid.

use web::{Answer, Creator, Success};

use crate::raid_settings_data::RaidSettingsData;

/// Who may raid the caller. One trip: the gate's own read has it.
///
/// # Errors
/// None of its own.
#[utoipa::path(
    get, path = "/api/stream/raid-settings",
    responses((status = 200, body = Success<RaidSettingsData>))
)]
pub async fn handle(creator: Creator) -> Answer<Success<RaidSettingsData>> {
    Ok(Success::ok(creator.user.channel.raids.into()))
}
