//! A report as its maker and moderators see it.

use domain::chat::{ChatMessage, Report};
use domain::{Time, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answers;

/// A report.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatReport)]
#[serde(rename_all = "camelCase")]
pub struct ReportData {
    id: String,
    /// The message as it was then.
    #[schema(value_type = answers::Message)]
    message: ChatMessage,
    /// Who points at it.
    #[schema(value_type = web::schema::UserId)]
    reported_by: UserId,
    /// Why.
    reason: String,
    #[schema(value_type = web::schema::Time)]
    created_at: Time,
}

impl From<Report> for ReportData {
    fn from(report: Report) -> Self {
        let Report { id, message, reported_by, reason, created_at } = report;
        Self { id, message, reported_by, reason, created_at }
    }
}
