//! POST /api/chat/:hostId/messages: says something.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use domain::chat::automod::Verdict;
use domain::chat::packet::Event;
use domain::chat::{
    Badge, ChatMessage, Content, Flood, MAX_CLIENT_ID, MAX_TEXT, MessageKind, MessageState, RefusalCode, Refused,
    Writer, fingerprint, id,
};
use domain::{Time, UserId};
use runtime::metrics::{self, Metric};
use services::chat::Room;
use store::{Chatter, Line, Spoken};
use utoipa::ToSchema;
use web::{Answer, App, Body, Failed, Fields, Refusals as _, Speaker, Success};

use crate::who::Who;
use crate::{act, answers};

web::refusals! {
    /// What a message is refused for, in the order in which it is looked at.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
        Blocked = Forbidden("You are blocked by this creator"),
        ChatOff = Forbidden("Chat is turned off"): "CHAT_OFF",
        GuestsOff = Forbidden("Guests cannot write in this chat"): "GUESTS_OFF",
        Banned = Forbidden("You are banned from this chat"): "BANNED",
        TimedOut = Forbidden("You are timed out"): "TIMED_OUT",
        FollowersOnly = Forbidden("Only followers can write in this chat"): "FOLLOWERS_ONLY",
        EmoteOnly = Forbidden("Only emotes are allowed"): "EMOTE_ONLY",
        Links = Forbidden("Links are not allowed"): "LINKS",
        Term = Forbidden("Message is not allowed"): "TERM",
        Duplicate = Conflict("You already said that"): "DUPLICATE",
        SlowMode = TooMany("Slow mode"): "SLOW_MODE",
        TooFast = TooMany("Too many messages"): "TOO_FAST",
    }
}

impl Refusal {
    const fn of(code: RefusalCode) -> Self {
        match code {
            RefusalCode::ChatOff => Self::ChatOff,
            RefusalCode::GuestsOff => Self::GuestsOff,
            RefusalCode::Banned => Self::Banned,
            RefusalCode::TimedOut => Self::TimedOut,
            RefusalCode::FollowersOnly => Self::FollowersOnly,
            RefusalCode::EmoteOnly => Self::EmoteOnly,
            RefusalCode::Links => Self::Links,
            RefusalCode::Term => Self::Term,
            RefusalCode::Duplicate => Self::Duplicate,
            RefusalCode::SlowMode => Self::SlowMode,
            RefusalCode::TooFast => Self::TooFast,
        }
    }
}

/// What to say.
#[derive(ToSchema)]
#[schema(as = SendMessageRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// 1–500 characters after trimming.
    #[schema(min_length = 1, max_length = 500)]
    text: String,
    /// The id of the message that it answers.
    reply_to: Option<String>,
    /// The client's own id of it: the same one again answers the first message.
    #[schema(max_length = 64)]
    client_id: Option<String>,
}

struct Wanted {
    text: String,
    reply_to: Option<String>,
    client_id: Option<String>,
}

fn parse(body: &Body) -> web::Result<Wanted> {
    let mut fields = Fields::default();
    let text = fields.paragraph(body, "text", 1, MAX_TEXT);
    let mut optional = |field: &str, is_good: fn(&str) -> bool, rule: &str| {
        let given = body.given(field)?;
        let text = given.as_str().filter(|text| is_good(text));
        if text.is_none() {
            fields.error(field, rule);
        }
        text.map(str::to_owned)
    };
    let reply_to = optional("replyTo", |text| id::sent_at(text).is_some(), "must be the id of a message");
    let client_id =
        optional("clientId", |text| (1..=MAX_CLIENT_ID).contains(&text.len()), "must be a string of 1 to 64 bytes");
    fields.finish()?;
    Ok(Wanted { text, reply_to, client_id })
}

