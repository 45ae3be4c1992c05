//! DELETE /api/chat/:hostId/messages: takes all messages out.

use axum::extract::State;
use domain::chat::id;
use domain::chat::packet::Event;
use web::{Answer, App, Done, Moderator};

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// Takes all messages out: nobody is shown them any more from now on, and the room is told; `chat_fan` rewrites the
/// history behind it. Two trips.
///
/// # Errors
/// `Stream not found`.
#[utoipa::path(
    delete, path = "/api/chat/{hostId}/messages",
    params(("hostId" = String, Path, description = "the creator's user id")),
    responses((status = 200, body = Done))
)]
pub async fn handle(State(app): State<App>, moderator: Moderator) -> Answer<Done, Refusal> {
    moderator.stream().ok_or(Refusal::NoStream)?;
    let (host, now) = (&moderator.host, app.clock.now());
    // Everything that was said up to this millisecond.
    let before = id::first_at(now.plus_millis(1));
    app.store.clear_chat(host, None, &before, now).await?;
    if let Some(room) = app.chat.rooms.learn(host, moderator.seat()) {
        app.chat.tell(host, &room, Event::Clear).await;
    }
    tracing::info!(event = "chat_clear", user_id = %host, by = %moderator.id(), outcome = "ok");
    Ok(Done::new("Chat cleared"))
}
