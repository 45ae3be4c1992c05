//! What the API's chat sends into a room.

use std::time::Instant;

use serde_json::Value;

/// Its topic.
pub(super) const CHAT_PACKETS: &str = "onair.chat";

/// A packet, as a player gets it.
#[derive(Debug, Clone)]
pub struct Packet {
    /// When it came; on the stand-in, when it was looked at.
    pub at: Instant,
    /// What is in it.
    pub body: Value,
}

impl Packet {
    pub(super) fn read(at: Instant, bytes: &[u8]) -> Option<Self> {
        Some(Self { at, body: serde_json::from_slice(bytes).ok()? })
    }

    /// Its events.
    #[must_use]
    pub fn events(&self) -> &[Value] {
        self.body["ev"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// The ids of the messages in it.
    pub fn messages(&self) -> impl Iterator<Item = &str> {
        self.events().iter().filter(|event| event["t"] == "msg").filter_map(|event| event["m"]["id"].as_str())
    }
}
