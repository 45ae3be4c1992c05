//! GET /api/stream/info: the creator's settings; never the key.

use axum::extract::State;
use web::{App, Creator, Error, Result, Success};

use crate::stream_info::StreamInfo;

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
    Ok(Success::ok(StreamInfo::new(stream, app.clock.now())))
}
