//! POST /api/chat/:hostId/announcements: tells everybody something, set apart from the others' words.

use std::time::Duration;

use axum::extract::State;
use domain::chat::{Badge, ChatMessage, Flood, LogAction, MAX_TEXT, MessageKind, MessageState, Standing};
use store::{Line, Spoken};
use utoipa::ToSchema;
use web::{Answer, App, Body, Error, Failed, Fields, Moderator, Success};

use crate::{act, answers, send_message};

/// Between two announcements.
const PAUSE: Duration = Duration::from_secs(2);

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
        TooSoon = TooMany("Too many requests"),
    }
}

/// What to announce.
#[derive(ToSchema)]
#[schema(as = AnnouncementRequest)]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `handle` reads it")]
pub struct TextBody {
    /// 1–500 characters after trimming.
    #[schema(min_length = 1, max_length = 500)]
    text: String,
}

const fn too_soon() -> Failed<Refusal> {
    Failed::Until(Refusal::TooSoon, None, Some(PAUSE))
}

/// Announces something: no rule on texts keeps it out, and it is shown however busy the room is. One in two seconds, whoever
/// announces. Three trips: the turn is taken before anything is said, with the profile beside it.
///
/// # Errors
/// A text that breaks its rule; `Stream not found`; `Too many requests`.
#[utoipa::path(
    post, path = "/api/chat/{hostId}/announcements",
    params(("hostId" = String, Path, description = "the creator's user id")),
    request_body = TextBody,
    responses((status = 201, body = Success<answers::Message>))
)]
pub async fn handle(State(app): State<App>, moderator: Moderator, body: Body) -> Answer<Success<ChatMessage>, Refusal> {
    let mut fields = Fields::default();
    let text = fields.paragraph(&body, "text", 1, MAX_TEXT);
    fields.finish()?;
    let room = act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    let (host, now) = (&moderator.host, app.clock.now());
    let entry = act::entry(&app, &moderator, LogAction::Announced, now).saying(&text);
    let (has_turn, user) = tokio::try_join!(app.store.take_turn_to_announce(host, &entry), moderator.viewer.user())?;
    if !has_turn {
        return Err(too_soon());
    }
    let standing = if user.id == *host { Standing::Host } else { Standing::Moderator };
    let message = ChatMessage {
        id: app.random.id(now),
        user_id: user.id.to_string(),
        username: Some(user.username.clone()),
        name: user.name.clone(),
        image: user.image.clone(),
        roles: Badge::of(standing, moderator.seat().watched.is_following),
        text: Some(text),
        reply_to: None,
        mentions: vec![],
        kind: MessageKind::Announcement,
        state: MessageState::Sent,
        sent_at: now,
        deleted_at: None,
        client_id: None,
    };
    let is_sent_here = room.is_open && !room.is_busy;
    let line = Line {
        host,
        message: &message,
        rank: None,
        flood: Flood::of(standing),
        pause_millis: None,
        hash: None,
        is_unique: false,
        address: None,
        is_sent: is_sent_here || !room.is_open,
        held: None,
    };
    match app.store.say(&line, now).await? {
        Spoken::Said | Spoken::SaidBefore(_) => {}
        Spoken::Refused(_) => return Err(too_soon()),
        Spoken::Rank(_) => return Err(Error::fault("a rank that was not asked for").into()),
    }
    act::done(&moderator, &entry);
    if is_sent_here {
        send_message::tell(&app, host, &message).await;
    }
    Ok(Success::created(message).message("Announcement sent"))
}
