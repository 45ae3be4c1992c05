//! What the four acts have in common.

use serde::Serialize;
use shared::App;
use shared::auth::Admin;
use shared::domain::{Application, ApplicationStatus, AuditAction, UserId};
use shared::error::Result;
use shared::http::{Body, Fields};
use shared::store::Act;
use utoipa::ToSchema;

/// The reason of an act that takes one.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse_reason` reads it")]
pub struct Reason {
    /// 1–500 characters after trimming.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Where a creator stands after an act.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    user_id: UserId,
    status: ApplicationStatus,
    reason: Option<String>,
}

impl From<Application> for Standing {
    fn from(application: Application) -> Self {
        Self { user_id: application.user_id, status: application.status, reason: application.suspension_reason }
    }
}

/// Reads the reason.
///
/// # Errors
/// A reason that is missing or breaks its rule.
pub fn parse_reason(body: &Body) -> Result<String> {
    let mut fields = Fields::default();
    let reason = fields.paragraph(body, "reason", 1, 500);
    fields.finish()?;
    Ok(reason)
}

/// Acts on the user of a path, and says so in the log. Two trips.
///
/// # Errors
/// The contract's refusal.
pub async fn act(
    app: &App,
    admin: &Admin,
    action: AuditAction,
    user_id: &str,
    reason: Option<&str>,
) -> Result<Application> {
    // A text that is no id is nobody's.
    let user_id = UserId::parse(user_id).map_err(|_| Act::refusal(action.step(), None))?;
    let act = Act { admin_id: admin.id(), action, user_id: &user_id, reason, at: app.clock.now() };
    let done = app.store.act(&act).await;
    let outcome = done.as_ref().map_or_else(ToString::to_string, |_| "ok".to_owned());
    tracing::info!(event = "admin_act", action = ?action, admin_id = %admin.id(), %user_id, outcome);
    done
}
