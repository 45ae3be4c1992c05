//! What the four acts have in common.

use domain::{Application, ApplicationStatus, AuditAction, Step, UserId};
use serde::Serialize;
use store::{Act, Acted};
use utoipa::ToSchema;
use web::{Admin, App, Body, Error, Fields, Result};

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

/// The contract's refusal of a step from where the application stands; `None`: there is none.
const fn refusal(step: Step, found: Option<ApplicationStatus>) -> Error {
    match (step, found) {
        (Step::Submit, _) => Error::Conflict("Application already submitted"),
        (Step::Approve | Step::Reject, None) => Error::not_found("Application not found"),
        (Step::Approve | Step::Reject, Some(_)) => Error::Conflict("Application already reviewed"),
        (Step::Suspend, Some(ApplicationStatus::Suspended)) => Error::Conflict("Creator already suspended"),
        (Step::Reinstate, Some(ApplicationStatus::Approved)) => Error::Conflict("Creator not suspended"),
        (Step::Suspend | Step::Reinstate, _) => Error::not_found("Creator not found"),
    }
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
    let user_id = UserId::named(user_id).map_err(|_| refusal(action.step(), None))?;
    let act = Act { admin_id: admin.id(), action, user_id: &user_id, reason, at: app.clock.now() };
    let done = app.store.act(&act).await.map_err(Error::from).and_then(|acted| match acted {
        Acted::Done(application) => Ok(application),
        Acted::NotFrom(status) => Err(refusal(action.step(), status)),
    });
    let outcome = done.as_ref().map_or_else(ToString::to_string, |_| "ok".to_owned());
    tracing::info!(event = "admin_act", action = ?action, admin_id = %admin.id(), %user_id, outcome);
    done
}

#[cfg(test)]
mod tests {
    use super::ApplicationStatus::{Approved, Pending, Rejected, Suspended};
    use super::*;

    #[test]
    fn each_step_is_refused_in_the_contracts_words() {
        let refused = |step, found| refusal(step, found).to_string();
        for found in [Some(Approved), Some(Rejected), Some(Suspended)] {
            assert_eq!(refused(Step::Approve, found), "Application already reviewed");
            assert_eq!(refused(Step::Reject, found), "Application already reviewed");
        }
        assert_eq!(refused(Step::Approve, None), "Application not found");
        assert_eq!(refused(Step::Reject, None), "Application not found");
        for found in [None, Some(Pending), Some(Rejected)] {
            assert_eq!(refused(Step::Suspend, found), "Creator not found");
            assert_eq!(refused(Step::Reinstate, found), "Creator not found");
        }
        assert_eq!(refused(Step::Suspend, Some(Suspended)), "Creator already suspended");
        assert_eq!(refused(Step::Reinstate, Some(Approved)), "Creator not suspended");
        assert_eq!(refused(Step::Submit, Some(Pending)), "Application already submitted");
    }
}
