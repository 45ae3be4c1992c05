//! GET /api/chat/:hostId/unban-requests: who asks to be unbanned.

use axum::extract::State;
use domain::chat::UnbanRequest;
use web::{Answer, App, Moderator, Page, PageParams, PageQuery};

use super::unban_data::RequestData;
use crate::{act, list};

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// What waits to be decided on, oldest first. Two trips.
///
/// # Errors
/// `Stream not found`; a bad `limit`; `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/chat/{hostId}/unban-requests",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        PageParams,
    ),
    responses((status = 200, body = Page<RequestData>))
)]
pub async fn handle(
    State(app): State<App>,
    moderator: Moderator,
    query: PageQuery,
) -> Answer<Page<RequestData>, Refusal> {
    act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    let now = app.clock.now();
    let read = async |after: Option<&str>, limit| app.store.waiting(&moderator.host, after, limit, false, now).await;
    let shown = |request: UnbanRequest| Some(request.into());
    Ok(list::page(&app, &moderator, "list_unban_requests", &query, read, shown).await?)
}
