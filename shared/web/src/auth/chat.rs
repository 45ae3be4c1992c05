//! Who speaks and who moderates in a chat.

use std::collections::HashMap;

use axum::extract::{FromRequestParts, Path};
use domain::chat::{Rank, Standing};
use domain::{Stream, User, UserId};
use http::request::Parts;
use sha2::{Digest, Sha256};
use store::Seat;

use super::Viewer;
use super::chat_claims::ChatClaims;
use crate::app::App;
use crate::error::{Error, Result};
use crate::network::network_of;

/// Purpose of the key that addresses are hashed with.
const ADDRESS_KEY: &str = "chat address";

/// A hash of the network that a request comes from, which tells guests of one network and nothing else.
pub struct Address(pub String);

impl FromRequestParts<App> for Address {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let key = app.secrets.current().await?.livekit_api_secret.key_for(ADDRESS_KEY);
        let network = network_of(&parts.headers, &parts.extensions, app.edge_secret.as_ref());
        let hash = Sha256::new().chain_update(key).chain_update(network).finalize();
        Ok(Self(hash[..12].iter().map(|byte| format!("{byte:02x}")).collect()))
    }
}

/// Who speaks in the chat that the path names: by a chat token of this chat, or by a bearer token.
pub enum Speaker {
    /// By a chat token.
    Token(ChatClaims),
    /// By a bearer token.
    Bearer(Viewer),
}

impl Speaker {
    /// Their id: a user's, or a guest's identity.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Token(claims) => claims.user_id().map_or_else(|| claims.identity.clone(), String::from),
            Self::Bearer(viewer) => viewer.id().to_string(),
        }
    }
}

impl FromRequestParts<App> for Speaker {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Some(claims) = parts.extensions.get::<ChatClaims>().cloned() else {
            return <Viewer as FromRequestParts<App>>::from_request_parts(parts, app).await.map(Self::Bearer);
        };
        match host_in(parts, app).await {
            Some(host) if host != claims.host => Err(Error::Unauthenticated),
            // Nobody can be called as the path says: that is for the route to tell.
            _ => Ok(Self::Token(claims)),
        }
    }
}

/// Who moderates a chat, with what their routes start from.
pub struct Moderator {
    /// They.
    pub viewer: Viewer,
    /// Whose chat.
    pub host: UserId,
    /// What they are in it; an administrator is a host.
    pub standing: Standing,
    seat: Seat,
}

impl Moderator {
    /// Their id.
    #[must_use]
    pub fn id(&self) -> &UserId {
        self.viewer.id()
    }

    /// The chat's stream, unless there is none or its creator is suspended.
    #[must_use]
    pub fn stream(&self) -> Option<&Stream> {
        let is_suspended = |user: &User| user.creator_status == Some(domain::ApplicationStatus::Suspended);
        let watched = &self.seat.watched;
        watched.stream.as_ref().filter(|_| watched.user.as_ref().is_some_and(|user| !is_suspended(user)))
    }

    /// The chat, and they in it.
    #[must_use]
    pub const fn seat(&self) -> &Seat {
        &self.seat
    }
}

impl FromRequestParts<App> for Moderator {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let viewer = <Viewer as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        let refused = || if viewer.is_admin() { Error::NoRoute } else { Error::NotAModerator };
        let host = host_in(parts, app).await.ok_or_else(refused)?;
        let seat = app.store.seat(&host, Some(viewer.id())).await?;
        let is_barred = seat.watched.is_blocked || seat.chatter.barred(app.clock.now()).is_some();
        let is_moderator = seat.chatter.role == Some(Rank::Moderator) && !is_barred;
        let standing = if viewer.is_admin() || *viewer.id() == host { Standing::Host } else { Standing::Moderator };
        if standing == Standing::Moderator && !is_moderator {
            return Err(Error::NotAModerator);
        }
        Ok(Self { viewer, host, standing, seat })
    }
}

/// The host of a chat, or an administrator in their place.
pub struct ChatHost(pub Moderator);

impl FromRequestParts<App> for ChatHost {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        match Moderator::from_request_parts(parts, app).await {
            Ok(moderator) if moderator.standing == Standing::Host => Ok(Self(moderator)),
            Ok(_) | Err(Error::NotAModerator) => Err(Error::NotTheHost),
            Err(other) => Err(other),
        }
    }
}

/// The host whose chat the path names; `None`: nobody can be called so.
async fn host_in(parts: &mut Parts, app: &App) -> Option<UserId> {
    let Path(path) =
        <Path<HashMap<String, String>> as FromRequestParts<App>>::from_request_parts(parts, app).await.ok()?;
    UserId::named(path.get("hostId")?).ok()
}
