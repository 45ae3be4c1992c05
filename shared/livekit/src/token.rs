//! The token service: access tokens for viewers. The only place that grants anything to anybody.

use std::time::Duration;

use domain::UserId;
use livekit_api::access_token::{AccessToken, VideoGrants};
use runtime::config::SecretValues;
use runtime::{Error, Result};

/// A token lives this long. Short, since self-hosted servers do not revoke tokens; LiveKit refreshes
/// the tokens of connected clients, so it costs nothing.
pub const TOKEN_TTL: Duration = Duration::from_secs(10 * 60);

/// Whom a token is for and what they may do.
#[derive(Debug)]
pub struct ViewerToken<'a> {
    /// The creator's room.
    pub room: &'a UserId,
    /// Their identity in it.
    pub identity: &'a str,
    /// Their name in it.
    pub name: &'a str,
    /// Whether chat rules let them write now.
    pub can_publish_data: bool,
    /// The raid that they come by and the target's broadcast, where they do: both stand in their attributes, which nobody
    /// but us can set, and come back with the webhook of their joining.
    pub raid: Option<(&'a str, &'a str)>,
}

/// Attribute of a participant that names the raid that they came by.
pub(super) const RAID: &str = "onair.raid";
/// Attribute that names the broadcast that they came to.
pub(super) const RAIDED_BROADCAST: &str = "onair.broadcast";

/// Signs a viewer's access token: join this room, subscribe, never publish media. Every grant is
/// stated, since LiveKit takes an absent one for `true`.
///
/// # Errors
/// [`Error::Internal`] when the key or secret cannot sign.
pub fn viewer_token(secrets: &SecretValues, viewer: &ViewerToken<'_>) -> Result<String> {
    let grants = VideoGrants {
        room_join: true,
        room: viewer.room.to_string(),
        can_publish: Some(false),
        can_subscribe: Some(true),
        can_publish_data: Some(viewer.can_publish_data),
        can_update_own_metadata: Some(false),
        ..Default::default()
    };
    let attributes: Vec<(&str, &str)> = match viewer.raid {
        Some((raid, broadcast)) => vec![(RAID, raid), (RAIDED_BROADCAST, broadcast)],
        None => vec![],
    };
    AccessToken::with_api_key(&secrets.livekit_api_key, secrets.livekit_api_secret.expose())
        .with_identity(viewer.identity)
        .with_name(viewer.name)
        .with_ttl(TOKEN_TTL)
        .with_grants(grants)
        .with_attributes(attributes)
        .to_jwt()
        .map_err(Error::internal)
}
