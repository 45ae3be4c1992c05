//! Whether a broadcast is recorded.

use serde::{Deserialize, Serialize};

/// Whether a broadcast is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Recorded {
    /// No push of it ever was.
    #[default]
    Not,
    /// The push that carries it is.
    Now,
    /// An earlier push was; the one that carries it is not.
    Before,
    /// Its video was deleted: no push of it is recorded any more.
    Deleted,
}

impl Recorded {
    /// Whether there is no recording of the broadcast.
    #[must_use]
    pub const fn is_not(&self) -> bool {
        matches!(self, Self::Not)
    }

    /// Whether its video was deleted.
    #[must_use]
    pub const fn is_dropped(&self) -> bool {
        matches!(self, Self::Deleted)
    }

    /// After recording was turned off.
    #[must_use]
    pub const fn turned_off(self) -> Self {
        match self {
            Self::Not => Self::Not,
            Self::Now | Self::Before => Self::Before,
            Self::Deleted => Self::Deleted,
        }
    }
}