/// Says something: into the history, and into the room. With a chat token one trip, the write, whose condition tests
/// ban, rank and limits of this very moment; another one in a burst, for a rank that the token does not know, and for
/// whom the text names. With a bearer token one more. The room hears of it before the answer where it is calm, else in batches;
/// where there is a delay the host and the moderators do, and the others later.
///
/// # Errors
/// As the contract has them, in its order, each with its code.
#[utoipa::path(
    post, path = "/api/chat/{hostId}/messages",
    params(("hostId" = String, Path, description = "the creator's user id")),
    request_body = Request,
    responses(
        (status = 201, body = Success<answers::Message>),
        (status = 200, body = Success<answers::Message>, description = "It was said before"),
        (status = 202, body = Success<answers::Message>, description = "It waits for a moderator"),
    )
)]
pub async fn handle(
    State(app): State<App>,
    speaker: Speaker,
    Path(host): Path<String>,
    body: Body,
) -> Answer<Success<ChatMessage>, Refusal> {
    let wanted = parse(&body)?;
    let host = UserId::named(&host).map_err(|_| Refusal::NoStream)?;
    let (who, room) = Who::of(&app, &host, speaker).await?;
    let room = room.ok_or(Refusal::NoStream)?;
    if who.is_blocked {
        return Err(Refusal::Blocked.into());
    }
    let is_calm = act::takes_turn(&app, &host, &room);
    let outcome = say(&app, &host, &who, &room, (wanted, is_calm)).await;
    if is_calm && !matches!(&outcome, Ok((message, true)) if message.state == MessageState::Sent) {
        app.chat.direct.give_back(&host);
    }
    match outcome {
        Ok((message, is_new)) if message.state == MessageState::Held => {
            if is_new {
                metrics::count(Metric::ChatHeld);
            }
            Ok(Success::accepted(message).message("Message held for review"))
        }
        Ok((message, true)) => {
            metrics::count(Metric::ChatAccepted);
            Ok(Success::created(message).message("Message sent"))
        }
        Ok((message, false)) => Ok(Success::ok(message).message("Message sent")),
        Err(failed) => {
            if let Failed::Refused(refusal) | Failed::Until(refusal, ..) = &failed {
                metrics::count_kind(Metric::ChatRefused, refusal.refusal().code.unwrap_or_default());
            }
            Err(failed)
        }
    }
}

/// Says it: in a calm moment into the room as well. Returns the message, and whether it is a new one.
async fn say(
    app: &App,
    host: &UserId,
    who: &Who,
    room: &Arc<Room>,
    (wanted, is_calm): (Wanted, bool),
) -> Answer<(ChatMessage, bool), Refusal> {
    /// A rank is given and taken once in between, at most; a second time it is somebody's game.
    const RANKS: usize = 4;
    let now = app.clock.now();
    let verdict = app.chat.words.judge(host, room, &wanted.text).await?;
    let content = Content {
        is_emotes: domain::chat::emotes::is_emotes(&wanted.text),
        has_link: domain::chat::links::has_link(&wanted.text),
        has_blocked_term: verdict == Verdict::Block,
    };
    let hash = fingerprint(&wanted.text);
    let mentions = app.store.ids_of_usernames(&domain::chat::mentions::mentions(&wanted.text)).await?;
    let mut message = ChatMessage {
        id: app.random.id(now),
        user_id: who.id.clone(),
        username: who.username.clone(),
        name: who.name.clone(),
        image: who.image.clone(),
        roles: vec![],
        text: Some(wanted.text),
        reply_to: wanted.reply_to,
        mentions,
        kind: MessageKind::Message,
        state: MessageState::Sent,
        sent_at: now,
        deleted_at: None,
        client_id: wanted.client_id,
    };
    let mut rank = who.rank;
    for _ in 0..RANKS {
        let standing = who.standing(rank);
        let writer = Writer { standing, followed_at: who.followed_at };
        if room.rules.shut_to(writer).or_else(|| room.rules.refuse(writer, content, now)).is_some() {
            // A ban goes before some of the rules, and the rank was a guess.
            let chatter = chatter(app, host, who, now).await?;
            if chatter.role != rank {
                rank = chatter.role;
                continue;
            }
            return outcome_of_rules(room, writer, content, &chatter, &message, now);
        }
        message.roles = Badge::of(standing, who.followed_at.is_some());
        let held = match verdict {
            Verdict::Hold(cause) if !standing.moderates() => Some(cause),
            _ => None,
        };
        message.state = if held.is_some() { MessageState::Held } else { MessageState::Sent };
        let is_sent_here = is_calm && held.is_none();
        let delay_seconds = act::delay(room);
        let line = Line {
            host,
            message: &message,
            rank,
            flood: Flood::of(standing),
            pause_millis: room.rules.pause_millis(standing),
            hash: (!standing.moderates()).then_some(hash.as_str()),
            is_unique: room.rules.is_unique,
            address: who.address.as_deref(),
            // Where nobody is, there is nothing to send.
            is_sent: is_sent_here || !room.is_open || held.is_some(),
            delay_seconds,
            held,
        };
        // Side by side with the write: who moderates is told alone where there is a delay.
        let first = first_told(app, host, (is_sent_here && delay_seconds.is_some()).then_some(&*message.user_id));
        let (spoken, to) = tokio::join!(app.store.say(&line, now), first);
        match spoken? {
            Spoken::Said => {
                if is_sent_here {
                    tell(app, host, &message, &to).await;
                } else if held.is_some() {
                    tell_held(app, host, room, &message).await;
                }
                return Ok((message, true));
            }
            Spoken::SaidBefore(first) => return Ok((*first, false)),
            Spoken::Refused(refused) => return Err(failed(refused, now)),
            Spoken::Rank(other) => rank = other,
        }
    }
    Err(web::Error::unavailable("dynamodb", "a rank moved through all attempts").into())
}

