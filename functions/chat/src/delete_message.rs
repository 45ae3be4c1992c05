//! DELETE /api/chat/:hostId/messages/:messageId: takes a message out.

use axum::extract::{Path, State};
use domain::UserId;
use domain::chat::packet::Event;
use domain::chat::{Badge, LogAction, LogEntry};
use web::{Answer, App, Done, Speaker};

use crate::who::Who;
use crate::{act, on_its_way};

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
        NoMessage = NotFound("Message not found"),
        NotAModerator = Forbidden("Moderator access required"),
        AboveYou = Forbidden("You cannot moderate this user"),
    }
}

/// Takes a message out, as its writer or as a moderator: its text goes from the history, and the room is told; pinned, it is
/// pinned no more. Again is 200, and tells what an attempt before it did not. From here on nobody is shown its text, and
/// `chat_fan` takes it from where it stands. Two trips, three where it is pinned; up to two seconds where it was said just now.
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
    let now = app.clock.now();
    let id = speaker.id();
    // Who may not delete another's message waits for none.
    let look = on_its_way::look(&app, &host, &message_id, now);
    let read = async { Ok(tokio::try_join!(look, app.store.chatter(&host, &id))?) };
    let ((who, room), (found, chatter)) = tokio::try_join!(Who::of(&app, &host, speaker), read)?;
    let room = room.ok_or(Refusal::NoStream)?;
    let standing = who.standing(chatter.role);
    let moderates = standing.moderates() && (who.is_host_or_admin() || chatter.barred(now).is_none());
    let may_be_own = chatter.last.as_ref().is_some_and(|last| *last.id >= *message_id);
    let found = match found {
        None if moderates || may_be_own => on_its_way::wait(&app, &host, &message_id, now).await?,
        found => found,
    };
    let message = found.ok_or(Refusal::NoMessage)?;
    let is_own = message.user_id == who.id;
    if !is_own && !moderates {
        return Err(Refusal::NotAModerator.into());
    }
    let is_above = message.roles.iter().any(|role| matches!(role, Badge::Host | Badge::Moderator));
    if !is_own && is_above && !who.is_host_or_admin() {
        return Err(Refusal::AboveYou.into());
    }
    // What a moderator does to others is in their log.
    let by = UserId::parse(&who.id).ok().filter(|_| !is_own);
    let entry = by.map(|by| {
        let entry = LogEntry::new(app.random.id(now), by, LogAction::MessageDeleted, now);
        entry.on(&message.user_id).of(&message.id)
    });
    // Told though it is marked already: whoever did that may have died before.
    app.store.delete_message(&host, &message, now, entry.as_ref()).await?;
    app.chat.tell(&host, &room, Event::Del { id: message_id.clone() }).await;
    act::unpin_gone(&app, &host, &room, |pinned| pinned.id == message_id, now).await?;
    tracing::info!(event = "chat_delete", user_id = %host, message_id, by = who.id, outcome = "ok");
    Ok(Done::new("Message deleted"))
}
