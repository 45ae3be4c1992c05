//! DELETE /api/stream/raid: nobody goes.

use axum::extract::State;
use domain::Stream;
use web::{Answer, App, Creator, Success};

use crate::raid_data::{NoRaidPending as Refusal, RaidData};
use crate::tell_room::tell_room;

/// Cancels the caller's raid while it counts down; its players hear of it before the answer. Two trips: the gate and the
/// write. LiveKit may be away: the room is told as soon as it answers.
///
/// # Errors
/// `No raid pending`: there is none, or it went.
#[utoipa::path(
    delete, path = "/api/stream/raid",
    responses((status = 200, body = Success<RaidData>))
)]
pub async fn handle(State(app): State<App>, creator: Creator) -> Answer<Success<RaidData>, Refusal> {
    let now = app.clock.now();
    let stream = creator.stream.ok_or(Refusal::NoRaid)?;
    let raid = stream.raid.clone().filter(|raid| raid.is_pending(now)).ok_or(Refusal::NoRaid)?;
    if !app.store.cancel_raid(&stream.user_id, &raid, now).await? {
        return Err(Refusal::NoRaid.into());
    }
    tracing::info!(event = "raid", user_id = %stream.user_id, raid_id = raid.id, outcome = "cancelled");
    tell_room(&app, &Stream { raid: None, ..stream }).await;
    Ok(Success::ok(raid.into()).message("Raid cancelled"))
}
