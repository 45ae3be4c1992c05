//! POST /api/chat/:hostId/held/:id/approve: lets a held message through.

use axum::extract::{Path, State};
use domain::chat::{ChatMessage, LogAction, MessageState};
use store::DecidedOn;
use web::{Answer, App, Moderator, Success};

use super::held_data::{DecideRefusal as Refusal, tell, waiting};
use crate::{act, answers};

/// Lets it through: it is said now, under an id of now, since the history is in the order of ids and who read it goes on
/// behind the last one. Three trips: the message is read first.
///
/// # Errors
/// `Stream not found`, `Message not found`, `Already decided`; `User is banned`: its writer, meanwhile.
#[utoipa::path(
    post, path = "/api/chat/{hostId}/held/{id}/approve",
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
    let (held, room, entry) = waiting(&app, &moderator, &id, LogAction::HeldApproved).await?;
    let now = entry.at;
    let message =
        ChatMessage { id: app.random.id(now), sent_at: now, state: MessageState::Sent, ..held.message.clone() };
    match app.store.approve_held(&moderator.host, &held, (&message, act::delay(&room)), &entry).await? {
        DecidedOn::Done => {}
        DecidedOn::Already => return Err(Refusal::Already.into()),
        DecidedOn::Banned => return Err(Refusal::Banned.into()),
    }
    act::done(&moderator, &entry);
    tell(&app, &moderator.host, &room, &held, true).await;
    Ok(Success::ok(message).message("Message approved"))
}
