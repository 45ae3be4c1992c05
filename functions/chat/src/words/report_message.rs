//! POST /api/chat/:hostId/messages/:id/reports: points at a message.

use axum::extract::{Path, State};
use domain::UserId;
use domain::chat::{MAX_REASON, Report};
use utoipa::ToSchema;
use web::{Answer, App, Body, Fields, Success, Viewer};

use super::report_data::ReportData;
use crate::on_its_way;

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
        NoMessage = NotFound("Message not found"),
        Blocked = Forbidden("You are blocked by this creator"),
    }
}

/// Why.
#[derive(ToSchema)]
#[schema(as = ReportRequest)]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `handle` reads it")]
pub struct ReasonBody {
    /// 1–500 characters after trimming.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Points at a message; the same user again changes nothing. Two trips: the chat and the message side by side, then the
/// report with the message in it, which may be taken out meanwhile. Up to two seconds where it was said just now.
///
/// # Errors
/// A reason that breaks its rule; `Stream not found`, `Message not found` (or taken out), `You are blocked by this creator`.
#[utoipa::path(
    post, path = "/api/chat/{hostId}/messages/{messageId}/reports",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        ("messageId" = String, Path, description = "the message"),
    ),
    request_body = ReasonBody,
    responses((status = 202, body = Success<ReportData>))
)]
pub async fn handle(
    State(app): State<App>,
    viewer: Viewer,
    Path((host, id)): Path<(String, String)>,
    body: Body,
) -> Answer<Success<ReportData>, Refusal> {
    let mut fields = Fields::default();
    let reason = fields.paragraph(&body, "reason", 1, MAX_REASON);
    fields.finish()?;
    let host = UserId::named(&host).map_err(|_| Refusal::NoStream)?;
    let now = app.clock.now();
    let look = on_its_way::look(&app, &host, &id, now);
    let (seat, found) = tokio::try_join!(app.store.seat(&host, Some(viewer.id())), look)?;
    app.chat.rooms.learn(&host, &seat).ok_or(Refusal::NoStream)?;
    let found = match found {
        // Who is blocked waits for none.
        None if !seat.watched.is_blocked => on_its_way::wait(&app, &host, &id, now).await?,
        found => found,
    };
    let message = found.filter(|message| message.text.is_some()).ok_or(Refusal::NoMessage)?;
    if seat.watched.is_blocked {
        return Err(Refusal::Blocked.into());
    }
    let report = Report { id: app.random.id(now), message, reported_by: viewer.id().clone(), reason, created_at: now };
    if app.store.report(&host, &report).await? {
        tracing::info!(event = "message_reported", user_id = %viewer.id(), %host, message = id, outcome = "ok");
    }
    Ok(Success::accepted(report.into()).message("Message reported"))
}
