//! GET /api/chat/:hostId/held: the messages that wait for a moderator.

use axum::extract::State;
use domain::chat::HeldMessage;
use web::{Answer, App, Moderator, Page, PageParams, PageQuery};

use super::held_data::HeldData;
use crate::{act, list};

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// Oldest first; each waits for an hour. Two trips.
///
/// # Errors
/// `Stream not found`; a bad `limit`; `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/chat/{hostId}/held",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        PageParams,
    ),
    responses((status = 200, body = Page<HeldData>))
)]
pub async fn handle(State(app): State<App>, moderator: Moderator, query: PageQuery) -> Answer<Page<HeldData>, Refusal> {
    act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    let now = app.clock.now();
    let read = async |after: Option<&str>, limit| app.store.waiting(&moderator.host, after, limit, false, now).await;
    let shown = |held: HeldMessage| Some(held.into());
    Ok(list::page(&app, &moderator, "list_held", &query, read, shown).await?)
}
