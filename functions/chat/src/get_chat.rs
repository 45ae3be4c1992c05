//! GET /api/chat/:hostId: the rules of a chat, its pinned message, and what the caller is in it.

use std::sync::Arc;

use axum::extract::{Path, State};
use domain::chat::packet::You;
use domain::chat::{ChatMessage, ChatRules, Standing, Writer};
use domain::{Time, UserId};
use serde::Serialize;
use services::chat::Room;
use store::Seat;
use utoipa::ToSchema;
use web::{Answer, App, Caller, Success};

use crate::{act, answers};

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
        Blocked = Forbidden("You are blocked by this creator"),
    }
}

/// A chat as its caller finds it.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatData)]
pub struct ChatData {
    /// Its rules.
    #[schema(value_type = answers::Rules)]
    settings: ChatRules,
    /// Its pinned message.
    #[schema(value_type = Option<answers::Message>)]
    pinned: Option<Box<ChatMessage>>,
    /// The caller.
    #[schema(value_type = answers::You)]
    you: You,
}

/// The rules of a chat, its pinned message, and what the caller is in it. One trip.
///
/// # Errors
/// `Stream not found`: no such user, no stream, suspended; `You are blocked by this creator`.
#[utoipa::path(
    get, path = "/api/chat/{hostId}",
    params(("hostId" = String, Path, description = "the creator's user id")),
    responses((status = 200, body = Success<ChatData>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    Path(host): Path<String>,
) -> Answer<Success<ChatData>, Refusal> {
    let host = UserId::named(&host).map_err(|_| Refusal::NoStream)?;
    let seat = app.store.seat(&host, caller.id()).await?;
    let room = app.chat.rooms.learn(&host, &seat).ok_or(Refusal::NoStream)?;
    if seat.watched.is_blocked {
        return Err(Refusal::Blocked.into());
    }
    let is_admin = caller.0.as_ref().is_some_and(web::Viewer::is_admin);
    let you = you(&room, &host, caller.id(), is_admin, &seat, app.clock.now());
    Ok(Success::ok(ChatData { settings: room.rules, pinned: room.pinned.clone(), you }))
}

/// What the caller is, and whether they could write.
fn you(room: &Arc<Room>, host: &UserId, caller: Option<&UserId>, is_admin: bool, seat: &Seat, now: Time) -> You {
    let is_host = caller == Some(host);
    let standing = match Standing::of(is_host, caller.is_none(), seat.chatter.role) {
        Standing::Viewer | Standing::Vip if is_admin => Standing::Moderator,
        standing => standing,
    };
    let writer = Writer { standing, followed_at: seat.watched.followed_at };
    let identity = caller.map(|caller| if is_host { host.host_identity() } else { caller.to_string() });
    act::you(&room.rules, writer, seat.chatter.barred(now), identity, now)
}
