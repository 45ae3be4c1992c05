//! PUT /api/stream/info: title, description, thumbnail, reconnect window.

use axum::extract::State;
use domain::{MAX_RECONNECT_WINDOW, Time, UserId};
use serde::Serialize;
use store::SettingsChange;
use utoipa::ToSchema;
use web::{App, Body, Creator, Error, Fields, Result, Success};

use crate::tell_room::tell_room;

/// Any of these.
#[derive(ToSchema)]
#[schema(as = UpdateInfoRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// 1–200 characters after trimming.
    #[schema(min_length = 1, max_length = 200)]
    title: Option<String>,
    /// At most 1000 characters; null clears.
    #[schema(max_length = 1000)]
    description: Option<String>,
    /// http or https URL; null clears.
    #[schema(max_length = 2048)]
    thumbnail: Option<String>,
    /// Seconds for which a broadcast stays open after its media ended.
    #[schema(maximum = 300)]
    reconnect_window: Option<u32>,
}

/// The settings as they are now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpdatedInfo {
    id: UserId,
    title: String,
    description: Option<String>,
    thumbnail: Option<String>,
    reconnect_window: u32,
    updated_at: Time,
}

fn parse(body: &Body) -> Result<SettingsChange> {
    if !body.has_any(&["title", "description", "thumbnail", "reconnectWindow"]) {
        return Err(Error::Refused("No update data provided"));
    }
    let mut fields = Fields::default();
    let change = SettingsChange {
        title: fields.line_if_given(body, "title", 1, 200),
        description: fields.clearable(body, "description", 1000),
        thumbnail: fields.clearable_url(body, "thumbnail", 2048),
        reconnect_window: fields.integer_if_given(body, "reconnectWindow", 0, MAX_RECONNECT_WINDOW),
        ..SettingsChange::default()
    };
    fields.finish()?;
    Ok(change)
}

/// Changes what was given. Two trips: the gate and the write.
///
/// # Errors
/// `No update data provided`; fields that break their rules; `Stream not found`.
#[utoipa::path(
    put, path = "/api/stream/info", operation_id = "update_info", tag = "stream",
    request_body = Request,
    responses((status = 200, body = Success<UpdatedInfo>))
)]
pub async fn handle(State(app): State<App>, creator: Creator, body: Body) -> Result<Success<UpdatedInfo>> {
    let change = parse(&body)?;
    let changed = app.store.change_settings(creator.stream()?, &change, app.clock.now()).await?;
    let stream = changed.ok_or_else(Creator::no_stream)?;
    tell_room(&app, &stream).await;
    tracing::info!(event = "info_update", user_id = %stream.user_id, outcome = "ok");
    Ok(Success::ok(UpdatedInfo {
        id: stream.user_id,
        title: stream.title,
        description: stream.description,
        thumbnail: stream.thumbnail,
        reconnect_window: stream.reconnect_window,
        updated_at: stream.updated_at,
    })
    .message("Stream info updated successfully"))
}
