//! PUT /api/chat/:hostId/settings: the rules of a chat.

use axum::extract::State;
use domain::chat::automod::MAX_LEVEL;
use domain::chat::packet::Event;
use domain::chat::{ChatRules, DELAYS, LogAction, MAX_FOLLOWED_MINUTES, OLD_SLOW_MODE_SECS, SLOW_MODE_SECS, Standing};
use serde_json::Value;
use services::outbox::tell_metadata;
use store::{ChatChange, RulesChanged};
use utoipa::ToSchema;
use web::{Answer, App, Body, Fields, Moderator, Success};

use crate::{act, answers};

/// All settings.
const FIELDS: [&str; 12] = [
    "isChatEnabled",
    "isChatDelayed",
    "isChatFollowersOnly",
    "isDirectChatAllowed",
    "slowModeSeconds",
    "followersOnlyMinutes",
    "delaySeconds",
    "isEmoteOnly",
    "isUnique",
    "areLinksAllowed",
    "mayGuestsWrite",
    "autoModLevel",
];

web::refusals! {
    /// What changing them refuses.
    pub enum Refusal {
        NothingGiven = Refused("No settings provided"),
        NoStream = NotFound("Stream not found"),
        NotTheHost = Forbidden("Host access required"),
        ModesOn = Conflict("Modes are on"),
    }
}

/// Any of these.
#[derive(ToSchema)]
#[schema(as = UpdateChatRulesRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// Whether anybody may write.
    is_chat_enabled: Option<bool>,
    /// Slow mode: true is three seconds, unless `slowModeSeconds` says otherwise.
    is_chat_delayed: Option<bool>,
    /// Whether only followers write.
    is_chat_followers_only: Option<bool>,
    /// Whether viewers may write into the room past the API; the host's alone.
    is_direct_chat_allowed: Option<bool>,
    /// Seconds between two messages of one writer; null turns slow mode off.
    #[schema(minimum = 3, maximum = 120)]
    slow_mode_seconds: Option<u32>,
    /// Minutes that a follower must have followed; null lets everybody write.
    #[schema(minimum = 0, maximum = 129_600)]
    followers_only_minutes: Option<u32>,
    /// Seconds after which viewers see what the host and the moderators see at once: 2, 4 or 6; null: all see it at once.
    #[schema(minimum = 2, maximum = 6, multiple_of = 2)]
    delay_seconds: Option<u32>,
    /// Whether only emotes may be sent.
    is_emote_only: Option<bool>,
    /// Whether nobody may say again what was said lately.
    is_unique: Option<bool>,
    /// Whether messages may have links.
    are_links_allowed: Option<bool>,
    /// Whether guests may write.
    may_guests_write: Option<bool>,
    /// How much AutoMod holds for review: 0, nothing, to 4.
    #[schema(minimum = 0, maximum = 4)]
    auto_mod_level: Option<u32>,
}

fn parse(body: &Body, rules: &ChatRules) -> Answer<ChatChange, Refusal> {
    if !body.has_any(&FIELDS) {
        return Err(Refusal::NothingGiven.into());
    }
    let mut fields = Fields::default();
    let [least, most] = SLOW_MODE_SECS;
    let slow_mode = or_null(&mut fields, body, "slowModeSeconds", least, most);
    let followers_only = or_null(&mut fields, body, "followersOnlyMinutes", 0, MAX_FOLLOWED_MINUTES);
    let delay = or_null(&mut fields, body, "delaySeconds", 0, u32::MAX);
    if delay.flatten().is_some_and(|seconds| !DELAYS.contains(&seconds)) {
        fields.error("delaySeconds", "must be null, 2, 4 or 6");
    }
    let is_delayed = fields.boolean_if_given(body, "isChatDelayed");
    let is_followers_only = fields.boolean_if_given(body, "isChatFollowersOnly");
    let change = ChatChange {
        is_chat_enabled: fields.boolean_if_given(body, "isChatEnabled"),
        slow_mode_seconds: slow_mode.or_else(|| flag(is_delayed, rules.slow_mode_seconds, OLD_SLOW_MODE_SECS)),
        followers_only_minutes: followers_only.or_else(|| flag(is_followers_only, rules.followers_only_minutes, 0)),
        delay_seconds: delay,
        is_emote_only: fields.boolean_if_given(body, "isEmoteOnly"),
        is_unique: fields.boolean_if_given(body, "isUnique"),
        are_links_allowed: fields.boolean_if_given(body, "areLinksAllowed"),
        may_guests_write: fields.boolean_if_given(body, "mayGuestsWrite"),
        auto_mod_level: fields.integer_if_given(body, "autoModLevel", 0, u32::from(MAX_LEVEL)),
        is_direct_chat_allowed: fields.boolean_if_given(body, "isDirectChatAllowed"),
    };
    fields.finish()?;
    Ok(change)
}

