//! What a creator wants of their recordings.

use serde::{Deserialize, Serialize};

/// Who may see a Vod.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Visibility {
    /// Everybody.
    #[default]
    Public,
    /// Those who follow its creator.
    Followers,
    /// Its creator.
    Private,
}

impl Visibility {
    /// Its names, as a request has them.
    pub const NAMES: [&str; 3] = ["PUBLIC", "FOLLOWERS", "PRIVATE"];

    /// The one of two that fewer may see.
    #[must_use]
    pub const fn stricter(self, other: Self) -> Self {
        match (self, other) {
            (Self::Private, _) | (_, Self::Private) => Self::Private,
            (Self::Followers, _) | (_, Self::Followers) => Self::Followers,
            (Self::Public, Self::Public) => Self::Public,
        }
    }
}

/// Who may make clips of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ClipsBy {
    /// Everybody who is signed in.
    #[default]
    Everyone,
    /// Those who follow its creator.
    Followers,
    /// Nobody.
    Nobody,
}

impl ClipsBy {
    /// Its names, as a request has them.
    pub const NAMES: [&str; 3] = ["EVERYONE", "FOLLOWERS", "NOBODY"];
}

/// A creator's recording settings. Recording is off until they turn it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordingSettings {
    /// Whether their next push is recorded, in a deployment that records.
    pub is_recorded: bool,
    /// Who may see a new Vod.
    pub vod_visibility: Visibility,
    /// Who may make clips.
    pub clips_by: ClipsBy,
}

impl RecordingSettings {
    /// Whether they are those that nobody changed: such are not stored.
    #[must_use]
    pub fn are_unchanged(&self) -> bool {
        *self == Self::default()
    }
}
