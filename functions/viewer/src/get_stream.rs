//! GET /api/viewer/stream/:username: a creator's stream.

use axum::extract::{Path, State};
use domain::{ApplicationStatus, Username};
use web::{Answer, App, Caller, Success};

use crate::PublicStream;

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// A creator's stream, by username in any case. Two trips: the name, then everything behind it.
///
/// # Errors
/// `Stream not found`: no such user, no stream, suspended, or the caller is blocked by the creator.
#[utoipa::path(
    get, path = "/api/viewer/stream/{username}",
    params(("username" = String, Path, description = "in any case")),
    responses((status = 200, body = Success<PublicStream>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    Path(username): Path<String>,
) -> Answer<Success<PublicStream>, Refusal> {
    let username = Username::parse(&username).map_err(|_| Refusal::NoStream)?;
    let id = app.store.id_of_username(&username).await?.ok_or(Refusal::NoStream)?;
    let watched = app.store.watched(&id, caller.id()).await?;
    let (Some(user), Some(stream)) = (watched.user, watched.stream) else { return Err(Refusal::NoStream.into()) };
    if watched.is_blocked || user.creator_status == Some(ApplicationStatus::Suspended) {
        return Err(Refusal::NoStream.into());
    }
    let count = watched.count.unwrap_or_default();
    Ok(Success::ok(PublicStream::new(stream, &user, count.viewers, app.clock.now())))
}
