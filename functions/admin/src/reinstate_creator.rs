//! POST /api/admin/creators/:userId/reinstate: the right to stream is given back.

use axum::extract::{Path, State};
use domain::{ApplicationStatus, AuditAction};
use web::{Admin, Answer, App, Success};

use crate::act::{Standing, act};

web::refusals! {
    /// What reinstating refuses.
    pub enum Refusal {
        NoCreator = NotFound("Creator not found"),
        NotSuspended = Conflict("Creator not suspended"),
    }
}

impl Refusal {
    /// The refusal of a creator who stands elsewhere; `None`: they never applied.
    const fn of(found: Option<ApplicationStatus>) -> Self {
        match found {
            Some(ApplicationStatus::Approved) => Self::NotSuspended,
            _ => Self::NoCreator,
        }
    }
}

/// Reinstates a suspended creator, at their old place in the directory. The right comes back, the old key
/// does not: they make a new one. Two trips.
///
/// # Errors
/// `Creator not found` when they never were an approved one; `Creator not suspended`.
#[utoipa::path(
    post, path = "/api/admin/creators/{userId}/reinstate",
    params(("userId" = String, Path, description = "the creator")),
    responses((status = 200, body = Success<Standing>))
)]
pub async fn handle(
    State(app): State<App>,
    admin: Admin,
    Path(user_id): Path<String>,
) -> Answer<Success<Standing>, Refusal> {
    let application = act(&app, &admin, AuditAction::CreatorReinstated, &user_id, None, Refusal::of).await?;
    Ok(Success::ok(application.into()).message("Creator reinstated"))
}
