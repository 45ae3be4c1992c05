//! DELETE /api/chat/:hostId/messages: takes all messages out.

use axum::extract::State;
use domain::chat::packet::Event;
use domain::chat::{LogAction, id};
use web::{Answer, App, Done, Moderator};

use crate::act;

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// Takes all messages out: nobody is shown them any more from now on, and the room is told; `chat_fan` rewrites the
/// history behind it. The pinned message goes too. Two trips; three with a pinned one.
///
/// # Errors
/// `Stream not found`.
#[utoipa::path(
    delete, path = "/api/chat/{hostId}/messages",
    params(("hostId" = String, Path, description = "the creator's user id")),
    responses((status = 200, body = Done))
)]
pub async fn handle(State(app): State<App>, moderator: Moderator) -> Answer<Done, Refusal> {
    let room = act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    let (host, now) = (&moderator.host, app.clock.now());
    // Everything that was said up to this millisecond.
    let before = id::first_at(now.plus_millis(1));
    let entry = act::entry(&app, &moderator, LogAction::ChatCleared, now);
    let mark = app.store.clear_chat(host, &before, &entry).await?;
    app.chat.tell(host, &room, Event::Clear).await;
    act::unpin_gone(&app, host, &room, |pinned| mark.takes_out(&pinned.id, &pinned.user_id), now).await?;
    act::done(&moderator, &entry);
    Ok(Done::new("Chat cleared"))
}
