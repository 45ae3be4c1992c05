//! DELETE /api/chat/:hostId/pinned: takes the pinned message off.

use axum::extract::State;
use domain::chat::LogAction;
use domain::chat::packet::Event;
use web::{Answer, App, Done, Moderator};

use crate::act;

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// Takes it off; with none there it stays so. Two trips.
///
/// # Errors
/// `Stream not found`.
#[utoipa::path(
    delete, path = "/api/chat/{hostId}/pinned",
    params(("hostId" = String, Path, description = "the creator's user id")),
    responses((status = 200, body = Done))
)]
pub async fn handle(State(app): State<App>, moderator: Moderator) -> Answer<Done, Refusal> {
    let room = act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    let host = &moderator.host;
    let entry = act::entry(&app, &moderator, LogAction::Unpinned, app.clock.now());
    if !app.store.unpin(host, &entry).await? {
        return Err(Refusal::NoStream.into());
    }
    act::done(&moderator, &entry);
    app.chat.rooms.forget(host);
    app.chat.tell(host, &room, Event::Pin { m: None }).await;
    Ok(Done::new("Message unpinned"))
}
