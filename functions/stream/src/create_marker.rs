//! POST /api/stream/markers: a name for a moment of the broadcast, while it is recorded.

use axum::extract::State;
use domain::State as StreamState;
use domain::recording::{VodState, vod_id_of};
use store::Marked;
use web::{Answer, App, Body, Creator, MarkerView, NewMarker, Success};

web::refusals! {
    /// What marking a moment refuses, in the order in which it is looked at.
    pub enum Refusal {
        NotLive = Conflict("Not live"),
        NotRecorded = Conflict("Not recorded"),
        Full = Conflict("Marker limit reached"),
    }
}

/// Gives a moment of the video that is being recorded a name: now, unless an `offset` is given. Three trips: the gate, the
/// recording, whose runs tell how much media there is, and the write.
///
/// # Errors
/// Fields that break their rules; `Not live`; `Not recorded`: live, and there is no video of it, or this push is not
/// recorded; `Marker limit reached`: there are 100.
#[utoipa::path(
    post, path = "/api/stream/markers",
    request_body = NewMarker,
    responses((status = 201, body = Success<MarkerView>))
)]
pub async fn handle(State(app): State<App>, creator: Creator, body: Body) -> Answer<Success<MarkerView>, Refusal> {
    let now = app.clock.now();
    let new = NewMarker::parse(&body)?;
    let stream = creator.stream().filter(|stream| stream.state(now) == StreamState::Live).ok_or(Refusal::NotLive)?;
    let open = stream.media.broadcast.as_ref().ok_or(Refusal::NotLive)?;
    if stream.media.recorded_push().is_none() {
        return Err(Refusal::NotRecorded.into());
    }
    let vod_id = vod_id_of(creator.id(), &open.id);
    let recording = app.store.recording(&vod_id).await?;
    let vod = recording.vod.filter(|vod| vod.state == VodState::Recording).ok_or(Refusal::NotRecorded)?;
    let marker = new.of_length(vod.length_millis(&recording.runs, now), true)?;
    let id = app.random.id(now);
    match app.store.mark_vod(&vod_id, creator.id(), &id, &marker).await? {
        Marked::Done => {}
        Marked::Full => return Err(Refusal::Full.into()),
        Marked::NoVod => return Err(Refusal::NotRecorded.into()),
    }
    tracing::info!(event = "marker", user_id = %creator.id(), vod_id, marker_id = id, outcome = "ok");
    Ok(Success::created(MarkerView::new(id, marker)))
}
