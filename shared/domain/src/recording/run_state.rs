//! Where a run stands, and so its egress: LiveKit tells the seven words in the middle, the first and the last are ours alone.

use serde::{Deserialize, Serialize};

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RunState {
    /// Stored; LiveKit is asked for its egress, or its answer was lost.
    Wanted,
    /// Its egress waits for media.
    Starting,
    /// It records.
    Active,
    /// It uploads what is left.
    Ending,
    /// It ended in order.
    Complete,
    /// It failed midway, so that its playlist may be short, or could not be started.
    Failed,
    /// It ended before anything was recorded.
    Aborted,
    /// It ran as long as it may.
    Limit,
    /// Nobody told its end: its worker died.
    Lost,
}

impl RunState {
    /// Whether nothing follows any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Complete | Self::Failed | Self::Aborted | Self::Limit | Self::Lost)
    }
}
