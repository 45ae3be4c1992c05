//! POST /api/chat/:hostId/reports/:id/dismiss: puts a report aside.

use axum::extract::{Path, State};
use domain::chat::{LogAction, Report};
use domain::may_be_id;
use store::DecidedOn;
use web::{Answer, App, Done, Moderator};

use crate::act;

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
        NoReport = NotFound("Report not found"),
    }
}

/// Puts a report aside. What is to be done about the message or its writer are acts of their own. Two trips.
///
/// # Errors
/// `Stream not found`; `Report not found`, or put aside before.
#[utoipa::path(
    post, path = "/api/chat/{hostId}/reports/{id}/dismiss",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        ("id" = String, Path, description = "the report"),
    ),
    responses((status = 200, body = Done))
)]
pub async fn handle(
    State(app): State<App>,
    moderator: Moderator,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Done, Refusal> {
    act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    let entry = act::entry(&app, &moderator, LogAction::ReportDismissed, app.clock.now()).of(&id);
    let is_done =
        may_be_id(&id) && app.store.put_aside::<Report>(&moderator.host, &id, &entry).await? == DecidedOn::Done;
    if !is_done {
        return Err(Refusal::NoReport.into());
    }
    act::done(&moderator, &entry);
    Ok(Done::new("Report dismissed"))
}
