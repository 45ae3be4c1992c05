//! POST /api/chat/:hostId/announcements: tells everybody something, set apart from the others' words.

use std::time::Duration;

use axum::extract::State;
use domain::Time;
use domain::chat::{
    ANNOUNCEMENT_PAUSE_SECS, Badge, ChatMessage, Flood, LogAction, MAX_TEXT, MessageKind, MessageState, RefusalCode,
    Refused, Standing,
};
use store::{Announced, Line};
use utoipa::ToSchema;
use web::{Answer, App, Body, Error, Failed, Fields, Moderator, Success};

use crate::{act, answers, send_message};

/// Between two announcements.
const PAUSE: Duration = Duration::from_secs(ANNOUNCEMENT_PAUSE_SECS.unsigned_abs());

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
        Banned = Forbidden("You are banned from this chat"): "BANNED",
        TimedOut = Forbidden("You are timed out"): "TIMED_OUT",
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

/// Announces something: no rule on texts keeps it out, and it is shown however busy the room is. One in two seconds, whoever
/// announces. Where there is a delay it waits as all do. Three trips: the writer's profile is read behind the right, then all is written at once.
///
/// # Errors
/// A text that breaks its rule; `Stream not found`; `You are banned from this chat`, `You are timed out` (an administrator);
/// `Too many requests`.
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
    let user = moderator.viewer.user().await?;
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
    let is_sent_here = act::takes_turn(&app, host, &room);
    let line = Line {
        host,
        message: &message,
        rank: moderator.seat().chatter.role,
        flood: Flood::of(standing),
        pause_millis: None,
        hash: None,
        is_unique: false,
        address: None,
        is_sent: is_sent_here || !room.is_open,
        delay_seconds: act::delay(&room),
        held: None,
    };
    let announced = app.store.announce(&line, &entry).await;
    if is_sent_here && !matches!(announced, Ok(Announced::Done)) {
        app.chat.direct.give_back(host);
    }
    match announced? {
        Announced::Done => {}
        Announced::TooSoon => return Err(Failed::Until(Refusal::TooSoon, None, Some(PAUSE))),
        Announced::Refused(refused) => return Err(failed(refused, now)),
        // No moderator any more, or something else than a moment ago: to be asked anew.
        Announced::Rank(_) if moderator.standing == Standing::Moderator => return Err(Error::NotAModerator.into()),
        Announced::Rank(_) => return Err(Error::unavailable("dynamodb", "a rank moved meanwhile").into()),
    }
    act::done(&moderator, &entry);
    if is_sent_here {
        let writer = line.delay_seconds.map(|_| &*message.user_id);
        let to = send_message::first_told(&app, host, writer).await;
        send_message::tell(&app, host, &message, &to).await;
    }
    Ok(Success::created(message).message("Announcement sent"))
}

fn failed(refused: Refused, now: Time) -> Failed<Refusal> {
    let refusal = match refused.code {
        RefusalCode::Banned => Refusal::Banned,
        RefusalCode::TimedOut => Refusal::TimedOut,
        _ => Refusal::TooSoon,
    };
    let after = refused.until.and_then(|until| u64::try_from(until.millis_since(now)).ok());
    let after = matches!(refusal, Refusal::TooSoon).then(|| after.map_or(PAUSE, Duration::from_millis));
    Failed::Until(refusal, refused.until, after)
}
