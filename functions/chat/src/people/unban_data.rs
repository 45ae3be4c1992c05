//! What deciding on a request of a banned one has in common.

use domain::chat::{LogAction, LogEntry, MAX_REASON, UnbanRequest};
use domain::{Time, UserId, Username, may_be_id};
use serde::Serialize;
use store::Found;
use utoipa::ToSchema;
use web::{Answer, App, Body, Fields, Moderator, Result};

use crate::act;

web::refusals! {
    /// What deciding refuses.
    pub enum DecideRefusal {
        NoStream = NotFound("Stream not found"),
        NoRequest = NotFound("Unban request not found"),
        Already = Conflict("Already decided"),
    }
}

/// Why it is decided so.
#[derive(ToSchema)]
#[schema(as = UnbanDecision)]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse_reason` reads it")]
pub struct ReasonBody {
    /// Why.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// What a banned one asks.
#[derive(Serialize, ToSchema)]
#[schema(as = UnbanRequestData)]
#[serde(rename_all = "camelCase")]
pub struct RequestData {
    id: String,
    /// Who asks.
    #[schema(value_type = web::schema::UserId)]
    user_id: UserId,
    #[schema(value_type = web::schema::Username)]
    username: Username,
    name: String,
    /// What they say.
    text: String,
    /// Since when the ban is.
    #[schema(value_type = web::schema::Time)]
    banned_at: Time,
    /// Why they were banned.
    ban_reason: Option<String>,
    #[schema(value_type = web::schema::Time)]
    created_at: Time,
}

impl From<UnbanRequest> for RequestData {
    fn from(request: UnbanRequest) -> Self {
        let UnbanRequest { id, user_id, username, name, text, banned_at, ban_reason, created_at } = request;
        Self { id, user_id, username, name, text, banned_at, ban_reason, created_at }
    }
}

/// The reason, if one is given.
pub(super) fn parse_reason(body: &Body) -> Result<Option<String>> {
    let mut fields = Fields::default();
    let reason = fields.clearable(body, "reason", MAX_REASON).flatten();
    fields.finish()?;
    Ok(reason)
}

/// The request that is to be decided on, and the line of the log.
pub(super) async fn waiting(
    app: &App,
    moderator: &Moderator,
    id: &str,
    action: LogAction,
    reason: Option<&str>,
) -> Answer<(UnbanRequest, LogEntry), DecideRefusal> {
    act::room(app, moderator).ok_or(DecideRefusal::NoStream)?;
    if !may_be_id(id) {
        return Err(DecideRefusal::NoRequest.into());
    }
    let now = app.clock.now();
    let request: UnbanRequest = match app.store.find_waiting(&moderator.host, id, now).await? {
        Found::Waiting(request) => request,
        Found::Decided => return Err(DecideRefusal::Already.into()),
        Found::Nowhere => return Err(DecideRefusal::NoRequest.into()),
    };
    let entry = act::entry(app, moderator, action, now);
    let entry = entry.on(request.user_id.as_str()).of(&request.id).because(reason);
    Ok((request, entry))
}
