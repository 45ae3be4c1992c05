//! POST /api/chat/:hostId/bans: bans somebody, or times them out.

use axum::extract::State;
use domain::chat::packet::Event;
use domain::chat::{Ban, LogAction, LogEntry, MAX_REASON, Standing};
use domain::{Time, UserId};
use store::{Banned, Banning};
use utoipa::ToSchema;
use web::{Answer, App, Body, Fields, Moderator, Result, Success};

use super::ban_data::BanData;
use crate::act;

/// Longest timeout, in seconds: two weeks.
const MAX_SECONDS: u32 = 1_209_600;

web::refusals! {
    /// What it refuses, in the order in which it is looked at.
    pub enum Refusal {
        Oneself = Refused("You cannot ban yourself"),
        NoStream = NotFound("Stream not found"),
        NoUser = NotFound("User not found"),
        NotYours = Forbidden("You cannot moderate this user"),
    }
}

/// Whom to ban.
#[derive(ToSchema)]
#[schema(as = BanRequest, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct BanBody {
    /// A user's id, or a guest's identity.
    user_id: String,
    /// For how long; for good unless given.
    #[schema(minimum = 1, maximum = 1_209_600)]
    seconds: Option<u32>,
    /// Why.
    #[schema(max_length = 500)]
    reason: Option<String>,
    /// Whether what they said before stays; by default it is taken out.
    are_messages_kept: Option<bool>,
}

struct Wanted {
    who: String,
    seconds: Option<u32>,
    reason: Option<String>,
    is_clearing: bool,
}

fn parse(body: &Body) -> Result<Wanted> {
    let mut fields = Fields::default();
    let wanted = Wanted {
        who: fields.line(body, "userId", 1, 255),
        seconds: body.given("seconds").and_then(|_| fields.integer_if_given(body, "seconds", 1, MAX_SECONDS)),
        reason: fields.clearable(body, "reason", MAX_REASON).flatten(),
        is_clearing: fields.boolean_if_given(body, "areMessagesKept") != Some(true),
    };
    fields.finish()?;
    Ok(wanted)
}

/// Bans a user or a guest; a later ban takes the place of an earlier one. It holds from the next message on, the grant in
/// the room goes, and what they said goes too unless it is to stay. Who moderates is for the host to ban, and loses the
/// rank. Of a guest who spoke, the address is banned as well. Two trips; three of somebody with a rank or a ban, and of a
/// guest who spoke: the first attempt brings what is to be known.
///
/// # Errors
/// What breaks the rules of the fields; `You cannot ban yourself`, `Stream not found`, `User not found`, `You cannot
/// moderate this user`.
#[utoipa::path(
    post, path = "/api/chat/{hostId}/bans",
    params(("hostId" = String, Path, description = "the creator's user id")),
    request_body = BanBody,
    responses((status = 201, body = Success<BanData>))
)]
pub async fn handle(State(app): State<App>, moderator: Moderator, body: Body) -> Answer<Success<BanData>, Refusal> {
    let wanted = parse(&body)?;
    let who = known(&wanted.who).ok_or(Refusal::NoUser)?;
    if who == moderator.id().as_str() {
        return Err(Refusal::Oneself.into());
    }
    let room = act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    if who == moderator.host.as_str() {
        return Err(Refusal::NotYours.into());
    }
    let now = app.clock.now();
    let ban = ban(&wanted, moderator.id(), now);
    let entry = entry(&app, &moderator, &wanted, &who, &ban);
    let banning = Banning {
        host: &moderator.host,
        who: &who,
        ban: &ban,
        is_clearing: wanted.is_clearing,
        is_by_host: moderator.standing == Standing::Host,
        entry: &entry,
    };
    match app.store.ban(&banning).await? {
        Banned::Done => act::done(&moderator, &entry),
        Banned::NoUser => return Err(Refusal::NoUser.into()),
        Banned::Moderates => return Err(Refusal::NotYours.into()),
    }
    if wanted.is_clearing {
        app.chat.tell(&moderator.host, &room, Event::ClearUser { user_id: who.clone() }).await;
        act::unpin_gone(&app, &moderator.host, &room, |pinned| pinned.user_id == who, now).await?;
    }
    act::tell_them(&app, &moderator.host, &room, &who, (None, Some(ban.refusal()))).await;
    Ok(Success::created(BanData::new(who, ban)))
}

/// Whom a text names: a user or a guest; `None`: nobody can be called so.
pub(super) fn known(text: &str) -> Option<String> {
    let is_guest = text.starts_with(UserId::GUEST_PREFIX) && text.len() <= 64;
    if is_guest && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Some(text.to_owned());
    }
    UserId::named(text).ok().map(|id| id.to_string())
}

fn ban(wanted: &Wanted, by: &UserId, now: Time) -> Ban {
    let until = wanted.seconds.map(|seconds| now.plus_secs(i64::from(seconds)));
    Ban { until, by: by.clone(), reason: wanted.reason.clone(), created_at: now }
}

fn entry(app: &App, moderator: &Moderator, wanted: &Wanted, who: &str, ban: &Ban) -> LogEntry {
    let action = if ban.until.is_some() { LogAction::TimedOut } else { LogAction::Banned };
    let entry = act::entry(app, moderator, action, ban.created_at).on(who).because(wanted.reason.as_deref());
    LogEntry { until: ban.until, ..entry }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_and_guests_can_be_named() {
        assert_eq!(known("usr_bob").as_deref(), Some("usr_bob"));
        assert_eq!(known("guest-01ARZ3NDEKTSV4RRFFQ69G5FAV").as_deref(), Some("guest-01ARZ3NDEKTSV4RRFFQ69G5FAV"));
        for text in ["Host-usr_bob", "guest-a#b"] {
            assert_eq!(known(text), None, "{text}");
        }
        // A user whose provider calls them so has an id that is made from it: no key of ours is reached by a text.
        for text in ["a#b", "#hash"] {
            assert!(known(text).is_some_and(|id| id.starts_with('~') && !id.contains('#')), "{text}");
        }
    }

    #[test]
    fn a_timeout_is_a_second_to_two_weeks() {
        let seconds = |json: &str| parse(&Body::parse(json.as_bytes()).unwrap()).ok().map(|wanted| wanted.seconds);
        assert_eq!(seconds(r#"{"userId":"a"}"#), Some(None));
        assert_eq!(seconds(r#"{"userId":"a","seconds":null}"#), Some(None));
        assert_eq!(seconds(r#"{"userId":"a","seconds":1209600}"#), Some(Some(1_209_600)));
        for bad in ["0", "1209601", "-1", "\"x\""] {
            assert_eq!(seconds(&format!(r#"{{"userId":"a","seconds":{bad}}}"#)), None, "{bad}");
        }
    }
}
