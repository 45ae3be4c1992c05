//! POST /api/viewer/token: a LiveKit access token to watch a creator.

use axum::extract::State;
use domain::{ApplicationStatus, Audience, Raid, Time, User, UserId};
use livekit::{ViewerToken, viewer_token};
use serde::Serialize;
use store::{Chatter, Watched};
use utoipa::ToSchema;
use web::{Address, Answer, App, Body, Caller, ChatClaims, Fields, FirstRun, Success, Viewer};

use crate::raid_pass::raid_to;

web::refusals! {
    /// What a token is refused for, in the order in which it is looked at.
    pub enum Refusal {
        NoHostId = Refused("Host ID is required"),
        NoGuestName = Refused("Guest name is required for anonymous viewers"),
        NoHost = NotFound("Host not found"),
        NoStream = NotFound("Stream not found"),
        Blocked = Forbidden("You are blocked by this creator"),
    }
}

/// Whom to watch.
#[derive(ToSchema)]
#[schema(as = CreateTokenRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// The creator's user id.
    host_id: String,
    /// Name of a guest, 1–50 characters; needed without a bearer token.
    #[schema(min_length = 1, max_length = 50)]
    guest_name: Option<String>,
    /// The raid that leads there, from the metadata of the room that is left. A guest's request with it does not count
    /// against the limit of their address, once each. One that does not lead there now is passed over.
    raid_id: Option<String>,
    /// Of a guest with a `raidId`: a chat token of the room that is left, which tells them from others behind their address.
    /// One that is not good is passed over.
    chat_token: Option<String>,
}

/// A token and what is in it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokenData {
    token: String,
    identity: String,
    name: String,
    ws_url: String,
    /// To speak in the chat under the same identity.
    chat_token: String,
    #[schema(value_type = String, format = DateTime)]
    chat_token_expires_at: Time,
}

struct Wanted {
    host: String,
    guest_name: Option<String>,
    raid_id: Option<String>,
}

fn parse(body: &Body, is_guest: bool) -> Answer<Wanted, Refusal> {
    let missing =
        |field: &str| body.given(field).is_none_or(|value| value.as_str().is_some_and(|text| text.trim().is_empty()));
    if missing("hostId") {
        return Err(Refusal::NoHostId.into());
    }
    if is_guest && missing("guestName") {
        return Err(Refusal::NoGuestName.into());
    }
    let mut fields = Fields::default();
    let host = match body.given("hostId").and_then(|value| value.as_str()) {
        Some(host) => host.trim().to_owned(),
        None => {
            fields.error("hostId", "must be a string");
            String::new()
        }
    };
    let guest_name = is_guest.then(|| fields.guest_name(body));
    let raid_id = body.given("raidId").and_then(|value| {
        let text = value.as_str();
        if text.is_none() {
            fields.error("raidId", "must be a string");
        }
        text.map(|text| text.trim().to_owned())
    });
    fields.finish()?;
    Ok(Wanted { host, guest_name, raid_id })
}

