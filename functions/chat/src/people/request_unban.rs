//! POST /api/chat/:hostId/unban-requests: a banned one asks to be unbanned.

use axum::extract::{Path, State};
use domain::UserId;
use domain::chat::{MAX_TEXT, UnbanRequest};
use store::UnbanAsked;
use utoipa::ToSchema;
use web::{Answer, App, Body, Fields, Success, Viewer};

use super::unban_data::RequestData;

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
        Blocked = Forbidden("You are blocked by this creator"),
        NotBanned = Conflict("Not banned"),
        Already = Conflict("Already requested"),
    }
}

/// What to say.
#[derive(ToSchema)]
#[schema(as = UnbanRequestBody)]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `handle` reads it")]
pub struct TextBody {
    /// 1–500 characters after trimming.
    #[schema(min_length = 1, max_length = 500)]
    text: String,
}

/// Asks, once a ban and while it holds. Two trips: the ban with the profile beside it, then one transaction on that ban.
///
/// # Errors
/// A text that breaks its rule; `Stream not found`, `You are blocked by this creator`, `Not banned`, `Already requested`.
#[utoipa::path(
    post, path = "/api/chat/{hostId}/unban-requests",
    params(("hostId" = String, Path, description = "the creator's user id")),
    request_body = TextBody,
    responses((status = 201, body = Success<RequestData>))
)]
pub async fn handle(
    State(app): State<App>,
    viewer: Viewer,
    Path(host): Path<String>,
    body: Body,
) -> Answer<Success<RequestData>, Refusal> {
    let mut fields = Fields::default();
    let text = fields.paragraph(&body, "text", 1, MAX_TEXT);
    fields.finish()?;
    let host = UserId::named(&host).map_err(|_| Refusal::NoStream)?;
    let (seat, user) = tokio::try_join!(app.store.seat(&host, Some(viewer.id())), viewer.user())?;
    app.chat.rooms.learn(&host, &seat).ok_or(Refusal::NoStream)?;
    if seat.watched.is_blocked {
        return Err(Refusal::Blocked.into());
    }
    let now = app.clock.now();
    let ban = seat.chatter.banned(now).ok_or(Refusal::NotBanned)?;
    let request = UnbanRequest {
        id: app.random.id(now),
        user_id: viewer.id().clone(),
        username: user.username.clone(),
        name: user.name.clone(),
        text,
        banned_at: ban.created_at,
        ban_reason: ban.reason.clone(),
        created_at: now,
    };
    match app.store.ask_unban(&host, &request).await? {
        UnbanAsked::Done => {}
        UnbanAsked::NotBanned => return Err(Refusal::NotBanned.into()),
        UnbanAsked::Already => return Err(Refusal::Already.into()),
    }
    tracing::info!(event = "unban_requested", user_id = %viewer.id(), %host, outcome = "ok");
    Ok(Success::created(request.into()))
}
