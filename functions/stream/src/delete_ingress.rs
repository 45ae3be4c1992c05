//! DELETE /api/stream/ingress: the key dies, the settings stay.

use axum::extract::State;
use web::{App, Creator, Done, Result};

/// Takes the key away and ends a live broadcast in one transaction; the deletion in LiveKit is a pending
/// call of that transaction, so LiveKit may be away.
///
/// # Errors
/// `Stream not found` when there never was a stream; the table away.
#[utoipa::path(
    delete, path = "/api/stream/ingress", operation_id = "delete_ingress", tag = "stream",
    responses((status = 200, body = Done))
)]
pub async fn handle(State(app): State<App>, creator: Creator) -> Result<Done> {
    let user_id = creator.id();
    let taken = app.store.take_key(creator.stream()?, app.clock.now()).await?;
    let ingress_id = taken.map(|ingress| ingress.ingress_id.to_string());
    tracing::info!(event = "ingress_delete", %user_id, ingress_id, outcome = "ok");
    Ok(Done::new("Stream key deleted successfully"))
}
