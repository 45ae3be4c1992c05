//! What LiveKit tells us.

mod ask_for_count;
pub mod health;
mod intake;
mod older_token;
mod react;
pub mod receive_webhook;
mod recent_events;
mod verify_webhook;

pub use ask_for_count::Counted;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use http::HeaderMap;
use web::Access::{LiveKit, Public};
use web::{App, Routes};

use crate::intake::Intake;

/// The routes of this function.
#[must_use]
pub fn routes() -> Routes {
    let intake = Arc::<Intake>::default();
    let receive_webhook = move |app: State<App>, headers: HeaderMap, body: Bytes| {
        let intake = intake.clone();
        async move { receive_webhook::handle(app, &intake, headers, body).await }
    };
    Routes::new().post("/api/webhook/livekit", "receive_webhook", LiveKit, receive_webhook).get(
        "/api/webhook/livekit/health",
        "health",
        Public,
        health::handle,
    )
}

/// What the handlers say of themselves.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    #[derive(utoipa::OpenApi)]
    #[openapi(paths(receive_webhook::handle, health::handle))]
    struct Document;
    <Document as utoipa::OpenApi>::openapi()
}
