//! GET /api/social/followers/:userId: who follows a user.

use axum::extract::{Path, State};
use web::{Answer, App, Page, PageParams, PageQuery};

use crate::follow_list::{FollowLine, FollowList, Refusal};

/// Newest first, with the exact total. Two trips.
///
/// # Errors
/// A bad `limit`; `Invalid cursor`; `User not found`.
#[utoipa::path(
    get, path = "/api/social/followers/{userId}",
    params(
        ("userId" = String, Path, description = "the user"),
        PageParams,
    ),
    responses((status = 200, body = Page<FollowLine>))
)]
pub async fn handle(
    State(app): State<App>,
    Path(user_id): Path<String>,
    query: PageQuery,
) -> Answer<Page<FollowLine>, Refusal> {
    FollowList::Followers.answer(&app, &user_id, &query).await
}
