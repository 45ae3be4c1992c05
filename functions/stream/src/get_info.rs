//! GET /api/stream/info: the creator's settings; never the key.

use axum::extract::State;
use domain::{ChatSettings, IngressId, IngressType, State as LiveState, Time, UserId};
use serde::Serialize;
use utoipa::ToSchema;
use web::{App, Creator, Error, Result, Success};

/// A stream as its creator sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StreamInfo {
    id: UserId,
    title: String,
    description: Option<String>,
    thumbnail: Option<String>,
    is_live: bool,
    state: LiveState,
    #[serde(flatten)]
    chat: ChatSettings,
    reconnect_window: u32,
    ingress_id: Option<IngressId>,
    ingress_type: Option<IngressType>,
    server_url: Option<String>,
    user_id: UserId,
    created_at: Time,
    updated_at: Time,
}

/// The creator's settings. One trip: the gate's own read has them.
///
/// # Errors
/// `Stream not found` when there never was a key.
#[utoipa::path(
    get, path = "/api/stream/info", operation_id = "get_info", tag = "stream",
    responses((status = 200, body = Success<StreamInfo>))
)]
pub async fn handle(State(app): State<App>, creator: Creator) -> Result<Success<StreamInfo>> {
    let stream = creator
        .stream
        .ok_or(Error::NotFound { error: "Stream not found", message: Some("Please create a stream key first") })?;
    let state = stream.state(app.clock.now());
    let (ingress_id, ingress_type, server_url) = match stream.ingress {
        Some(ingress) => (Some(ingress.ingress_id), Some(ingress.ingress_type), Some(ingress.server_url)),
        None => (None, None, None),
    };
    Ok(Success::ok(StreamInfo {
        id: stream.user_id.clone(),
        title: stream.title,
        description: stream.description,
        thumbnail: stream.thumbnail,
        is_live: state == LiveState::Live,
        state,
        chat: stream.chat,
        reconnect_window: stream.reconnect_window,
        ingress_id,
        ingress_type,
        server_url,
        user_id: stream.user_id,
        created_at: stream.created_at,
        updated_at: stream.updated_at,
    }))
}
