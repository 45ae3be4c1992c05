//! GET /api/clip/:clipId: one clip.

use axum::extract::{Path, State};
use domain::clip::ClipState;
use domain::may_be_id;
use web::{Answer, App, Caller, Success};

use crate::clip_view::ClipView;

web::refusals! {
    /// What reading one refuses.
    pub enum Refusal {
        NoClip = NotFound("Clip not found"),
    }
}

/// One clip, for whoever may know of it. That it is for followers alone keeps nobody from its title. Two trips: the clip,
/// then who stands behind it. One that is being made is asked for again, once in some seconds, whoever reads it.
///
/// # Errors
/// `Clip not found`: none of this id, one of a creator who is suspended or blocks the caller, or who alone may see its video.
#[utoipa::path(
    get, path = "/api/clip/{clipId}",
    params(("clipId" = String, Path)),
    responses((status = 200, body = Success<ClipView>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    Path(clip_id): Path<String>,
) -> Answer<Success<ClipView>, Refusal> {
    let found = if may_be_id(&clip_id) { app.store.clip(&clip_id).await? } else { None };
    let clip = found.ok_or(Refusal::NoClip)?;
    let now = app.clock.now();
    let ask = async {
        if clip.state(now) == ClipState::Processing {
            app.store.ask_for_clip(&clip.id, now).await?;
        }
        Ok(())
    };
    let (seen, ()) = tokio::try_join!(app.store.clip_seen_by(&clip, caller.id()), ask)?;
    let is_owner = caller.id() == Some(&clip.user_id);
    let view = ClipView::seen(&app, clip, &seen, is_owner).ok_or(Refusal::NoClip)?;
    Ok(Success::ok(view))
}
