//! GET /api/creator/application/status: whether the caller applied, and how it stands.

use axum::extract::State;
use domain::{Application, ApplicationStatus, Time};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, App, Success, Viewer};

/// How the caller's application stands; without one, all but the first are null.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusData {
    has_application: bool,
    #[schema(value_type = Option<web::schema::ApplicationStatus>)]
    status: Option<ApplicationStatus>,
    #[schema(value_type = Option<web::schema::Time>)]
    submitted_at: Option<Time>,
    #[schema(value_type = Option<web::schema::Time>)]
    reviewed_at: Option<Time>,
}

impl StatusData {
    fn new(application: Option<&Application>) -> Self {
        Self {
            has_application: application.is_some(),
            status: application.map(|application| application.status),
            submitted_at: application.map(|application| application.submitted_at),
            reviewed_at: application.and_then(|application| application.reviewed_at),
        }
    }
}

/// How the caller's application stands. One trip.
///
/// # Errors
/// The table away.
#[utoipa::path(
    get, path = "/api/creator/application/status",
    responses((status = 200, body = Success<StatusData>))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer) -> Answer<Success<StatusData>> {
    let application = app.store.application(viewer.id()).await?;
    Ok(Success::ok(StatusData::new(application.as_ref())))
}
