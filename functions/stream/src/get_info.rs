//! GET /api/stream/info: the creator's settings; never the key.

use axum::extract::State;
use web::{Answer, App, Creator, Success};

use crate::stream_info::StreamInfo;

web::refusals! {
    /// What reading the settings refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found", "Please create a stream key first"),
    }
}

/// The creator's settings. One trip: the gate's own read has them.
///
/// # Errors
/// `Stream not found` when there never was a key.
#[utoipa::path(
    get, path = "/api/stream/info",
    responses((status = 200, body = Success<StreamInfo>))
)]
pub async fn handle(State(app): State<App>, creator: Creator) -> Answer<Success<StreamInfo>, Refusal> {
    let stream = creator.stream.ok_or(Refusal::NoStream)?;
    Ok(Success::ok(StreamInfo::new(stream, app.clock.now())))
}
