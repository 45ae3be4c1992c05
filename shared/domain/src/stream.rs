//! A creator's lasting channel settings.

use serde::{Deserialize, Serialize};

use super::recording::RecordingSettings;
use super::{
    Categories, ChatMessage, ChatModes, ChatRules, ChatSettings, IngressId, Media, Raid, State, Tag, Time, User,
    UserId, Username,
};

/// Title of a stream that was never given one.
pub const UNTITLED: &str = "Untitled Stream";
/// Longest title of a stream or video, in characters.
pub const MAX_TITLE: usize = 200;
/// Longest description of a stream or video, in characters.
pub const MAX_DESCRIPTION: usize = 1_000;
/// Seconds for which a broadcast stays open after its media ended, unless set otherwise.
pub const DEFAULT_RECONNECT_WINDOW: u32 = 60;
/// The longest reconnect window, in seconds.
pub const MAX_RECONNECT_WINDOW: u32 = 300;

/// How the encoder sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum IngressType {
    /// OBS and most encoders; LiveKit transcodes.
    #[default]
    Rtmp,
    /// WebRTC-HTTP ingestion; passed through.
    Whip,
}

/// The entry point in LiveKit whose key the creator holds. The key itself is never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IngressInfo {
    /// LiveKit's id.
    pub ingress_id: IngressId,
    /// RTMP or WHIP.
    pub ingress_type: IngressType,
    /// Where the encoder sends to, without the key.
    pub server_url: String,
}

/// What lists show of the creator, copied from the profile and kept after it by `project`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamCard {
    /// The creator's username.
    pub username: Username,
    /// The creator's name.
    pub name: String,
    /// The creator's picture.
    #[serde(default)]
    pub image: Option<String>,
    /// What the creator's broadcasts are about.
    #[serde(default)]
    pub categories: Categories,
}

impl StreamCard {
    /// The card of a creator, from their profile.
    #[must_use]
    pub fn of(user: &User) -> Self {
        Self {
            username: user.username.clone(),
            name: user.name.clone(),
            image: user.image.clone(),
            categories: user.categories.iter().copied().collect(),
        }
    }
}

/// A creator's stream: lasting settings, the ingress while there is a key, and what is known of
/// its media. One a creator, made with the first stream key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stream {
    /// The creator.
    pub user_id: UserId,
    /// 1–200 characters.
    pub title: String,
    /// At most 1000 characters.
    #[serde(default)]
    pub description: Option<String>,
    /// Address of a picture.
    #[serde(default)]
    pub thumbnail: Option<String>,
    /// What it is about, in the creator's own words; at most ten.
    #[serde(default)]
    pub tags: Vec<Tag>,
    /// Chat settings.
    #[serde(flatten)]
    pub chat: ChatSettings,
    /// The chat's settings that the old route does not know.
    #[serde(flatten)]
    pub modes: ChatModes,
    /// The chat's pinned message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<Box<ChatMessage>>,
    /// Seconds for which a broadcast stays open after its media ended.
    pub reconnect_window: u32,
    /// Recording settings.
    #[serde(default, skip_serializing_if = "RecordingSettings::are_unchanged")]
    pub recording: RecordingSettings,
    /// The ingress, while there is a key.
    #[serde(default)]
    pub ingress: Option<IngressInfo>,
    /// What is known of the media.
    #[serde(default)]
    pub media: Media,
    /// Counts the changes of `ingress` and `media`; every conditional write of them names the
    /// revision that it was decided on.
    #[serde(default)]
    pub revision: u64,
    /// The last raid that they started, unless it was cancelled.
    #[serde(default)]
    pub raid: Option<Raid>,
    /// The creator, as lists show them.
    pub card: StreamCard,
    /// When the first key was made.
    pub created_at: Time,
    /// When the settings last changed.
    pub updated_at: Time,
}

impl Stream {
    /// The rules of its chat; `direct` is the deployment's word on direct chat.
    #[must_use]
    pub const fn rules(&self, direct: bool) -> ChatRules {
        ChatRules::of(self.chat, self.modes, direct)
    }

    /// Live, interrupted or offline, by the times stored.
    #[must_use]
    pub fn state(&self, now: Time) -> State {
        self.media.state(now)
    }

    /// The id of the stream in answers: the creator's id, since a creator has one stream.
    #[must_use]
    pub fn id(&self) -> &UserId {
        &self.user_id
    }
}
