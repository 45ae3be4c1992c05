//! What is said.

use serde::{Deserialize, Serialize};

use super::Badge;
use crate::{Time, UserId, Username};

/// Most characters of a message.
pub const MAX_TEXT: usize = 500;
/// Most characters of a reason for what somebody does to another one or to a message.
pub const MAX_REASON: usize = 500;
/// Most bytes of a client's own id of a message.
pub const MAX_CLIENT_ID: usize = 64;

/// What kind of message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum MessageKind {
    /// Said by somebody.
    #[default]
    Message,
    /// Told by a moderator, and set apart.
    Announcement,
}

/// Where a message is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum MessageState {
    /// In the room and in the history.
    #[default]
    Sent,
    /// Waits for a moderator.
    Held,
    /// Taken out: its text is gone.
    Deleted,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatMessage {
    /// Ids sort by time.
    pub id: String,
    /// The writer: a user's id, or a guest's identity.
    pub user_id: String,
    /// Their username; a guest has none.
    pub username: Option<Username>,
    /// Their name.
    pub name: String,
    /// Their picture.
    pub image: Option<String>,
    /// What they are in this chat.
    #[serde(default)]
    pub roles: Vec<Badge>,
    /// What was said; none of a deleted one.
    pub text: Option<String>,
    /// The message that it answers.
    pub reply_to: Option<String>,
    /// Whom its text names.
    #[serde(default)]
    pub mentions: Vec<UserId>,
    /// What kind it is.
    #[serde(default)]
    pub kind: MessageKind,
    /// Where it is on its way.
    #[serde(default)]
    pub state: MessageState,
    /// When it was sent.
    pub sent_at: Time,
    /// When it was taken out.
    pub deleted_at: Option<Time>,
    /// The client's own id of it.
    pub client_id: Option<String>,
}

impl ChatMessage {
    /// The same, taken out: without its text, and without whom it named.
    #[must_use]
    pub fn deleted(self, at: Time) -> Self {
        Self { text: None, mentions: vec![], state: MessageState::Deleted, deleted_at: Some(at), ..self }
    }

    /// Whether it is shown however busy the room is.
    #[must_use]
    pub fn is_always_shown(&self) -> bool {
        self.kind == MessageKind::Announcement
            || self.reply_to.is_some()
            || !self.mentions.is_empty()
            || self.roles.iter().any(|role| role.is_always_shown())
    }
}
