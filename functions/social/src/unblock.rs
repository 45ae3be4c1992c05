//! DELETE /api/social/block/:userId: ends a block.

use axum::extract::{Path, State};
use domain::UserId;
use web::{App, Done, Error, Result, Viewer};

/// Ends a block; the follows that it ended stay ended. One trip.
///
/// # Errors
/// `User is not blocked`, whoever that may be.
#[utoipa::path(
    delete, path = "/api/social/block/{userId}", operation_id = "unblock", tag = "social",
    params(("userId" = String, Path, description = "whom")),
    responses((status = 200, body = Done))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, Path(user_id): Path<String>) -> Result<Done> {
    let not_blocked = Error::not_found("User is not blocked");
    let blocker = viewer.id();
    let Ok(blocked) = UserId::named(&user_id) else { return Err(not_blocked) };
    if !app.store.unblock(blocker, &blocked).await? {
        return Err(not_blocked);
    }
    tracing::info!(event = "unblock", user_id = %blocker, %blocked, outcome = "ok");
    Ok(Done::new("Successfully unblocked user"))
}
