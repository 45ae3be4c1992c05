//! GET /api/creator/application: the caller's application.

use axum::extract::State;
use web::{App, ApplicationAnswer, Error, Result, Success, Viewer};

/// The caller's application, as it stands. One trip.
///
/// # Errors
/// `Application not found` when they never applied.
#[utoipa::path(
    get, path = "/api/creator/application", operation_id = "get_application", tag = "creator",
    responses((status = 200, body = Success<ApplicationAnswer>))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer) -> Result<Success<ApplicationAnswer>> {
    let application = app.store.application(viewer.id()).await?;
    application.map(ApplicationAnswer::from).map(Success::ok).ok_or(Error::not_found("Application not found"))
}
