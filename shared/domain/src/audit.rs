//! What administrators did.

use serde::{Deserialize, Serialize};

use super::{Step, Time, UserId};

/// Longest reason of an administrative act, in characters.
pub const MAX_AUDIT_REASON: usize = 500;

/// An administrative act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuditAction {
    /// An application was approved.
    ApplicationApproved,
    /// An application was rejected.
    ApplicationRejected,
    /// A creator was suspended.
    CreatorSuspended,
    /// A suspended creator was reinstated.
    CreatorReinstated,
    /// A video of somebody else was deleted.
    VideoDeleted,
    /// A clip of somebody else was deleted.
    ClipDeleted,
}

impl AuditAction {
    /// The move that it makes of the user's application, if it does.
    #[must_use]
    pub const fn step(self) -> Option<Step> {
        match self {
            Self::ApplicationApproved => Some(Step::Approve),
            Self::ApplicationRejected => Some(Step::Reject),
            Self::CreatorSuspended => Some(Step::Suspend),
            Self::CreatorReinstated => Some(Step::Reinstate),
            Self::VideoDeleted | Self::ClipDeleted => None,
        }
    }
}

/// One administrative act: who, what, on whom, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Opaque; entries sort by it in the order of time.
    pub id: String,
    /// The administrator.
    pub admin_id: UserId,
    /// What was done.
    pub action: AuditAction,
    /// On whom.
    pub user_id: UserId,
    /// The reason given, where the act takes one.
    #[serde(default)]
    pub reason: Option<String>,
    /// What of theirs, where the act is about a video or a clip: its id.
    #[serde(default)]
    pub item_id: Option<String>,
    /// When.
    pub at: Time,
}
