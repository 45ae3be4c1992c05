//! POST /api/vod/:vodId/markers: a name for a moment of one's own video.

use axum::extract::{Path, State};
use domain::may_be_id;
use domain::recording::VodState;
use store::Marked;
use web::{Answer, App, Body, CreatorGate, MarkerView, NewMarker, Success};

web::refusals! {
    /// What marking a moment refuses.
    pub enum Refusal {
        NoVod = NotFound("Video not found"),
        Full = Conflict("Marker limit reached"),
    }
}

fn parse(body: web::Result<Body>, vod_id: &str) -> Answer<NewMarker, Refusal> {
    let new = NewMarker::parse(&body?)?;
    if may_be_id(vod_id) { Ok(new) } else { Err(Refusal::NoVod.into()) }
}

/// Gives a moment of one's own video a name; of one that is being recorded now, unless an `offset` is given. Two trips:
/// the gate beside the recording, whose runs tell how much media there is, and the write.
///
/// # Errors
/// Fields that break their rules; `Video not found`, for somebody else's too; `Marker limit reached`: there are 100.
#[utoipa::path(
    post, path = "/api/vod/{vodId}/markers",
    params(("vodId" = String, Path)),
    request_body = NewMarker,
    responses((status = 201, body = Success<MarkerView>))
)]
pub async fn handle(
    State(app): State<App>,
    gate: CreatorGate,
    Path(vod_id): Path<String>,
    body: web::Result<Body>,
) -> Answer<Success<MarkerView>, Refusal> {
    let new = gate.behind(parse(body, &vod_id)).await?;
    let (creator, recording) = gate.pass_beside(app.store.recording(&vod_id)).await?;
    let now = app.clock.now();
    let vod = recording.vod.filter(|vod| vod.user_id == *creator.id()).ok_or(Refusal::NoVod)?;
    let length = vod.length_millis(&recording.runs, now);
    let marker = new.of_length(length, vod.state == VodState::Recording)?;
    let id = app.random.id(now);
    match app.store.mark_vod(&vod_id, creator.id(), None, &id, &marker).await? {
        Marked::Done => {}
        Marked::Full => return Err(Refusal::Full.into()),
        Marked::NoVod => return Err(Refusal::NoVod.into()),
    }
    tracing::info!(event = "marker", user_id = %creator.id(), vod_id, marker_id = id, outcome = "ok");
    Ok(Success::created(MarkerView::new(id, marker)))
}
