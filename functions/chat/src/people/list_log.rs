//! GET /api/chat/:hostId/log: what moderators did.

use axum::extract::State;
use domain::chat::{LogAction, LogEntry};
use domain::{Time, UserId};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, App, Moderator, Page, PageParams, PageQuery};

use crate::{act, list};

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// What a moderator did: who, what, on whom, why, when.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatLogEntry)]
#[serde(rename_all = "camelCase")]
pub struct LogLine {
    /// Sorts by time.
    id: String,
    /// Who.
    #[schema(value_type = web::schema::UserId)]
    by: UserId,
    /// What: `BANNED`, `TIMED_OUT`, `UNBANNED`, `MODERATOR_ADDED`, `TERM_SET`, `HELD_APPROVED` and others.
    #[schema(value_type = String)]
    action: LogAction,
    /// On whom: a user's id, or a guest's identity.
    user_id: Option<String>,
    /// On which message, request or report.
    subject: Option<String>,
    /// The words that it was about.
    text: Option<String>,
    /// Why.
    reason: Option<String>,
    /// Until when, of a timeout.
    #[schema(value_type = Option<web::schema::Time>)]
    until: Option<Time>,
    /// When.
    #[schema(value_type = web::schema::Time)]
    at: Time,
}

impl From<LogEntry> for LogLine {
    fn from(entry: LogEntry) -> Self {
        let LogEntry { id, by, action, user_id, subject, text, reason, until, at } = entry;
        Self { id, by, action, user_id, subject, text, reason, until, at }
    }
}

/// Newest first; 90 days are kept. Two trips.
///
/// # Errors
/// `Stream not found`; a bad `limit`; `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/chat/{hostId}/log",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        PageParams,
    ),
    responses((status = 200, body = Page<LogLine>))
)]
pub async fn handle(State(app): State<App>, moderator: Moderator, query: PageQuery) -> Answer<Page<LogLine>, Refusal> {
    act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    let now = app.clock.now();
    let read = async |after: Option<&str>, limit| app.store.chat_log(&moderator.host, after, limit, now).await;
    Ok(list::page(&app, &moderator, "list_log", &query, read, |entry| Some(entry.into())).await?)
}
