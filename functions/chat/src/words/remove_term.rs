//! DELETE /api/chat/:hostId/terms/:id: words may be said again.

use axum::extract::{Path, State};
use domain::chat::LogAction;
use domain::may_be_id;
use web::{Answer, App, Done, Moderator};

use crate::act;

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
        NoTerm = NotFound("Term not found"),
    }
}

/// Takes a term away. Every process knows it within two seconds. Two trips.
///
/// # Errors
/// `Stream not found`, `Term not found`.
#[utoipa::path(
    delete, path = "/api/chat/{hostId}/terms/{id}",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        ("id" = String, Path, description = "the term"),
    ),
    responses((status = 200, body = Done))
)]
pub async fn handle(
    State(app): State<App>,
    moderator: Moderator,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Done, Refusal> {
    act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    if !may_be_id(&id) {
        return Err(Refusal::NoTerm.into());
    }
    let entry = act::entry(&app, &moderator, LogAction::TermRemoved, app.clock.now()).of(&id);
    if !app.store.remove_term(&moderator.host, &id, &entry).await? {
        return Err(Refusal::NoTerm.into());
    }
    act::done(&moderator, &entry);
    Ok(Done::new("Term removed"))
}
