//! POST /api/social/block/:userId: blocks a user.

use axum::extract::{Path, State};
use domain::UserId;
use livekit::CallError;
use store::Blocked;
use web::{Answer, App, Done, Viewer};

web::refusals! {
    /// What blocking refuses, in the order in which it is looked at.
    pub enum Refusal {
        Oneself = Refused("You cannot block yourself"),
        NoUser = NotFound("User not found"),
        Already = Refused("User is already blocked"),
    }
}

/// Blocks a user; follows both ways end with it, and the blocked one is put out of the blocker's room.
/// Who is in the room as a guest is beyond it: a guest's identity says nothing of who they are. Two trips.
///
/// # Errors
/// `You cannot block yourself`, `User not found`, `User is already blocked`.
#[utoipa::path(
    post, path = "/api/social/block/{userId}",
    params(("userId" = String, Path, description = "whom")),
    responses((status = 200, body = Done))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, Path(user_id): Path<String>) -> Answer<Done, Refusal> {
    let blocker = viewer.id();
    let blocked = UserId::named(&user_id).map_err(|_| Refusal::NoUser)?;
    if blocked == *blocker {
        return Err(Refusal::Oneself.into());
    }
    match app.store.block(blocker, &blocked, app.clock.now()).await? {
        Blocked::NoUser => return Err(Refusal::NoUser.into()),
        Blocked::Already => return Err(Refusal::Already.into()),
        Blocked::Done { has_room: true } => put_out(&app, blocker, &blocked).await,
        Blocked::Done { has_room: false } => {}
    }
    tracing::info!(event = "block", user_id = %blocker, %blocked, outcome = "ok");
    Ok(Done::new("Successfully blocked user"))
}

/// Puts the blocked one out of the room at once. The outbox entry that was stored with the block does it
/// again, so nothing depends on this one: LiveKit may be away.
async fn put_out(app: &App, room: &UserId, blocked: &UserId) {
    match app.livekit.remove_participant(room, blocked.as_str()).await {
        // The block has a line of its own, and so has the room's call where it is made.
        Ok(()) => tracing::debug!(event = "put_out", user_id = %room, %blocked, outcome = "ok"),
        Err(CallError::NotFound) => {
            tracing::debug!(event = "put_out", user_id = %room, %blocked, outcome = "not there");
        }
        Err(error) => {
            tracing::warn!(event = "put_out", user_id = %room, %blocked, outcome = "later", cause = %error);
        }
    }
}
