//! DELETE /api/chat/:hostId/messages/:messageId: takes a message out.

use std::time::Duration;

use axum::extract::{Path, State};
use domain::chat::packet::Event;
use domain::chat::{Badge, ChatMessage, MessageState, id};
use domain::{Time, UserId};
use runtime::Result;
use web::{Answer, App, Done, Speaker};

use crate::who::Who;

/// A message that was answered may be written into the history a moment later: it is looked for so often …
const LOOKS: u32 = 20;
/// … with so long in between, …
const BETWEEN: Duration = Duration::from_millis(100);
/// … if it is no older than this, in seconds: the worker may be slow.
const YOUNG_SECS: i64 = 30;

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
        NoMessage = NotFound("Message not found"),
        NotAModerator = Forbidden("Moderator access required"),
        AboveYou = Forbidden("You cannot moderate this user"),
    }
}

/// Takes a message out, as its writer or as a moderator: its text goes from the history, and the room is told. Again is
/// 200. Two trips of reads and writes each; up to two seconds where it was said just now.
///
/// # Errors
/// `Stream not found`, `Message not found`; `Moderator access required` for another's message; `You cannot moderate this
/// user` for the host's and, for moderators, for another moderator's.
#[utoipa::path(
    delete, path = "/api/chat/{hostId}/messages/{messageId}",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        ("messageId" = String, Path, description = "the message's id"),
    ),
    responses((status = 200, body = Done))
)]
pub async fn handle(
    State(app): State<App>,
    speaker: Speaker,
    Path((host, message_id)): Path<(String, String)>,
) -> Answer<Done, Refusal> {
    let host = UserId::named(&host).map_err(|_| Refusal::NoStream)?;
    let (who, room) = Who::of(&app, &host, speaker).await?;
    let room = room.ok_or(Refusal::NoStream)?;
    let now = app.clock.now();
    let (message, chatter) = tokio::try_join!(find(&app, &host, &message_id, now), app.store.chatter(&host, &who.id))?;
    let message = message.ok_or(Refusal::NoMessage)?;
    let is_own = message.user_id == who.id;
    let moderates = who.standing(chatter.role).moderates() && (who.is_host_or_admin() || chatter.banned(now).is_none());
    if !is_own && !moderates {
        return Err(Refusal::NotAModerator.into());
    }
    let is_above = message.roles.iter().any(|role| matches!(role, Badge::Host | Badge::Moderator));
    if !is_own && is_above && !who.is_host_or_admin() {
        return Err(Refusal::AboveYou.into());
    }
    if message.state != MessageState::Deleted {
        app.store.delete_message(&host, &message, now).await?;
        app.chat.tell(&host, &room, Event::Del { id: message_id.clone() }).await;
        tracing::info!(event = "chat_delete", user_id = %host, message_id, by = who.id, outcome = "ok");
    }
    Ok(Done::new("Message deleted"))
}

/// A message of the history; one that was said just now is waited for.
async fn find(app: &App, host: &UserId, message_id: &str, now: Time) -> Result<Option<ChatMessage>> {
    let Some(sent_at) = id::sent_at(message_id).filter(|sent_at| *sent_at <= now.plus_secs(YOUNG_SECS)) else {
        return Ok(None);
    };
    let is_young = sent_at > now.plus_secs(-YOUNG_SECS);
    for look in 1.. {
        let found = app.store.message(host, message_id).await?;
        if found.is_some() || !is_young || look >= LOOKS {
            return Ok(found);
        }
        tokio::time::sleep(BETWEEN).await;
    }
    Ok(None)
}
