//! DELETE /api/chat/:hostId/vips/:userId: somebody is no VIP any more.

use axum::extract::{Path, State};
use domain::chat::Rank;
use web::{Answer, App, ChatHost, Success};

use super::rank::{RankData, TakeRefusal as Refusal, take};

/// Takes the rank away; from who has it not, nothing is taken. Two trips; three where there was nothing to take.
///
/// # Errors
/// `Stream not found`, `User not found`.
#[utoipa::path(
    delete, path = "/api/chat/{hostId}/vips/{userId}",
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
    Ok(Success::ok(take(&app, &host, &user_id, Rank::Vip).await?))
}
