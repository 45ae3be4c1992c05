//! POST /api/stream/markers: a name for a moment of the broadcast, while it is recorded.

use axum::extract::State;
use domain::recording::{Marker, VodState, length_so_far, vod_id_of};
use domain::{State as StreamState, Time};
use store::Marked;
use web::{Answer, App, Body, CreatorGate, MarkerView, NewMarker, Success};

web::refusals! {
    /// What marking a moment refuses, in the order in which it is looked at.
    pub enum Refusal {
        NotLive = Conflict("Not live"),
        NotRecorded = Conflict("Not recorded"),
        Full = Conflict("Marker limit reached"),
    }
}

/// Gives a moment of the video that is being recorded a name: now, unless an `offset` is given. Two trips: the gate beside the
/// creator's last runs, which tell how much media there is, and the write. Where they do not tell, as in the moment in which a
/// push begins, or the moment lies behind what they tell, the recording is read before the write.
///
/// # Errors
/// Fields that break their rules; `Not live`; `Not recorded`: live, and there is no video of it, or this push is not
/// recorded; `Marker limit reached`: there are 100.
#[utoipa::path(
    post, path = "/api/stream/markers",
    request_body = NewMarker,
    responses((status = 201, body = Success<MarkerView>))
)]
pub async fn handle(
    State(app): State<App>,
    gate: CreatorGate,
    body: web::Result<Body>,
) -> Answer<Success<MarkerView>, Refusal> {
    let now = app.clock.now();
    let new = gate.behind(body.and_then(|body| NewMarker::parse(&body))).await?;
    let (creator, last_runs) = gate.pass_beside(app.store.last_runs(gate.caller())).await?;
    let stream = creator.stream().filter(|stream| stream.state(now) == StreamState::Live).ok_or(Refusal::NotLive)?;
    let open = stream.media.broadcast.as_ref().ok_or(Refusal::NotLive)?;
    let push = stream.media.recorded_push().ok_or(Refusal::NotRecorded)?;
    let vod_id = vod_id_of(creator.id(), &open.id);
    let told = length_so_far(&last_runs, &vod_id, push, now).and_then(|length| new.of_length(length, true).ok());
    let marker = match told {
        Some(marker) => marker,
        None => looked_up(&app, &new, &vod_id, now).await?,
    };
    let id = app.random.id(now);
    match app.store.mark_vod(&vod_id, creator.id(), Some(VodState::Recording), &id, &marker).await? {
        Marked::Done => {}
        Marked::Full => return Err(Refusal::Full.into()),
        Marked::NoVod => return Err(Refusal::NotRecorded.into()),
    }
    tracing::info!(event = "marker", user_id = %creator.id(), vod_id, marker_id = id, outcome = "ok");
    Ok(Success::created(MarkerView::new(id, marker)))
}

/// The marker by the recording itself. One trip.
async fn looked_up(app: &App, new: &NewMarker, vod_id: &str, now: Time) -> Answer<Marker, Refusal> {
    let recording = app.store.recording(vod_id).await?;
    let vod = recording.vod.filter(|vod| vod.state == VodState::Recording).ok_or(Refusal::NotRecorded)?;
    Ok(new.of_length(vod.length_millis(&recording.runs, now), true)?)
}
