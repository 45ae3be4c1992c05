//! PUT /api/chat/:hostId/pinned: pins a message.

use axum::extract::State;
use domain::chat::packet::Event;
use domain::chat::{ChatMessage, LogAction};
use store::Pinned;
use utoipa::ToSchema;
use web::{Answer, App, Body, Fields, Moderator, Success};

use crate::{act, answers, on_its_way};

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
        NoMessage = NotFound("Message not found"),
    }
}

/// Which message.
#[derive(ToSchema)]
#[schema(as = PinRequest, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `handle` reads it")]
pub struct PinBody {
    /// Its id.
    message_id: String,
}

/// Pins a message of the history in place of the one before. The room is told, and its metadata follow. Three trips: the
/// message is read first; up to two seconds where it was said just now.
///
/// # Errors
/// A field that breaks its rule; `Stream not found`; `Message not found`, or taken out.
#[utoipa::path(
    put, path = "/api/chat/{hostId}/pinned",
    params(("hostId" = String, Path, description = "the creator's user id")),
    request_body = PinBody,
    responses((status = 200, body = Success<answers::Message>))
)]
pub async fn handle(State(app): State<App>, moderator: Moderator, body: Body) -> Answer<Success<ChatMessage>, Refusal> {
    let mut fields = Fields::default();
    let id = fields.line(&body, "messageId", 1, 64);
    fields.finish()?;
    let room = act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    let host = &moderator.host;
    let found = on_its_way::find(&app, host, &id, app.clock.now()).await?;
    let message = found.filter(|message| message.text.is_some()).ok_or(Refusal::NoMessage)?;
    let entry = act::entry(&app, &moderator, LogAction::Pinned, app.clock.now()).of(&id);
    match app.store.pin(host, &message, &entry).await? {
        Pinned::Done => {}
        Pinned::NoStream => return Err(Refusal::NoStream.into()),
        Pinned::Gone => return Err(Refusal::NoMessage.into()),
    }
    act::done(&moderator, &entry);
    app.chat.rooms.forget(host);
    app.chat.tell(host, &room, Event::Pin { m: Some(Box::new(message.clone())) }).await;
    Ok(Success::ok(message).message("Message pinned"))
}
