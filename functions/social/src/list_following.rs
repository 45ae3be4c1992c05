//! GET /api/social/following/:userId: whom a user follows.

use axum::extract::{Path, State};
use web::{App, Page, PageQuery, Result};

use crate::follow_list::{FollowLine, FollowList};

/// Newest first, with the exact total. Two trips.
///
/// # Errors
/// A bad `limit`; `Invalid cursor`; `User not found`.
#[utoipa::path(
    get, path = "/api/social/following/{userId}", operation_id = "list_following", tag = "social",
    params(
        ("userId" = String, Path, description = "the user"),
        ("limit" = Option<u32>, Query, description = "1–100, default 20"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
    ),
    responses((status = 200, body = Page<FollowLine>))
)]
pub async fn handle(State(app): State<App>, Path(user_id): Path<String>, query: PageQuery) -> Result<Page<FollowLine>> {
    FollowList::Following.answer(&app, &user_id, &query).await
}
