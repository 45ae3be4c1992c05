//! POST /api/chat/:hostId/unban-requests/:id/approve: takes the ban away.

use axum::extract::{Path, State};
use domain::chat::LogAction;
use store::DecidedOn;
use web::{Answer, App, Body, Moderator, Success};

use super::unban::tell_unbanned;
use super::unban_data::{DecideRefusal as Refusal, ReasonBody, RequestData, parse_reason, waiting};
use crate::act;

/// Grants it: the ban that it speaks of is taken away, if it still stands. Four trips: the request and the ban are read first, of which the one says who the other is of.
///
/// # Errors
/// A reason that breaks its rule; `Stream not found`, `Unban request not found`, `Already decided`.
#[utoipa::path(
    post, path = "/api/chat/{hostId}/unban-requests/{id}/approve",
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
    let (request, entry) = waiting(&app, &moderator, &id, LogAction::UnbanApproved, reason.as_deref()).await?;
    let user = request.user_id.as_str();
    let chatter = app.store.chatter(&moderator.host, user).await?;
    let decided = app.store.approve_unban(&moderator.host, &request, &chatter, &entry).await?;
    if decided != DecidedOn::Done {
        return Err(Refusal::Already.into());
    }
    act::done(&moderator, &entry);
    tell_unbanned(&app, &moderator, user, &chatter, entry.at).await;
    Ok(Success::ok(request.into()).message("Unban request approved"))
}
