//! GET /api/social/follow/:userId: does the caller follow them?

use axum::extract::{Path, State};
use domain::UserId;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, App, Caller, Success};

/// Whether the caller follows.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowStatus {
    is_following: bool,
}

/// Whether the caller follows; a guest follows nobody, and nobody can be followed who is none. One trip.
///
/// # Errors
/// The table away.
#[utoipa::path(
    get, path = "/api/social/follow/{userId}",
    params(("userId" = String, Path, description = "the creator")),
    responses((status = 200, body = Success<FollowStatus>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    Path(user_id): Path<String>,
) -> Answer<Success<FollowStatus>> {
    let is_following = match (caller.id(), UserId::named(&user_id)) {
        (Some(caller), Ok(creator)) => app.store.is_following(caller, &creator).await?,
        _ => false,
    };
    Ok(Success::ok(FollowStatus { is_following }))
}
