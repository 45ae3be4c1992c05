//! GET /api/viewer/stream/:username: a creator's stream.

use axum::extract::{Path, State};
use domain::{ApplicationStatus, Username};
use web::{App, Caller, Error, Result, Success};

use crate::PublicStream;

const NOT_FOUND: Error = Error::not_found("Stream not found");

/// A creator's stream, by username in any case. Two trips: the name, then everything behind it.
///
/// # Errors
/// `Stream not found`: no such user, no stream, suspended, or the caller is blocked by the creator.
#[utoipa::path(
    get, path = "/api/viewer/stream/{username}", operation_id = "get_stream", tag = "viewer",
    params(("username" = String, Path, description = "in any case")),
    responses((status = 200, body = Success<PublicStream>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    Path(username): Path<String>,
) -> Result<Success<PublicStream>> {
    let username = Username::parse(&username).map_err(|_| NOT_FOUND)?;
    let id = app.store.id_of_username(&username).await?.ok_or(NOT_FOUND)?;
    let watched = app.store.watched(&id, caller.id()).await?;
    let (Some(user), Some(stream)) = (watched.user, watched.stream) else { return Err(NOT_FOUND) };
    if watched.is_blocked || user.creator_status == Some(ApplicationStatus::Suspended) {
        return Err(NOT_FOUND);
    }
    let count = watched.count.unwrap_or_default();
    Ok(Success::ok(PublicStream::new(stream, &user, count.viewers, app.clock.now())))
}
