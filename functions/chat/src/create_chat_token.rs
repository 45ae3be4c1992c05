//! POST /api/chat/:hostId/token: a token to speak in a chat.

use axum::extract::{Path, State};
use domain::{Time, UserId};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Address, Answer, App, Body, Caller, ChatClaims, Fields, FirstRun, Success};

web::refusals! {
    /// What a token is refused for.
    pub enum Refusal {
        NoGuestName = Refused("Guest name is required for anonymous viewers"),
        NoStream = NotFound("Stream not found"),
        Blocked = Forbidden("You are blocked by this creator"),
    }
}

/// Who asks.
#[derive(ToSchema)]
#[schema(as = CreateChatTokenRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// Name of a guest, 1–50 characters; needed without a bearer token and without an earlier chat token.
    #[schema(min_length = 1, max_length = 50)]
    guest_name: Option<String>,
    /// A guest's earlier chat token for this chat, at most a day old: the new one has its identity.
    chat_token: Option<String>,
}

/// A token and what is in it.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatTokenData)]
#[serde(rename_all = "camelCase")]
pub struct ChatTokenData {
    chat_token: String,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Time,
    identity: String,
    name: String,
}

/// A token to speak in a chat, for five minutes: with it a message is one trip. One trip; a guest's too.
///
/// # Errors
/// `Guest name is required for anonymous viewers`; `Stream not found`; `You are blocked by this creator`.
#[utoipa::path(
    post, path = "/api/chat/{hostId}/token",
    params(("hostId" = String, Path, description = "the creator's user id")),
    request_body = Request,
    responses((status = 200, body = Success<ChatTokenData>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    FirstRun(identity_before): FirstRun,
    Address(address): Address,
    Path(host): Path<String>,
    body: Body,
) -> Answer<Success<ChatTokenData>, Refusal> {
    let host = UserId::named(&host).map_err(|_| Refusal::NoStream)?;
    let now = app.clock.now();
    let claims = match &caller.0 {
        Some(viewer) => {
            let (seat, user) = tokio::try_join!(app.store.seat(&host, Some(viewer.id())), viewer.user())?;
            app.chat.rooms.learn(&host, &seat).ok_or(Refusal::NoStream)?;
            if seat.watched.is_blocked {
                return Err(Refusal::Blocked.into());
            }
            ChatClaims::of_user(&host, user, seat.watched.followed_at, seat.chatter.role, viewer.is_admin(), now)
        }
        None => {
            let earlier = match body.given("chatToken").and_then(|token| token.as_str()) {
                Some(token) => ChatClaims::of_earlier(&app.secrets, &host, token, now).await?,
                None => None,
            };
            let name = match &earlier {
                Some(earlier) => earlier.name.clone(),
                None => guest_name(&body)?,
            };
            app.chat.rooms.get(&host).await?.ok_or(Refusal::NoStream)?;
            let fresh = || format!("{}{}", UserId::GUEST_PREFIX, app.random.id(now).to_lowercase());
            let identity = identity_before.or_else(|| earlier.map(|earlier| earlier.identity)).unwrap_or_else(fresh);
            ChatClaims::of_guest(&host, &identity, &name, address, now)
        }
    };
    let chat_token = claims.sign(&app.secrets).await?;
    let (identity, name) = (claims.identity.clone(), claims.name.clone());
    let note = identity.clone();
    let data = ChatTokenData { chat_token, expires_at: Time::from_secs(claims.exp), identity, name };
    Ok(Success::ok(data).message("Token generated successfully").secret(note))
}

fn guest_name(body: &Body) -> Answer<String, Refusal> {
    let is_missing =
        body.given("guestName").is_none_or(|name| name.as_str().is_some_and(|name| name.trim().is_empty()));
    if is_missing {
        return Err(Refusal::NoGuestName.into());
    }
    let mut fields = Fields::default();
    let name = fields.guest_name(body);
    fields.finish()?;
    Ok(name)
}
