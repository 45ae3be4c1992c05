//! What waits for a moderator's decision.

use serde::{Deserialize, Serialize};

use super::ChatMessage;
use super::automod::Cause;
use crate::{Time, UserId, Username};

/// A message that is held for review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldMessage {
    /// The message, whose id is that of the held one.
    pub message: ChatMessage,
    /// Why it is held.
    pub cause: Cause,
}

/// Somebody asks to be unbanned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnbanRequest {
    /// Sorts by time.
    pub id: String,
    /// Who asks.
    pub user_id: UserId,
    /// Their user name when they asked.
    pub username: Username,
    /// Their name when they asked.
    pub name: String,
    /// What they say.
    pub text: String,
    /// Since when the ban is that they speak of.
    pub banned_at: Time,
    /// Why they were banned, in the words of who did it.
    #[serde(default)]
    pub ban_reason: Option<String>,
    /// When they asked.
    pub created_at: Time,
}

/// Somebody points at a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Sorts by time.
    pub id: String,
    /// The message as it was then; taken out since, it is still to be judged.
    pub message: ChatMessage,
    /// Who points at it.
    pub reported_by: UserId,
    /// Why.
    pub reason: String,
    /// When.
    pub created_at: Time,
}
