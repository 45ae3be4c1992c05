//! GET /api/webhook/livekit/health: for whoever sets LiveKit up.

use axum::Json;
use axum::extract::State;
use domain::Time;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, App};

/// The endpoint is there.
#[derive(Serialize, ToSchema)]
pub struct Health {
    success: bool,
    message: &'static str,
    #[schema(value_type = web::schema::Time)]
    timestamp: Time,
}

/// Answers without touching anything else.
#[utoipa::path(
    get, path = "/api/webhook/livekit/health",
    responses((status = 200, body = Health))
)]
pub async fn handle(State(app): State<App>) -> Answer<Json<Health>> {
    Ok(Json(Health { success: true, message: "LiveKit webhook endpoint is ready", timestamp: app.clock.now() }))
}
