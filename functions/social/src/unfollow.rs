//! DELETE /api/social/follow/:userId: ends a follow.

use axum::extract::{Path, State};
use domain::UserId;
use web::{App, Done, Error, Result, Viewer};

/// Ends a follow. One trip.
///
/// # Errors
/// `Not following this creator`, whoever that may be.
#[utoipa::path(
    delete, path = "/api/social/follow/{userId}", operation_id = "unfollow", tag = "social",
    params(("userId" = String, Path, description = "the creator")),
    responses((status = 200, body = Done))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, Path(user_id): Path<String>) -> Result<Done> {
    let not_following = Error::not_found("Not following this creator");
    let follower = viewer.id();
    let Ok(followed) = UserId::named(&user_id) else { return Err(not_following) };
    if !app.store.unfollow(follower, &followed).await? {
        return Err(not_following);
    }
    tracing::info!(event = "unfollow", user_id = %follower, %followed, outcome = "ok");
    Ok(Done::new("Successfully unfollowed creator"))
}
