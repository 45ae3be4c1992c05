//! GET /api/chat/:hostId/vips: who is a VIP of a chat.

use axum::extract::State;
use domain::chat::Rank;
use web::{Answer, App, Moderator, Page, PageParams, PageQuery};

use super::rank::{ListRefusal as Refusal, RankLine, listed};

/// In the order of their ids. Two trips.
///
/// # Errors
/// `Stream not found`; a bad `limit`; `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/chat/{hostId}/vips",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        PageParams,
    ),
    responses((status = 200, body = Page<RankLine>))
)]
pub async fn handle(State(app): State<App>, moderator: Moderator, query: PageQuery) -> Answer<Page<RankLine>, Refusal> {
    listed(&app, &moderator, Rank::Vip, "list_vips", &query).await
}
