//! POST /api/stream/raid/now: the raid goes without waiting for the end of its countdown.

use axum::extract::State;
use domain::{Raid, Stream};
use services::{Looked, Raids};
use web::{Answer, App, CreatorGate, Success};

use crate::raid_data::{NoRaidPending as Refusal, RaidData};
use crate::tell_room::tell_room;

/// Lets the caller's raid go at once, with the viewers of now, if it may go now; one that may not is cancelled. Two
/// trips: the gate beside the raider's followers, and the write, which checks all else that it hangs on; a third one where it
/// is cancelled, or where the target has said since its start whom they let in.
///
/// # Errors
/// `No raid pending`: there is none, it went, or it may not go.
#[utoipa::path(
    post, path = "/api/stream/raid/now",
    responses((status = 200, body = Success<RaidData>))
)]
pub async fn handle(State(app): State<App>, gate: CreatorGate) -> Answer<Success<RaidData>, Refusal> {
    let (creator, followers) = gate.pass_beside(app.store.follower_total(gate.caller())).await?;
    let now = app.clock.now();
    let stream = creator.stream.ok_or(Refusal::NoRaid)?;
    let raid = stream.raid.clone().filter(|raid| raid.is_pending(now)).ok_or(Refusal::NoRaid)?;
    let viewers = creator.count.viewers;
    let raid = Raid { goes_at: now, viewers, spread_seconds: Raid::spread_of(viewers), ..raid };
    let raids = Raids::new(app.store.clone(), app.clock.clone());
    let gone = match raids.go(&stream, raid, followers).await? {
        Looked::Gone(raid) => Some(*raid),
        Looked::Cancelled => None,
        Looked::None | Looked::Pending => return Err(Refusal::NoRaid.into()),
    };
    tell_room(&app, &Stream { raid: gone.clone(), ..stream }).await;
    Ok(Success::ok(gone.ok_or(Refusal::NoRaid)?.into()).message("Raid sent"))
}