/// A token for the creator's room: to subscribe, never to publish media, and to send data as the chat
/// rules say for this caller now. An offline stream grants like a live one. One trip; another one for a guest
/// from an address that is banned in the chat. Repeated under its
/// Idempotency-Key, it is a new token for the same identity, with the rights of now.
///
/// # Errors
/// As the contract has them, in its order.
#[utoipa::path(
    post, path = "/api/viewer/token",
    request_body = Request,
    responses((status = 200, body = Success<TokenData>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    FirstRun(identity_before): FirstRun,
    Address(address): Address,
    body: Body,
) -> Answer<Success<TokenData>, Refusal> {
    let wanted = parse(&body, caller.0.is_none())?;
    let host = UserId::named(&wanted.host).map_err(|_| Refusal::NoHost)?;
    let (watched, user, chatter, raid) = tokio::try_join!(
        app.store.watched(&host, caller.id()),
        own(caller.0.as_ref()),
        chatter(&app, &host, caller.id(), &address),
        raid(&app, wanted.raid_id.as_deref(), &host),
    )?;
    let now = app.clock.now();
    let is_barred = chatter.barred(now).is_some();
    let may_write = admit(&host, caller.id(), &watched, app.livekit.is_direct_chat_allowed())? && !is_barred;
    let identity = identity_before.unwrap_or_else(|| identity(&app, &host, caller.id()));
    if is_barred && caller.0.is_none() {
        // Or the next change of the rules would give them the grant.
        app.store.note_address(&host, &identity, &address, now).await?;
    }
    let name = user.map(|user| user.name.clone()).or(wanted.guest_name).unwrap_or_default();
    let is_admin = caller.0.as_ref().is_some_and(Viewer::is_admin);
    let chat = match user {
        Some(user) => ChatClaims::of_user(&host, user, watched.followed_at, chatter.role, is_admin, now),
        None => ChatClaims::of_guest(&host, &identity, &name, address, now),
    };

    let secrets = app.livekit.signing_secrets().await?;
    let broadcast = watched.stream.as_ref().and_then(|stream| stream.media.broadcast.as_ref());
    let raid = raid.as_ref().zip(broadcast).map(|(raid, open)| (raid.id.as_str(), open.id.as_str()));
    let viewer = ViewerToken { room: &host, identity: &identity, name: &name, can_publish_data: may_write, raid };
    let token = viewer_token(&secrets, &viewer)?;
    tracing::info!(event = "token_create", user_id = caller.id().map(UserId::as_str), host_id = %host, identity, outcome = "ok");
    let note = identity.clone();
    let data = TokenData {
        token,
        identity,
        name,
        ws_url: app.livekit.ws_url().to_owned(),
        chat_token: chat.sign(&app.secrets).await?,
        chat_token_expires_at: Time::from_secs(chat.exp),
    };
    Ok(Success::ok(data).message("Token generated successfully").secret(note))
}

async fn raid(app: &App, raid_id: Option<&str>, host: &UserId) -> runtime::Result<Option<Raid>> {
    match raid_id {
        Some(raid_id) => raid_to(app, raid_id, host).await,
        None => Ok(None),
    }
}

async fn own(viewer: Option<&Viewer>) -> runtime::Result<Option<&User>> {
    match viewer {
        Some(viewer) => Ok(Some(viewer.user().await?)),
        None => Ok(None),
    }
}

/// The caller in the chat; a guest is nobody yet, and may come from an address that is banned.
async fn chatter(app: &App, host: &UserId, caller: Option<&UserId>, address: &str) -> runtime::Result<Chatter> {
    match caller {
        Some(caller) => app.store.chatter(host, caller.as_str()).await,
        None => app.store.chatter_of_address(host, address).await,
    }
}

/// Whether this caller may watch; then, whether they may write.
fn admit(host: &UserId, caller: Option<&UserId>, watched: &Watched, direct: bool) -> Result<bool, Refusal> {
    let user = watched.user.as_ref().ok_or(Refusal::NoHost)?;
    let stream = watched
        .stream
        .as_ref()
        .filter(|_| user.creator_status != Some(ApplicationStatus::Suspended))
        .ok_or(Refusal::NoStream)?;
    if watched.is_blocked {
        return Err(Refusal::Blocked);
    }
    let audience = match caller {
        Some(caller) if caller == host => Audience::Host,
        Some(_) if watched.is_following => Audience::Follower,
        Some(_) => Audience::Viewer,
        None => Audience::Guest,
    };
    Ok(stream.rules(direct).may_write_directly(audience))
}

/// A guest gets a new identity with every token; ours begin so that no user id can be one.
fn identity(app: &App, host: &UserId, caller: Option<&UserId>) -> String {
    match caller {
        Some(caller) if caller == host => host.host_identity(),
        Some(caller) => caller.to_string(),
        None => format!("{}{}", UserId::GUEST_PREFIX, app.random.id(app.clock.now()).to_lowercase()),
    }
}
