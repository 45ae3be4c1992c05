//! DELETE /api/social/block/:userId: ends a block.

use axum::extract::{Path, State};
use domain::UserId;
use web::{Answer, App, Done, Viewer};

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NotBlocked = NotFound("User is not blocked"),
    }
}

/// Ends a block; the follows that it ended stay ended. One trip.
///
/// # Errors
/// `User is not blocked`, whoever that may be.
#[utoipa::path(
    delete, path = "/api/social/block/{userId}",
    params(("userId" = String, Path, description = "whom")),
    responses((status = 200, body = Done))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, Path(user_id): Path<String>) -> Answer<Done, Refusal> {
    let blocker = viewer.id();
    let blocked = UserId::named(&user_id).map_err(|_| Refusal::NotBlocked)?;
    if !app.store.unblock(blocker, &blocked).await? {
        return Err(Refusal::NotBlocked.into());
    }
    tracing::info!(event = "unblock", user_id = %blocker, %blocked, outcome = "ok");
    Ok(Done::new("Successfully unblocked user"))
}
