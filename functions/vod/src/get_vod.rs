//! GET /api/vod/:vodId: one recording.

use axum::extract::{Path, State};
use domain::may_be_id;
use web::{Answer, App, Caller, Success};

use crate::vod_view::VodView;

web::refusals! {
    /// What reading one refuses.
    pub enum Refusal {
        NoVod = NotFound("Video not found"),
    }
}

/// One recording, for whoever may know of it: its creator, and others where it is not private. That it is for followers
/// alone keeps nobody from its title. Two trips: the recording, then its creator and what stands between them.
///
/// # Errors
/// `Video not found`: none of this id, a private one, one of a creator who is suspended or blocks the caller.
#[utoipa::path(
    get, path = "/api/vod/{vodId}",
    params(("vodId" = String, Path)),
    responses((status = 200, body = Success<VodView>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    Path(vod_id): Path<String>,
) -> Answer<Success<VodView>, Refusal> {
    let found = if may_be_id(&vod_id) { app.store.vod(&vod_id).await? } else { None };
    let vod = found.ok_or(Refusal::NoVod)?;
    let is_owner = caller.id() == Some(&vod.user_id);
    if !is_owner && vod.is_hidden_from_others() {
        return Err(Refusal::NoVod.into());
    }
    let creator = app.store.creator_seen_by(&vod.user_id, caller.id()).await?.ok_or(Refusal::NoVod)?;
    Ok(Success::ok(VodView::new(&app, vod, &creator)))
}
