//! POST /api/admin/applications/:userId/reject: the applicant may not stream, and may apply anew.

use axum::extract::{Path, State};
use domain::AuditAction;
use web::{Admin, Answer, App, ApplicationAnswer, Body, Success};

use crate::act::{Reason, ReviewRefusal, act, parse_reason};

/// Rejects a pending application, with the reason, which the applicant sees. Two trips.
///
/// # Errors
/// A reason that breaks its rule; `Application not found`; `Application already reviewed`.
#[utoipa::path(
    post, path = "/api/admin/applications/{userId}/reject",
    params(("userId" = String, Path, description = "the applicant")),
    request_body = Reason,
    responses((status = 200, body = Success<ApplicationAnswer>))
)]
pub async fn handle(
    State(app): State<App>,
    admin: Admin,
    Path(user_id): Path<String>,
    body: Body,
) -> Answer<Success<ApplicationAnswer>, ReviewRefusal> {
    let reason = parse_reason(&body)?;
    let application =
        act(&app, &admin, AuditAction::ApplicationRejected, &user_id, Some(&reason), ReviewRefusal::of).await?;
    Ok(Success::ok(application.into()).message("Application rejected"))
}
