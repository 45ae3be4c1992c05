//! PUT /api/chat/:hostId/moderators/:userId: makes somebody a moderator.

use axum::extract::{Path, State};
use domain::chat::Rank;
use web::{Answer, App, ChatHost, Success};

use super::rank::{GiveRefusal as Refusal, RankData, give};

/// Makes a user a moderator of the chat; again, it stays so. Who had the other rank has this one then. Two trips; three of a
/// user who had a rank or a ban, which the first attempt brings.
///
/// # Errors
/// `Stream not found`, `User not found`, `User is banned`, `Limit reached` (100).
#[utoipa::path(
    put, path = "/api/chat/{hostId}/moderators/{userId}",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        ("userId" = String, Path, description = "whom"),
    ),
    responses((status = 200, body = Success<RankData>))
)]
pub async fn handle(
    State(app): State<App>,
    host: ChatHost,
    Path((_, user_id)): Path<(String, String)>,
) -> Answer<Success<RankData>, Refusal> {
    Ok(Success::ok(give(&app, &host, &user_id, Rank::Moderator).await?))
}
