//! DELETE /api/clip/:clipId: a clip goes, with all that stands in the bucket of it.

use axum::extract::{Path, State};
use domain::may_be_id;
use store::{ClipDeleted, ClipDeletion};
use web::{Answer, App, Done, Viewer};

web::refusals! {
    /// What deleting one refuses.
    pub enum Refusal {
        NoClip = NotFound("Clip not found"),
    }
}

/// Deletes a clip: for whoever made it, whose video it is of, and administrators, whose act is written down. It is found by
/// nobody from then on; its objects go by an outbox entry, and who has its address already sees it until then. Again, it is
/// the same. Two trips.
///
/// # Errors
/// `Clip not found`: none of this id, or somebody else's.
#[utoipa::path(
    delete, path = "/api/clip/{clipId}",
    params(("clipId" = String, Path)),
    responses((status = 200, body = Done))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, Path(clip_id): Path<String>) -> Answer<Done, Refusal> {
    if !may_be_id(&clip_id) {
        return Err(Refusal::NoClip.into());
    }
    let deletion =
        ClipDeletion { clip_id: &clip_id, by: viewer.id(), is_admin: viewer.is_admin(), at: app.clock.now() };
    let deleted = app.store.delete_clip(&deletion).await?;
    tracing::info!(event = "clip_delete", user_id = %viewer.id(), clip_id, outcome = ?deleted);
    match deleted {
        ClipDeleted::Done | ClipDeleted::Already => Ok(Done::new("Clip deleted")),
        ClipDeleted::NoClip => Err(Refusal::NoClip.into()),
    }
}
