//! Who may call: LiveKit's tokens and grants.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use livekit_api::access_token::{Claims, TokenVerifier, VideoGrants};

use crate::twirp_error::TwirpError;

/// A token that LiveKit would not take: HTTP 401 with this as plain text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// The header has another form.
    #[error("invalid authorization header. Must start with Bearer ")]
    NotBearer,
    /// No JWT.
    #[error("invalid authorization token")]
    Malformed,
    /// Signed with another key.
    #[error("invalid API key: {0}")]
    UnknownKey(String),
    /// Wrong signature, expired, or not valid yet.
    #[error("invalid token, error: {0}")]
    Invalid(String),
}

/// What a call asks of its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need<'a> {
    /// `ingressAdmin`.
    IngressAdmin,
    /// `roomCreate`: to make and to delete rooms.
    RoomCreate,
    /// `roomList`.
    RoomList,
    /// `roomRecord`.
    RoomRecord,
    /// `roomAdmin` with this `room`.
    RoomAdmin(&'a str),
}

/// Checks tokens against one key.
#[derive(Debug)]
pub struct Gate {
    key: String,
    verifier: TokenVerifier,
}

impl Gate {
    /// For a key and its secret.
    pub fn new(key: &str, secret: &str) -> Self {
        Self { key: key.to_owned(), verifier: TokenVerifier::with_api_key(key, secret) }
    }

    /// The claims of an `Authorization` header; none without a header, which is a caller without grants.
    pub fn header(&self, authorization: Option<&str>) -> Result<Option<Claims>, BadToken> {
        let Some(authorization) = authorization else { return Ok(None) };
        let token = authorization.strip_prefix("Bearer ").ok_or(BadToken::NotBearer)?;
        self.token(token).map(Some)
    }

    /// The claims of a token.
    pub fn token(&self, token: &str) -> Result<Claims, BadToken> {
        let unverified = Claims::from_unverified(token).map_err(|_| BadToken::Malformed)?;
        if unverified.iss != self.key {
            return Err(BadToken::UnknownKey(unverified.iss));
        }
        self.verifier.verify(token).map_err(|error| BadToken::Invalid(error.to_string()))
    }
}

/// The claims of an `Authorization` header as they are written, whoever signed them.
pub fn unverified(authorization: &str) -> Option<serde_json::Value> {
    let payload = URL_SAFE_NO_PAD.decode(authorization.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}

/// Whether the grants suffice; LiveKit calls a missing one `unauthenticated`.
pub fn require(need: Need<'_>, claims: Option<&Claims>) -> Result<(), TwirpError> {
    let grants = claims.map(|claims| &claims.video);
    if grants.is_some_and(|grants| grants_suffice(need, grants)) {
        return Ok(());
    }
    Err(TwirpError::new("unauthenticated", "permissions denied"))
}

fn grants_suffice(need: Need<'_>, grants: &VideoGrants) -> bool {
    match need {
        Need::IngressAdmin => grants.ingress_admin,
        Need::RoomCreate => grants.room_create,
        Need::RoomList => grants.room_list,
        Need::RoomRecord => grants.room_record,
        Need::RoomAdmin(room) => grants.room_admin && grants.room == room,
    }
}
