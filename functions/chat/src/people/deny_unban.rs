//! POST /api/chat/:hostId/unban-requests/:id/deny: leaves the ban as it is.

use axum::extract::{Path, State};
use domain::chat::{LogAction, UnbanRequest};
use store::DecidedOn;
use web::{Answer, App, Body, Moderator, Success};

use super::unban_data::{DecideRefusal as Refusal, ReasonBody, RequestData, parse_reason, waiting};
use crate::act;

/// Turns it down: the ban stands, and is not asked about again. Three trips: the request is read first, whose words are the answer.
///
/// # Errors
/// A reason that breaks its rule; `Stream not found`, `Unban request not found`, `Already decided`.
#[utoipa::path(
    post, path = "/api/chat/{hostId}/unban-requests/{id}/deny",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        ("id" = String, Path, description = "the request"),
    ),
    request_body = ReasonBody,
    responses((status = 200, body = Success<RequestData>))
)]
pub async fn handle(
    State(app): State<App>,
    moderator: Moderator,
    Path((_, id)): Path<(String, String)>,
    body: Body,
) -> Answer<Success<RequestData>, Refusal> {
    let reason = parse_reason(&body)?;
    let (request, entry) = waiting(&app, &moderator, &id, LogAction::UnbanDenied, reason.as_deref()).await?;
    let decided = app.store.put_aside::<UnbanRequest>(&moderator.host, &request.id, &entry).await?;
    if decided != DecidedOn::Done {
        return Err(Refusal::Already.into());
    }
    act::done(&moderator, &entry);
    Ok(Success::ok(request.into()).message("Unban request denied"))
}
