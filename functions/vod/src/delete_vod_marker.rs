//! DELETE /api/vod/:vodId/markers/:id: a moment of one's own video has no name any more.

use axum::extract::{Path, State};
use domain::may_be_id;
use web::{Answer, App, Creator, Done};

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoVod = NotFound("Video not found"),
    }
}

/// Takes a marker away; one that is not there is gone already. Two trips: the gate and the write.
///
/// # Errors
/// `Video not found`, for somebody else's too.
#[utoipa::path(
    delete, path = "/api/vod/{vodId}/markers/{id}",
    params(("vodId" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Done))
)]
pub async fn handle(
    State(app): State<App>,
    creator: Creator,
    Path((vod_id, id)): Path<(String, String)>,
) -> Answer<Done, Refusal> {
    if !may_be_id(&vod_id) || !app.store.unmark_vod(&vod_id, creator.id(), &id).await? {
        return Err(Refusal::NoVod.into());
    }
    tracing::info!(event = "marker", user_id = %creator.id(), vod_id, marker_id = id, outcome = "deleted");
    Ok(Done::new("Marker deleted"))
}
