//! DELETE /api/social/follow/:userId: ends a follow.

use axum::extract::{Path, State};
use domain::UserId;
use web::{Answer, App, Done, Viewer};

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NotFollowing = NotFound("Not following this creator"),
    }
}

/// Ends a follow. One trip.
///
/// # Errors
/// `Not following this creator`, whoever that may be.
#[utoipa::path(
    delete, path = "/api/social/follow/{userId}",
    params(("userId" = String, Path, description = "the creator")),
    responses((status = 200, body = Done))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, Path(user_id): Path<String>) -> Answer<Done, Refusal> {
    let follower = viewer.id();
    let followed = UserId::named(&user_id).map_err(|_| Refusal::NotFollowing)?;
    if !app.store.unfollow(follower, &followed).await? {
        return Err(Refusal::NotFollowing.into());
    }
    tracing::info!(event = "unfollow", user_id = %follower, %followed, outcome = "ok");
    Ok(Done::new("Successfully unfollowed creator"))
}
