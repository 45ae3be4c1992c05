//! What moderators did in a chat.

use serde::{Deserialize, Serialize};

use crate::{Time, UserId};

/// What a moderator did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LogAction {
    /// Banned somebody for good.
    Banned,
    /// Banned somebody for a time.
    TimedOut,
    /// Took a ban or a timeout away.
    Unbanned,
    /// Made somebody a moderator.
    ModeratorAdded,
    /// Made somebody no moderator any more.
    ModeratorRemoved,
    /// Made somebody a VIP.
    VipAdded,
    /// Made somebody no VIP any more.
    VipRemoved,
    /// Let a held message through.
    HeldApproved,
    /// Turned a held message down.
    HeldDenied,
    /// Made a term, or gave it another action.
    TermSet,
    /// Took a term away.
    TermRemoved,
    /// Granted what a banned one asked for.
    UnbanApproved,
    /// Turned it down.
    UnbanDenied,
    /// Put a report aside.
    ReportDismissed,
    /// Announced something.
    Announced,
    /// Pinned a message.
    Pinned,
    /// Took the pinned message off.
    Unpinned,
    /// Took a message out.
    MessageDeleted,
    /// Took all messages out.
    ChatCleared,
    /// Changed the settings.
    SettingsChanged,
}

/// A line of the log: who, what, on whom, why, when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogEntry {
    /// Sorts by time.
    pub id: String,
    /// Who did it.
    pub by: UserId,
    /// What.
    pub action: LogAction,
    /// On whom: a user's id, or a guest's identity.
    #[serde(default)]
    pub user_id: Option<String>,
    /// On which message, request or report.
    #[serde(default)]
    pub subject: Option<String>,
    /// The words that it was about: a term, an announcement.
    #[serde(default)]
    pub text: Option<String>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
    /// Until when, of a timeout.
    #[serde(default)]
    pub until: Option<Time>,
    /// When.
    pub at: Time,
}

impl LogEntry {
    /// A line that says who did what and when, and nothing more.
    #[must_use]
    pub const fn new(id: String, by: UserId, action: LogAction, at: Time) -> Self {
        Self { id, by, action, user_id: None, subject: None, text: None, reason: None, until: None, at }
    }

    /// On whom.
    #[must_use]
    pub fn on(self, who: &str) -> Self {
        Self { user_id: Some(who.to_owned()), ..self }
    }

    /// On which message, request or report.
    #[must_use]
    pub fn of(self, subject: &str) -> Self {
        Self { subject: Some(subject.to_owned()), ..self }
    }

    /// About which words.
    #[must_use]
    pub fn saying(self, text: &str) -> Self {
        Self { text: Some(text.to_owned()), ..self }
    }

    /// Why.
    #[must_use]
    pub fn because(self, reason: Option<&str>) -> Self {
        Self { reason: reason.map(str::to_owned), ..self }
    }
}
