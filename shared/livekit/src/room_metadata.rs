//! What players read from a room's metadata.

use domain::{ChatMessage, ChatRules, Raid, Stream, Time, UserId, Username};
use serde::Serialize;

/// A room's metadata: what viewers see of the settings, as JSON text of at most some 3 kB (LiveKit
/// takes 512 KiB).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoomMetadata<'a> {
    title: &'a str,
    description: Option<&'a str>,
    thumbnail: Option<&'a str>,
    /// With the three settings of the first frontends among them.
    #[serde(flatten)]
    chat: ChatRules,
    pinned: Option<&'a ChatMessage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raid: Option<RaidMetadata<'a>>,
}

/// A raid, as the players of the raiding room are told: each fetches its own token in the countdown, and joins the target
/// at `goesAt` and a random part of `spreadSeconds`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RaidMetadata<'a> {
    id: &'a str,
    target_id: &'a UserId,
    target_username: &'a Username,
    target_name: &'a str,
    goes_at: Time,
    spread_seconds: u32,
}

impl<'a> RaidMetadata<'a> {
    fn of(raid: &'a Raid) -> Self {
        Self {
            id: &raid.id,
            target_id: &raid.target.id,
            target_username: &raid.target.username,
            target_name: &raid.target.name,
            goes_at: raid.goes_at,
            spread_seconds: raid.spread_seconds,
        }
    }
}

impl<'a> RoomMetadata<'a> {
    /// Of a stream, at `now`; `direct` is the deployment's word on direct chat.
    #[must_use]
    pub fn of(stream: &'a Stream, direct: bool, now: Time) -> Self {
        Self {
            title: &stream.title,
            description: stream.description.as_deref(),
            thumbnail: stream.thumbnail.as_deref(),
            chat: stream.rules(direct),
            pinned: stream.pinned.as_deref(),
            raid: stream.raid.as_ref().filter(|raid| raid.is_told(now)).map(RaidMetadata::of),
        }
    }

    /// As LiveKit takes it.
    ///
    /// # Errors
    /// None that these types can cause; serde's signature has one.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}
