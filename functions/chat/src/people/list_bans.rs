//! GET /api/chat/:hostId/bans: who is banned or timed out.

use axum::extract::State;
use store::BanItem;
use web::{Answer, App, Moderator, Page, PageParams, PageQuery};

use super::ban_data::BanData;
use crate::{act, list};

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// Newest first. A timeout that is over is none; a page may be shorter for it. Two trips.
///
/// # Errors
/// `Stream not found`; a bad `limit`; `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/chat/{hostId}/bans",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        PageParams,
    ),
    responses((status = 200, body = Page<BanData>))
)]
pub async fn handle(State(app): State<App>, moderator: Moderator, query: PageQuery) -> Answer<Page<BanData>, Refusal> {
    act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    let now = app.clock.now();
    let read = async |after: Option<&str>, limit| app.store.bans(&moderator.host, after, limit).await;
    let shown = |BanItem { user_id, ban }| ban.holds(now).then(|| BanData::new(user_id, ban));
    Ok(list::page(&app, &moderator, "list_bans", &query, read, shown).await?)
}
