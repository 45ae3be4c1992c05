//! Where a run stands, and so its egress: LiveKit tells the seven words in the middle, the first and the last are ours alone.

use serde::{Deserialize, Serialize};

use crate::Time;

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

    /// When media began, of an egress that stands here, whose worker and whose output began then, as far as LiveKit says.
    /// The worker begins before there is any media, and tells of its begin where there never was any.
    #[must_use]
    pub fn media_began(self, worker: Option<Time>, output: Option<Time>) -> Option<Time> {
        match self {
            Self::Wanted | Self::Starting | Self::Aborted => None,
            Self::Active | Self::Ending | Self::Complete | Self::Failed | Self::Limit | Self::Lost => output.or(worker),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_begins_after_its_worker_and_where_there_is_some() {
        let [worker, output] = [1, 3].map(Time::from_secs);
        assert_eq!(RunState::Active.media_began(Some(worker), Some(output)), Some(output));
        assert_eq!(RunState::Complete.media_began(Some(worker), None), Some(worker));
        for none in [RunState::Starting, RunState::Aborted] {
            assert_eq!(none.media_began(Some(worker), Some(output)), None);
        }
    }
}
