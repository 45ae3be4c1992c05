//! Chat tokens: what changes slowly of somebody who speaks: a name, a picture, since when they follow. What they may do is
//! for the chatter's item to say, at each message.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::chat::Rank;
use domain::{Time, User, UserId, Username};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use jwt::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use runtime::config::Secret;
use runtime::secrets::Secrets;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A chat token lives so long, in seconds.
pub const CHAT_TOKEN_SECS: i64 = 5 * 60;
/// A guest's is good for another one under the same identity for so long after it was made, in seconds.
const RENEWABLE_SECS: i64 = 24 * 60 * 60;
/// `aud` of chat tokens.
const AUDIENCE: &str = "onair-chat";
/// Purpose of the key.
const TOKEN_KEY: &str = "chat token";

/// What a chat token says of its holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatClaims {
    aud: String,
    /// When it ends, in seconds since the epoch.
    pub exp: i64,
    /// Whose chat.
    #[serde(rename = "room")]
    pub host: UserId,
    /// Their identity: a user's id, a guest's identity, or the host's among their viewers.
    #[serde(rename = "sub")]
    pub identity: String,
    /// Their name.
    pub name: String,
    /// Their username; a guest has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<Username>,
    /// Their picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Since when they follow the host.
    #[serde(default, rename = "fol", skip_serializing_if = "Option::is_none")]
    pub followed_at: Option<Time>,
    /// What they were when it was made. A guess that the write of a message finds out: no right follows from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<Rank>,
    /// Whether they are an administrator.
    #[serde(default, rename = "adm", skip_serializing_if = "std::ops::Not::not")]
    pub is_admin: bool,
    /// Of a guest: a hash of their address.
    #[serde(default, rename = "net", skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

impl ChatClaims {
    fn new(host: &UserId, identity: &str, name: &str, now: Time) -> Self {
        Self {
            aud: AUDIENCE.to_owned(),
            exp: now.as_secs() + CHAT_TOKEN_SECS,
            host: host.clone(),
            identity: identity.to_owned(),
            name: name.to_owned(),
            username: None,
            image: None,
            followed_at: None,
            rank: None,
            is_admin: false,
            address: None,
        }
    }

    /// Of a user, by what was just read of them.
    #[must_use]
    pub fn of_user(
        host: &UserId,
        user: &User,
        followed_at: Option<Time>,
        rank: Option<Rank>,
        is_admin: bool,
        now: Time,
    ) -> Self {
        let identity = if user.id == *host { host.host_identity() } else { user.id.to_string() };
        Self {
            username: Some(user.username.clone()),
            image: user.image.clone(),
            followed_at,
            rank,
            is_admin,
            ..Self::new(host, &identity, &user.name, now)
        }
    }

    /// Of a guest behind an address.
    #[must_use]
    pub fn of_guest(host: &UserId, identity: &str, name: &str, address: String, now: Time) -> Self {
        Self { address: Some(address), ..Self::new(host, identity, name, now) }
    }

    /// The user; `None`: a guest.
    #[must_use]
    pub fn user_id(&self) -> Option<UserId> {
        if self.identity == self.host.host_identity() {
            return Some(self.host.clone());
        }
        UserId::parse(&self.identity).ok()
    }

    /// As a token.
    ///
    /// # Errors
    /// The secrets away.
    pub async fn sign(&self, secrets: &Secrets) -> Result<String> {
        let secrets = secrets.current().await?;
        let key = EncodingKey::from_secret(&secrets.livekit_api_secret.key_for(TOKEN_KEY));
        jwt::encode(&Header::new(Algorithm::HS256), self, &key).map_err(Error::internal)
    }

    /// The chat token of a request; `None`: it has none, but perhaps a bearer token.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for a chat token that is not good.
    pub(crate) async fn of(secrets: &Secrets, headers: &HeaderMap, now: Time) -> Result<Option<Self>> {
        let mut given = headers.get_all(AUTHORIZATION).iter();
        let (Some(header), None) = (given.next(), given.next()) else { return Ok(None) };
        let token = header.to_str().ok().and_then(|text| text.split_once(' ')).map(|(_, token)| token.trim());
        let Some(token) = token.filter(|token| says_chat(token)) else { return Ok(None) };
        let claims = Self::read(secrets, token).await?.ok_or(Error::Unauthenticated)?;
        if claims.exp <= now.as_secs() {
            return Err(Error::Unauthenticated);
        }
        Ok(Some(claims))
    }

    /// A guest's earlier token, good for another one under the same identity.
    ///
    /// # Errors
    /// The secrets away.
    pub async fn of_earlier(secrets: &Secrets, host: &UserId, token: &str, now: Time) -> Result<Option<Self>> {
        let claims = Self::read(secrets, token).await?;
        let oldest = now.as_secs() - RENEWABLE_SECS + CHAT_TOKEN_SECS;
        let is_good = |claims: &Self| {
            claims.exp > oldest && claims.host == *host && claims.identity.starts_with(UserId::GUEST_PREFIX)
        };
        Ok(claims.filter(is_good))
    }

    async fn read(held: &Secrets, token: &str) -> Result<Option<Self>> {
        let mut secrets = held.current().await?;
        loop {
            if let Some(claims) = secrets.livekit_secrets().find_map(|secret| decode(secret, token)) {
                return Ok(Some(claims));
            }
            match held.after_failed_signature(&secrets).await? {
                Some(newer) => secrets = newer,
                None => return Ok(None),
            }
        }
    }
}

/// Whether a token says that it is for chats; nothing of it is believed yet.
fn says_chat(token: &str) -> bool {
    #[derive(Deserialize)]
    struct Said {
        aud: String,
    }
    let claims = token.split('.').nth(1).and_then(|claims| URL_SAFE_NO_PAD.decode(claims).ok());
    let said = claims.and_then(|claims| serde_json::from_slice::<Said>(&claims).ok());
    said.is_some_and(|said| said.aud == AUDIENCE)
}

fn decode(secret: &Secret, token: &str) -> Option<ChatClaims> {
    let mut validation = Validation::new(Algorithm::HS256);
    // By the clock that is passed in.
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    validation.set_audience(&[AUDIENCE]);
    let key = DecodingKey::from_secret(&secret.key_for(TOKEN_KEY));
    jwt::decode(token, &key, &validation).map(|token| token.claims).ok()
}
