//! PUT /api/stream/chat-settings: who may write.

use axum::extract::State;
use domain::chat::{LogAction, LogEntry};
use store::SettingsChange;
use utoipa::ToSchema;
use web::{Answer, App, Body, Creator, Fields, Success};

use crate::stream_info::StreamInfo;
use crate::tell_room::tell_room;

web::refusals! {
    /// What changing them refuses.
    pub enum Refusal {
        NothingGiven = Refused("No settings provided"),
        NoStream = NotFound("Stream not found"),
    }
}

/// All settings.
const FIELDS: [&str; 3] = ["isChatEnabled", "isChatDelayed", "isChatFollowersOnly"];

/// Any of these.
#[derive(ToSchema)]
#[schema(as = UpdateChatSettingsRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// Whether anybody may write.
    is_chat_enabled: Option<bool>,
    /// Whether players show messages after a delay.
    is_chat_delayed: Option<bool>,
    /// Whether only followers and the host may write.
    is_chat_followers_only: Option<bool>,
}

fn parse(body: &Body) -> Answer<SettingsChange, Refusal> {
    if !body.has_any(&FIELDS) {
        return Err(Refusal::NothingGiven.into());
    }
    let mut fields = Fields::default();
    let change = SettingsChange {
        is_chat_enabled: fields.boolean_if_given(body, "isChatEnabled"),
        is_chat_delayed: fields.boolean_if_given(body, "isChatDelayed"),
        is_chat_followers_only: fields.boolean_if_given(body, "isChatFollowersOnly"),
        ..SettingsChange::default()
    };
    fields.finish()?;
    Ok(change)
}

/// Changes what was given, and answers the whole stream; the room hears of it before the answer, and the permissions of who is
/// connected follow by the outbox entry. Two trips: the gate and the write.
///
/// # Errors
/// `No settings provided`; fields that are no booleans; `Stream not found`.
#[utoipa::path(
    put, path = "/api/stream/chat-settings",
    request_body = Request,
    responses((status = 200, body = Success<StreamInfo>))
)]
pub async fn handle(State(app): State<App>, creator: Creator, body: Body) -> Answer<Success<StreamInfo>, Refusal> {
    let change = parse(&body)?;
    let now = app.clock.now();
    let stream = creator.stream().ok_or(Refusal::NoStream)?;
    let given: Vec<&str> = FIELDS.into_iter().filter(|field| body.get(field).is_some()).collect();
    let line = LogEntry::new(app.random.id(now), stream.user_id.clone(), LogAction::SettingsChanged, now);
    let line = line.saying(&given.join(", "));
    let stream = app.store.change_settings(stream, &change, Some(&line), now).await?.ok_or(Refusal::NoStream)?;
    tell_room(&app, &stream).await;
    tracing::info!(event = "chat_settings_update", user_id = %stream.user_id, outcome = "ok");
    Ok(Success::ok(StreamInfo::new(stream, now)).message("Chat settings updated successfully"))
}
