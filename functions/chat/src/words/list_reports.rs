//! GET /api/chat/:hostId/reports: the messages that somebody points at.

use axum::extract::State;
use domain::chat::Report;
use web::{Answer, App, Moderator, Page, PageParams, PageQuery};

use super::report_data::ReportData;
use crate::{act, list};

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// Newest first; each waits for 30 days. Two trips.
///
/// # Errors
/// `Stream not found`; a bad `limit`; `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/chat/{hostId}/reports",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        PageParams,
    ),
    responses((status = 200, body = Page<ReportData>))
)]
pub async fn handle(
    State(app): State<App>,
    moderator: Moderator,
    query: PageQuery,
) -> Answer<Page<ReportData>, Refusal> {
    act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    let now = app.clock.now();
    let read = async |after: Option<&str>, limit| app.store.waiting(&moderator.host, after, limit, true, now).await;
    let shown = |report: Report| Some(report.into());
    Ok(list::page(&app, &moderator, "list_reports", &query, read, shown).await?)
}
