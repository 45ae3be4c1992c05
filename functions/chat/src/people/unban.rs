//! DELETE /api/chat/:hostId/bans/:userId: takes a ban or a timeout away.

use axum::extract::{Path, State};
use domain::Time;
use domain::chat::LogAction;
use store::Chatter;
use web::{Answer, App, Done, Moderator};

use super::create_ban::known;
use crate::act;

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
        NotBanned = NotFound("User is not banned"),
    }
}

/// Takes a ban away; that of a block by the creator goes with the block alone, and is none here. Three trips: the ban that
/// is taken away is read first, since its time is the place in the list.
///
/// # Errors
/// `Stream not found`; `User is not banned`, whoever that may be.
#[utoipa::path(
    delete, path = "/api/chat/{hostId}/bans/{userId}",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        ("userId" = String, Path, description = "a user's id, or a guest's identity"),
    ),
    responses((status = 200, body = Done))
)]
pub async fn handle(
    State(app): State<App>,
    moderator: Moderator,
    Path((_, user_id)): Path<(String, String)>,
) -> Answer<Done, Refusal> {
    act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    let who = known(&user_id).ok_or(Refusal::NotBanned)?;
    let chatter = app.store.chatter(&moderator.host, &who).await?;
    let entry = act::entry(&app, &moderator, LogAction::Unbanned, app.clock.now()).on(&who);
    if !app.store.unban(&moderator.host, &who, &entry, &chatter).await? {
        return Err(Refusal::NotBanned.into());
    }
    act::done(&moderator, &entry);
    tell_unbanned(&app, &moderator, &who, &chatter, entry.at).await;
    Ok(Done::new("User unbanned"))
}

/// Tells somebody whose ban went what they are now.
pub(super) async fn tell_unbanned(app: &App, moderator: &Moderator, who: &str, before: &Chatter, now: Time) {
    let now_is = Chatter { ban: None, ..before.clone() };
    if let Some(room) = act::room(app, moderator) {
        act::tell_them(app, &moderator.host, &room, who, (now_is.role, now_is.barred(now))).await;
    }
}
