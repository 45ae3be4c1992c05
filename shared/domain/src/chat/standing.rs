//! Who is who in a chat.

use serde::{Deserialize, Serialize};

/// What a host makes of a user: one or the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Rank {
    /// Moderates; exempt from all but bans and the flood limit.
    Moderator,
    /// Exempt from slow mode and followers-only.
    Vip,
}

impl Rank {
    /// Most moderators of a chat, and most VIPs.
    pub const MOST: u32 = 100;

    /// Its name in the API and in keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Moderator => "MODERATOR",
            Self::Vip => "VIP",
        }
    }
}

/// What a caller is in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Standing {
    /// The creator.
    Host,
    /// Has [`Rank::Moderator`], or is an administrator.
    Moderator,
    /// Has [`Rank::Vip`].
    Vip,
    /// Signed in.
    Viewer,
    /// Anonymous.
    Guest,
}

impl Standing {
    /// What somebody is who has this rank, if any.
    #[must_use]
    pub const fn of(is_host: bool, is_guest: bool, rank: Option<Rank>) -> Self {
        match rank {
            _ if is_host => Self::Host,
            _ if is_guest => Self::Guest,
            Some(Rank::Moderator) => Self::Moderator,
            Some(Rank::Vip) => Self::Vip,
            None => Self::Viewer,
        }
    }

    /// Whether they moderate.
    #[must_use]
    pub const fn moderates(self) -> bool {
        matches!(self, Self::Host | Self::Moderator)
    }
}

/// A role that a message shows of its writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Badge {
    /// The creator.
    Host,
    /// A moderator, or an administrator.
    Moderator,
    /// A VIP.
    Vip,
    /// Follows the creator.
    Follower,
}

impl Badge {
    /// The badges of a writer.
    #[must_use]
    pub fn of(standing: Standing, follows: bool) -> Vec<Self> {
        let rank = match standing {
            Standing::Host => Some(Self::Host),
            Standing::Moderator => Some(Self::Moderator),
            Standing::Vip => Some(Self::Vip),
            Standing::Viewer | Standing::Guest => None,
        };
        rank.into_iter().chain(follows.then_some(Self::Follower)).collect()
    }

    /// Whether this writer's messages are shown however busy the room is.
    #[must_use]
    pub const fn is_always_shown(self) -> bool {
        matches!(self, Self::Host | Self::Moderator | Self::Vip)
    }
}
