//! GET /api/viewer/stream/:username: a creator's stream.

use axum::extract::{Path, State};
use domain::{ApplicationStatus, State as LiveState, User, UserId, Username};
use web::{Answer, App, Caller, Success};

use crate::PublicStream;

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// A creator's stream, by username in any case. An offline one shows whom its creator hosts: the first of them who is
/// live and has no block with the creator; its player joins their room. Two trips: the name, then everything behind it; a
/// third where an offline creator hosts somebody.
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
    let is_offline = stream.state(app.clock.now()) == LiveState::Offline;
    let hosted = if is_offline { hosted(&app, &user, caller.id()).await? } else { None };
    let shown = PublicStream::new(&app, stream, &user, count.viewers);
    Ok(Success::ok(match hosted {
        Some(hosted) => shown.showing(hosted),
        None => shown,
    }))
}

async fn hosted(app: &App, user: &User, caller: Option<&UserId>) -> runtime::Result<Option<PublicStream>> {
    let hosts = &user.channel.hosts;
    if hosts.is_empty() {
        return Ok(None);
    }
    let now = app.clock.now();
    let hosted = app.store.hosted(&user.id, hosts, caller, now).await?;
    Ok(hosted.map(|(stream, viewers)| PublicStream::from_card(app, stream, viewers)))
}
