//! GET /api/webhook/livekit/health: for whoever sets LiveKit up.

use axum::extract::State;
use axum::response::IntoResponse;
use domain::Time;
use serde::Serialize;
use utoipa::ToSchema;
use web::App;

/// The endpoint is there.
#[derive(Serialize, ToSchema)]
pub struct Health {
    success: bool,
    message: &'static str,
    timestamp: Time,
}

/// Answers without touching anything else.
#[utoipa::path(
    get, path = "/api/webhook/livekit/health", operation_id = "health", tag = "webhook",
    responses((status = 200, body = Health))
)]
pub async fn handle(State(app): State<App>) -> impl IntoResponse {
    axum::Json(Health { success: true, message: "LiveKit webhook endpoint is ready", timestamp: app.clock.now() })
}
