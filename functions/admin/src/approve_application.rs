//! POST /api/admin/applications/:userId/approve: the applicant may stream.

use axum::extract::{Path, State};
use domain::AuditAction;
use web::{Admin, Answer, App, ApplicationAnswer, Success};

use crate::act::{ReviewRefusal, act};

/// Approves a pending application; the applicant's very next request finds it so. Two trips.
///
/// # Errors
/// `Application not found`; `Application already reviewed`.
#[utoipa::path(
    post, path = "/api/admin/applications/{userId}/approve",
    params(("userId" = String, Path, description = "the applicant")),
    responses((status = 200, body = Success<ApplicationAnswer>))
)]
pub async fn handle(
    State(app): State<App>,
    admin: Admin,
    Path(user_id): Path<String>,
) -> Answer<Success<ApplicationAnswer>, ReviewRefusal> {
    let application = act(&app, &admin, AuditAction::ApplicationApproved, &user_id, None, ReviewRefusal::of).await?;
    Ok(Success::ok(application.into()).message("Application approved"))
}
