//! GET /api/chat/:hostId/moderators: who is a moderator of a chat.

use axum::extract::State;
use domain::chat::Rank;
use web::{Answer, App, Moderator, Page, PageParams, PageQuery};

use super::rank::{ListRefusal as Refusal, RankLine, listed};

/// In the order of their ids. Two trips.
///
/// # Errors
/// `Stream not found`; a bad `limit`; `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/chat/{hostId}/moderators",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        PageParams,
    ),
    responses((status = 200, body = Page<RankLine>))
)]
pub async fn handle(State(app): State<App>, moderator: Moderator, query: PageQuery) -> Answer<Page<RankLine>, Refusal> {
    listed(&app, &moderator, Rank::Moderator, "list_moderators", &query).await
}
