//! POST /api/admin/applications/:userId/reject: the applicant may not stream, and may apply anew.

use axum::extract::{Path, State};
use domain::AuditAction;
use web::{Admin, App, ApplicationAnswer, Body, Result, Success};

use crate::act::{Reason, act, parse_reason};

/// Rejects a pending application, with the reason, which the applicant sees. Two trips.
///
/// # Errors
/// A reason that breaks its rule; `Application not found`; `Application already reviewed`.
#[utoipa::path(
    post, path = "/api/admin/applications/{userId}/reject", operation_id = "reject_application", tag = "admin",
    params(("userId" = String, Path, description = "the applicant")),
    request_body = Reason,
    responses((status = 200, body = Success<ApplicationAnswer>))
)]
pub async fn handle(
    State(app): State<App>,
    admin: Admin,
    Path(user_id): Path<String>,
    body: Body,
) -> Result<Success<ApplicationAnswer>> {
    let reason = parse_reason(&body)?;
    let application = act(&app, &admin, AuditAction::ApplicationRejected, &user_id, Some(&reason)).await?;
    Ok(Success::ok(application.into()).message("Application rejected"))
}
