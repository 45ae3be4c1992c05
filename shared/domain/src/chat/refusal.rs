//! Why a message is not taken.

use serde::{Deserialize, Serialize};

use crate::Time;

/// Why a message is not taken, in the order in which it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RefusalCode {
    /// The chat is turned off.
    ChatOff,
    /// Guests do not write here.
    GuestsOff,
    /// Banned for good.
    Banned,
    /// Banned for a time.
    TimedOut,
    /// Only followers write here, or only those who have followed for longer.
    FollowersOnly,
    /// Only emotes.
    EmoteOnly,
    /// No links.
    Links,
    /// A term that the creator, or the moderation by itself, does not let through.
    Term,
    /// It was said before.
    Duplicate,
    /// The last one is not long enough ago.
    SlowMode,
    /// Too many in a short time.
    TooFast,
}

/// A message that is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub code: RefusalCode,
    /// Until when, where it is a matter of time.
    pub until: Option<Time>,
}

impl Refused {
    /// For a reason that has no end of its own.
    #[must_use]
    pub const fn of(code: RefusalCode) -> Self {
        Self { code, until: None }
    }
}
