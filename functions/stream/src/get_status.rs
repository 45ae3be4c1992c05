//! GET /api/stream/status: is it live, and how many watch?

use axum::extract::State;
use domain::{ChatSettings, State as LiveState, Time};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, App, Creator, Success};

use crate::stream_info::StreamInfo;

web::refusals! {
    /// What reading the status refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// A stream's state as its creator sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StreamStatus {
    is_live: bool,
    #[schema(value_type = web::schema::State)]
    state: LiveState,
    viewer_count: u32,
    #[schema(value_type = Option<web::schema::Time>)]
    started_at: Option<Time>,
    title: String,
    thumbnail: Option<String>,
    #[serde(flatten)]
    #[schema(value_type = web::schema::ChatSettings)]
    chat: ChatSettings,
    /// The whole of it.
    stream: StreamInfo,
}

/// The stream's state by the times stored. One trip: the gate's own read has it.
///
/// # Errors
/// `Stream not found` when there never was a key.
#[utoipa::path(
    get, path = "/api/stream/status",
    responses((status = 200, body = Success<StreamStatus>))
)]
pub async fn handle(State(app): State<App>, creator: Creator) -> Answer<Success<StreamStatus>, Refusal> {
    let now = app.clock.now();
    let stream = creator.stream().ok_or(Refusal::NoStream)?;
    let state = stream.state(now);
    Ok(Success::ok(StreamStatus {
        is_live: state == LiveState::Live,
        state,
        viewer_count: creator.count.shown(state),
        started_at: stream.media.started_at(now),
        title: stream.title.clone(),
        thumbnail: stream.thumbnail.clone(),
        chat: stream.chat,
        stream: StreamInfo::new(stream.clone(), now),
    }))
}
