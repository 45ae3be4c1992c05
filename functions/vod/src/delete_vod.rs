//! DELETE /api/vod/:vodId: a recording is deleted, by its creator or by an administrator.

use axum::extract::{Path, State};
use domain::may_be_id;
use store::VodDeleted;
use web::{Answer, App, Done, Viewer};

web::refusals! {
    /// What deleting one refuses.
    pub enum Refusal {
        NoVod = NotFound("Video not found"),
    }
}

/// Deletes a recording; again it is deleted already. From now on nobody finds it or gets an address of it; its objects are
/// erased some two minutes later, and its clips stay. Deleted while its broadcast runs, recording stops, and no further push
/// of this broadcast is recorded. An administrator's deletion stands in their log. Two trips.
///
/// # Errors
/// `Video not found`, for somebody else's too.
#[utoipa::path(
    delete, path = "/api/vod/{vodId}",
    params(("vodId" = String, Path)),
    responses((status = 200, body = Done))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, Path(vod_id): Path<String>) -> Answer<Done, Refusal> {
    if !may_be_id(&vod_id) {
        return Err(Refusal::NoVod.into());
    }
    let deleted = app.store.delete_vod(&vod_id, viewer.id(), viewer.is_admin(), app.clock.now()).await?;
    if deleted == VodDeleted::NoVod {
        return Err(Refusal::NoVod.into());
    }
    tracing::info!(event = "vod_delete", user_id = %viewer.id(), vod_id, outcome = ?deleted);
    Ok(Done::new("Video deleted"))
}
