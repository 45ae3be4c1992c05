//! POST /api/stream/raid/now: the raid goes without waiting for the end of its countdown.

use axum::extract::State;
use domain::{Raid, Stream};
use services::{Looked, Raids};
use web::{Answer, App, Creator, Success};

use crate::raid_data::{NoRaidPending as Refusal, RaidData};
use crate::tell_room::tell_room;

/// Lets the caller's raid go at once, with the viewers of now, if it may go now; one that may not is cancelled. Three
/// trips: the gate, all that it hangs on, the write.
///
/// # Errors
/// `No raid pending`: there is none, it went, or it may not go.
#[utoipa::path(
    post, path = "/api/stream/raid/now",
    responses((status = 200, body = Success<RaidData>))
)]
pub async fn handle(State(app): State<App>, creator: Creator) -> Answer<Success<RaidData>, Refusal> {
    let now = app.clock.now();
    let stream = creator.stream.ok_or(Refusal::NoRaid)?;
    let raid = stream.raid.clone().filter(|raid| raid.is_pending(now)).ok_or(Refusal::NoRaid)?;
    let view = app.store.raid_view(&stream.user_id, &raid.target.id).await?;
    let viewers = view.viewers;
    let raid = Raid { goes_at: now, viewers, spread_seconds: Raid::spread_of(viewers), ..raid };
    let raids = Raids::new(app.store.clone(), app.clock.clone());
    let gone = match raids.go(&stream.user_id, &view, raid).await? {
        Looked::Gone(raid) => Some(*raid),
        Looked::Cancelled => None,
        Looked::None | Looked::Pending => return Err(Refusal::NoRaid.into()),
    };
    tell_room(&app, &Stream { raid: gone.clone(), ..stream }).await;
    Ok(Success::ok(gone.ok_or(Refusal::NoRaid)?.into()).message("Raid sent"))
}
