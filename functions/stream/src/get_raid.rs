//! GET /api/stream/raid: the raid that counts down.

use axum::extract::State;
use web::{Answer, App, Creator, Success};

use crate::raid_data::{NoRaidPending as Refusal, RaidData};

/// The caller's raid while it counts down. One trip: the gate's own read has it.
///
/// # Errors
/// `No raid pending`.
#[utoipa::path(
    get, path = "/api/stream/raid",
    responses((status = 200, body = Success<RaidData>))
)]
pub async fn handle(State(app): State<App>, creator: Creator) -> Answer<Success<RaidData>, Refusal> {
    let now = app.clock.now();
    let raid = creator.stream.and_then(|stream| stream.raid).filter(|raid| raid.is_pending(now));
    Ok(Success::ok(raid.ok_or(Refusal::NoRaid)?.into()))
}
