//! GET /api/chat/:hostId/terms: the words that are refused or held in a chat.

use axum::extract::State;
use web::{Answer, App, Moderator, Page, PageParams, PageQuery};

use super::term_data::TermData;
use crate::{act, list};

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// In the order of their ids, which is none that says anything. Two trips.
///
/// # Errors
/// `Stream not found`; a bad `limit`; `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/chat/{hostId}/terms",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        PageParams,
    ),
    responses((status = 200, body = Page<TermData>))
)]
pub async fn handle(State(app): State<App>, moderator: Moderator, query: PageQuery) -> Answer<Page<TermData>, Refusal> {
    act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    let read = async |after: Option<&str>, limit| app.store.terms(&moderator.host, after, limit).await;
    Ok(list::page(&app, &moderator, "list_terms", &query, read, |term| Some(term.into())).await?)
}
