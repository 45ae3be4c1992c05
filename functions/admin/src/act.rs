//! What the four acts have in common.

use domain::{Application, ApplicationStatus, AuditAction, MAX_AUDIT_REASON, UserId};
use serde::Serialize;
use store::{Act, Acted};
use utoipa::ToSchema;
use web::{Admin, Answer, App, Body, Fields, Refusals, Result};

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
    #[schema(value_type = web::schema::UserId)]
    user_id: UserId,
    #[schema(value_type = web::schema::ApplicationStatus)]
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
    let reason = fields.paragraph(body, "reason", 1, MAX_AUDIT_REASON);
    fields.finish()?;
    Ok(reason)
}

web::refusals! {
    /// What reviewing an application refuses.
    pub enum ReviewRefusal {
        NoApplication = NotFound("Application not found"),
        AlreadyReviewed = Conflict("Application already reviewed"),
    }
}

impl ReviewRefusal {
    /// The refusal of an application that stands elsewhere; `None`: there is none.
    #[must_use]
    pub const fn of(found: Option<ApplicationStatus>) -> Self {
        match found {
            None => Self::NoApplication,
            Some(_) => Self::AlreadyReviewed,
        }
    }
}

/// Acts on the user of a path, and says so in the log. Two trips.
///
/// # Errors
/// The act's refusal, by where the application stands; `None`: there is none.
pub async fn act<R: Refusals>(
    app: &App,
    admin: &Admin,
    action: AuditAction,
    user_id: &str,
    reason: Option<&str>,
    refusal: impl Fn(Option<ApplicationStatus>) -> R,
) -> Answer<Application, R> {
    // A text that is no id is nobody's.
    let user_id = UserId::named(user_id).map_err(|_| refusal(None))?;
    let act = Act { admin_id: admin.id(), action, user_id: &user_id, reason, at: app.clock.now() };
    let done = match app.store.act(&act).await {
        Ok(Acted::Done(application)) => Ok(application),
        Ok(Acted::NotFrom(status)) => Err(refusal(status).into()),
        Err(error) => Err(error.into()),
    };
    let outcome = done.as_ref().map_or_else(ToString::to_string, |_| "ok".to_owned());
    tracing::info!(event = "admin_act", action = ?action, admin_id = %admin.id(), %user_id, outcome);
    done
}
