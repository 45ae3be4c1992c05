//! GET /api/creator/application: the caller's application.

use axum::extract::State;
use web::{Answer, App, ApplicationAnswer, Success, Viewer};

web::refusals! {
    /// What reading it refuses.
    pub enum Refusal {
        NoApplication = NotFound("Application not found"),
    }
}

/// The caller's application, as it stands. One trip.
///
/// # Errors
/// `Application not found` when they never applied.
#[utoipa::path(
    get, path = "/api/creator/application",
    responses((status = 200, body = Success<ApplicationAnswer>))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer) -> Answer<Success<ApplicationAnswer>, Refusal> {
    let application = app.store.application(viewer.id()).await?.ok_or(Refusal::NoApplication)?;
    Ok(Success::ok(application.into()))
}
