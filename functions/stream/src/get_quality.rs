//! GET /api/stream/quality: how pushes are encoded.

use web::{Answer, Creator, Success};

use crate::quality_data::QualityData;

/// How the caller's pushes are encoded. One trip: the gate's own read has it.
///
/// # Errors
/// None of its own.
#[utoipa::path(
    get, path = "/api/stream/quality",
    responses((status = 200, body = Success<QualityData>))
)]
pub async fn handle(creator: Creator) -> Answer<Success<QualityData>> {
    Ok(Success::ok(creator.user.channel.quality.into()))
}
