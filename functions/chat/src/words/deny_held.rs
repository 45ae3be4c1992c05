//! POST /api/chat/:hostId/held/:id/deny: turns a held message down.

use axum::extract::{Path, State};
use domain::chat::{ChatMessage, LogAction};
use store::DecidedOn;
use web::{Answer, App, Moderator, Success};

use super::held_data::{DecideRefusal as Refusal, tell, waiting};
use crate::{act, answers};

/// Turns it down: nobody but its writer and moderators ever saw it, and its text is gone. Four trips: the
/// message is read first, whose writer is told, and whose text is taken off their item at last.
///
/// # Errors
/// `Stream not found`, `Message not found`, `Already decided`.
#[utoipa::path(
    post, path = "/api/chat/{hostId}/held/{id}/deny",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        ("id" = String, Path, description = "the held message"),
    ),
    responses((status = 200, body = Success<answers::Message>))
)]
pub async fn handle(
    State(app): State<App>,
    moderator: Moderator,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Success<ChatMessage>, Refusal> {
    let (held, room, entry) = waiting(&app, &moderator, &id, LogAction::HeldDenied).await?;
    if app.store.deny_held(&moderator.host, &held, &entry).await? != DecidedOn::Done {
        return Err(Refusal::Already.into());
    }
    act::done(&moderator, &entry);
    tell(&app, &moderator.host, &room, &held, false).await;
    Ok(Success::ok(held.message.deleted(entry.at)).message("Message denied"))
}