async fn chatter(app: &App, host: &UserId, who: &Who, now: Time) -> runtime::Result<Chatter> {
    match &who.address {
        Some(address) => app.store.guest_chatter(host, &who.id, address, now).await,
        None => app.store.chatter(host, &who.id).await,
    }
}

/// Somebody whom the rules keep out: unless they said it before, in the order of the refusals.
fn outcome_of_rules(
    room: &Room,
    writer: Writer,
    content: Content,
    chatter: &Chatter,
    message: &ChatMessage,
    now: Time,
) -> Answer<(ChatMessage, bool), Refusal> {
    if let Some(before) = chatter.said_before(message.client_id.as_deref()) {
        return Ok((before, false));
    }
    let refused =
        room.rules.shut_to(writer).or_else(|| chatter.barred(now)).or_else(|| room.rules.refuse(writer, content, now));
    Err(refused
        .map_or_else(|| web::Error::fault("nothing keeps this message out").into(), |refused| failed(refused, now)))
}

fn failed(refused: Refused, now: Time) -> Failed<Refusal> {
    let refusal = Refusal::of(refused.code);
    let is_of_pace = matches!(refused.code, RefusalCode::SlowMode | RefusalCode::TooFast);
    let after = refused.until.and_then(|until| u64::try_from(until.millis_since(now)).ok());
    match (refused.until, is_of_pace) {
        (until, true) => Failed::Until(refusal, until, Some(Duration::from_millis(after.unwrap_or(1_000)))),
        (Some(until), false) => Failed::Until(refusal, Some(until), None),
        (None, false) => refusal.into(),
    }
}

/// Whom a calm room's handler tells: all, who are named by none; where there is a delay who moderates, and the writer.
pub(crate) async fn first_told(app: &App, host: &UserId, delayed_writer: Option<&str>) -> Vec<String> {
    let Some(writer) = delayed_writer else { return vec![] };
    let mut to = app.chat.moderators(host).await;
    to.push(writer.to_owned());
    to
}

/// Tells a calm room, or these in it alone. Where LiveKit does not take it, it is noted, and `chat_fan` tries once more.
pub(crate) async fn tell(app: &App, host: &UserId, message: &ChatMessage, to: &[String]) {
    let event = Event::Msg { m: Box::new(message.clone()) };
    if app.chat.voice.say(host, &[event], 0, to).await.is_err()
        && let Err(cause) = app.store.not_sent(host, message).await
    {
        tracing::warn!(event = "chat_not_sent", user_id = %host, outcome = "failed", %cause);
    }
}

/// Tells the writer, the host and the moderators that a message waits. Who misses it finds it among the held.
async fn tell_held(app: &App, host: &UserId, room: &Room, message: &ChatMessage) {
    act::tell_moderators(app, host, room, &message.user_id, Event::Held { m: Box::new(message.clone()) }).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_the_contracts() {
        use RefusalCode::{
            Banned, ChatOff, Duplicate, EmoteOnly, FollowersOnly, GuestsOff, Links, SlowMode, Term, TimedOut, TooFast,
        };
        for code in
            [ChatOff, GuestsOff, Banned, TimedOut, FollowersOnly, EmoteOnly, Links, Term, Duplicate, SlowMode, TooFast]
        {
            let refusal = Refusal::of(code).refusal();
            assert_eq!(serde_json::to_value(code).unwrap(), refusal.code.unwrap(), "{refusal:?}");
        }
    }

    #[test]
    fn every_field_is_checked() {
        let errors = |body: &str| match parse(&Body::parse(body.as_bytes()).unwrap()) {
            Ok(_) => vec![],
            Err(web::Error::Invalid(fields)) => fields.into_iter().map(|field| field.field).collect(),
            Err(other) => panic!("{other}"),
        };
        assert!(errors(r#"{"text": " hi ", "replyTo": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "clientId": "c"}"#).is_empty());
        assert!(errors(r#"{"text": "hi", "replyTo": null, "clientId": null}"#).is_empty());
        assert_eq!(errors(r#"{"text": " ", "replyTo": "x", "clientId": ""}"#), ["text", "replyTo", "clientId"]);
        assert_eq!(errors(r#"{"text": 7, "replyTo": 7, "clientId": 7}"#), ["text", "replyTo", "clientId"]);
        assert_eq!(errors(&format!(r#"{{"text": "{}"}}"#, "x".repeat(501))), ["text"]);
        assert_eq!(errors(&format!(r#"{{"text": "x", "clientId": "{}"}}"#, "x".repeat(65))), ["clientId"]);
    }
}