/// A number that may be missing, and may be null.
fn or_null(fields: &mut Fields, body: &Body, field: &str, min: u32, max: u32) -> Option<Option<u32>> {
    match body.get(field)? {
        Value::Null => Some(None),
        _ => Some(fields.integer_if_given(body, field, min, max)),
    }
}

/// What a flag says of its number: on keeps the one that is there.
fn flag(given: Option<bool>, held: Option<u32>, default: u32) -> Option<Option<u32>> {
    given.map(|is_on| is_on.then(|| held.unwrap_or(default)))
}

/// Changes what was given, and answers all rules; the room hears of it before the answer, and the grants of who is
/// connected follow by the outbox entry. Turning a mode on that direct chat would go round takes direct chat away. Two
/// trips.
///
/// # Errors
/// `No settings provided`; fields that break their rules; `Host access required` for direct chat; `Stream not found`;
/// `Modes are on`.
#[utoipa::path(
    put, path = "/api/chat/{hostId}/settings",
    params(("hostId" = String, Path, description = "the creator's user id")),
    request_body = Request,
    responses((status = 200, body = Success<answers::Rules>))
)]
pub async fn handle(State(app): State<App>, moderator: Moderator, body: Body) -> Answer<Success<ChatRules>, Refusal> {
    let direct = app.livekit.is_direct_chat_allowed();
    if body.get("isDirectChatAllowed").is_some() && moderator.standing != Standing::Host {
        return Err(Refusal::NotTheHost.into());
    }
    let stream = moderator.stream();
    let known = stream
        .map_or_else(|| ChatRules::of(Default::default(), Default::default(), direct), |stream| stream.rules(direct));
    let change = parse(&body, &known)?;
    let stream = stream.ok_or(Refusal::NoStream)?;
    let given: Vec<&str> = FIELDS.into_iter().filter(|field| body.get(field).is_some()).collect();
    let entry = act::entry(&app, &moderator, LogAction::SettingsChanged, app.clock.now()).saying(&given.join(", "));
    let stream = match app.store.change_chat(stream, &change, &entry).await? {
        RulesChanged::Done(stream) => stream,
        RulesChanged::ModesOn => return Err(Refusal::ModesOn.into()),
        RulesChanged::NoStream => return Err(Refusal::NoStream.into()),
    };
    let (host, settings) = (&moderator.host, stream.rules(direct));
    if let Some(room) = app.chat.rooms.learn(host, moderator.seat()) {
        let told = async { tell_metadata(&app.livekit, &stream, app.clock.now()).await };
        let (told, ()) = tokio::join!(told, app.chat.tell(host, &room, Event::Settings { settings }));
        if let Err(cause) = told {
            // The outbox entry tells it again.
            tracing::warn!(event = "room_told", user_id = %host, outcome = "later", %cause);
        }
    }
    app.chat.rooms.forget(host);
    act::done(&moderator, &entry);
    Ok(Success::ok(settings).message("Chat settings updated successfully"))
}

#[cfg(test)]
mod tests {
    use domain::chat::{ChatModes, ChatSettings};

    use super::*;

    fn change(body: &str) -> Answer<ChatChange, Refusal> {
        let rules = ChatRules::of(ChatSettings::default(), ChatModes::default(), true);
        parse(&Body::parse(body.as_bytes()).unwrap(), &rules)
    }

    #[test]
    fn a_number_goes_before_its_flag() {
        let of = |body: &str| {
            let change = change(body).unwrap();
            (change.slow_mode_seconds, change.followers_only_minutes)
        };
        assert_eq!(of(r#"{"isChatDelayed": true, "isChatFollowersOnly": true}"#), (Some(Some(3)), Some(Some(0))));
        assert_eq!(of(r#"{"isChatDelayed": true, "slowModeSeconds": 30}"#), (Some(Some(30)), None));
        assert_eq!(of(r#"{"isChatDelayed": false, "followersOnlyMinutes": null}"#), (Some(None), Some(None)));
        assert_eq!(of(r#"{"isChatEnabled": true}"#), (None, None));
    }

    #[test]
    fn what_breaks_its_rule_is_not_taken() {
        for body in [
            r#"{"delaySeconds": 0}"#,
            r#"{"delaySeconds": 3}"#,
            r#"{"delaySeconds": 8}"#,
            r#"{"delaySeconds": "2"}"#,
            r#"{"autoModLevel": 5}"#,
            r#"{"slowModeSeconds": 2}"#,
            r#"{"slowModeSeconds": 121}"#,
            r#"{"followersOnlyMinutes": 129601}"#,
            r#"{"isUnique": "yes"}"#,
        ] {
            assert!(change(body).is_err(), "{body}");
        }
        assert_eq!(change(r#"{"delaySeconds": null, "autoModLevel": 4}"#).unwrap().delay_seconds, Some(None));
        for seconds in DELAYS {
            let delay = change(&format!(r#"{{"delaySeconds": {seconds}}}"#)).unwrap().delay_seconds;
            assert_eq!(delay, Some(Some(seconds)));
        }
        assert!(change(r#"{"colour": "red"}"#).is_err());
    }
}
