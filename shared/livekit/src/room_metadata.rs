//! What players read from a room's metadata.

use domain::{ChatMessage, ChatRules, Stream};
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
}

impl<'a> RoomMetadata<'a> {
    /// Of a stream; `direct` is the deployment's word on direct chat.
    #[must_use]
    pub fn of(stream: &'a Stream, direct: bool) -> Self {
        Self {
            title: &stream.title,
            description: stream.description.as_deref(),
            thumbnail: stream.thumbnail.as_deref(),
            chat: stream.rules(direct),
            pinned: stream.pinned.as_deref(),
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
