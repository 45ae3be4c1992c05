//! GET /api/stream/hosts: whose live stream is shown while one is offline.

use domain::UserId;
use web::{Answer, Creator, Success};

/// The creators whom the caller hosts, in their order. One trip: the gate's own read has them.
///
/// # Errors
/// None of its own.
#[utoipa::path(
    get, path = "/api/stream/hosts",
    responses((status = 200, body = Success<Vec<web::schema::UserId>>))
)]
pub async fn handle(creator: Creator) -> Answer<Success<Vec<UserId>>> {
    Ok(Success::ok(creator.user.channel.hosts))
}
