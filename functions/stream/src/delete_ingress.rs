//! DELETE /api/stream/ingress: the key dies, the settings stay.

use axum::extract::State;
use web::{Answer, App, Creator, Done};

web::refusals! {
    /// What deleting a key refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// Takes the key away and ends a live broadcast in one transaction; the deletion in LiveKit is a pending
/// call of that transaction, so LiveKit may be away.
///
/// # Errors
/// `Stream not found` when there never was a stream; the table away.
#[utoipa::path(
    delete, path = "/api/stream/ingress",
    responses((status = 200, body = Done))
)]
pub async fn handle(State(app): State<App>, creator: Creator) -> Answer<Done, Refusal> {
    let user_id = creator.id();
    let taken = app.store.take_key(creator.stream().ok_or(Refusal::NoStream)?, app.clock.now()).await?;
    let ingress_id = taken.map(|ingress| ingress.ingress_id.to_string());
    tracing::info!(event = "ingress_delete", %user_id, ingress_id, outcome = "ok");
    Ok(Done::new("Stream key deleted successfully"))
}
