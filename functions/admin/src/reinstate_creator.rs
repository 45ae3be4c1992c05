//! POST /api/admin/creators/:userId/reinstate: the right to stream is given back.

use axum::extract::{Path, State};
use domain::AuditAction;
use web::{Admin, App, Result, Success};

use crate::act::{Standing, act};

/// Reinstates a suspended creator, at their old place in the directory. The right comes back, the old key
/// does not: they make a new one. Two trips.
///
/// # Errors
/// `Creator not found` when they never were an approved one; `Creator not suspended`.
#[utoipa::path(
    post, path = "/api/admin/creators/{userId}/reinstate", operation_id = "reinstate_creator", tag = "admin",
    params(("userId" = String, Path, description = "the creator")),
    responses((status = 200, body = Success<Standing>))
)]
pub async fn handle(State(app): State<App>, admin: Admin, Path(user_id): Path<String>) -> Result<Success<Standing>> {
    let application = act(&app, &admin, AuditAction::CreatorReinstated, &user_id, None).await?;
    Ok(Success::ok(application.into()).message("Creator reinstated"))
}
