//! POST /api/admin/creators/:userId/suspend: the right to stream is taken away, at once.

use axum::extract::{Path, State};
use domain::{ApplicationStatus, AuditAction};
use web::{Admin, Answer, App, Body, Success};

use crate::act::{Reason, Standing, act, parse_reason};

web::refusals! {
    /// What suspending refuses.
    pub enum Refusal {
        NoCreator = NotFound("Creator not found"),
        AlreadySuspended = Conflict("Creator already suspended"),
    }
}

impl Refusal {
    /// The refusal of a creator who stands elsewhere; `None`: they never applied.
    const fn of(found: Option<ApplicationStatus>) -> Self {
        match found {
            Some(ApplicationStatus::Suspended) => Self::AlreadySuspended,
            _ => Self::NoCreator,
        }
    }
}

/// Suspends a creator: a live broadcast ends, the key is dead, nobody gets a token any more. LiveKit's
/// part (the ingress, then the room) is left as outbox entries, so it stands with LiveKit away. Two trips.
///
/// # Errors
/// A reason that breaks its rule; `Creator not found` when they never were an approved one; `Creator
/// already suspended`.
#[utoipa::path(
    post, path = "/api/admin/creators/{userId}/suspend",
    params(("userId" = String, Path, description = "the creator")),
    request_body = Reason,
    responses((status = 200, body = Success<Standing>))
)]
pub async fn handle(
    State(app): State<App>,
    admin: Admin,
    Path(user_id): Path<String>,
    body: Body,
) -> Answer<Success<Standing>, Refusal> {
    let reason = parse_reason(&body)?;
    let application = act(&app, &admin, AuditAction::CreatorSuspended, &user_id, Some(&reason), Refusal::of).await?;
    Ok(Success::ok(application.into()).message("Creator suspended"))
}
