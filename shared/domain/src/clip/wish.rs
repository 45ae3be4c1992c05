//! What a clip is to show.

use serde::{Deserialize, Serialize};

use crate::Time;

/// The shortest clip, in milliseconds.
pub const MIN_MILLIS: u64 = 5_000;
/// The longest clip, in milliseconds.
pub const MAX_MILLIS: u64 = 60_000;
/// A clip whose length nobody gave, in milliseconds.
pub const USUAL_MILLIS: u64 = 30_000;
/// Most pieces of a highlight.
pub const MAX_RANGES: usize = 20;
/// A clip of what just happened goes on for so long after its moment, in milliseconds: who presses the button has just seen it.
const AFTER_MILLIS: i64 = 3_000;
/// By so much a recorder's clock is ahead of what viewers see, in milliseconds. A playlist of egress begins with the time at which
/// its muxer got the first sample (`pkg/pipeline/builder/segment.go`); before the muxer a sample waits for its `pipeline_latency`
/// of 3 s at most, in which are up to 2 s against jitter and the sound mixer's 2.75 s (the defaults in `pkg/config/service.go`).
/// What viewers see is some tenths of a second old, which is not counted. Not measured: the worker needs GStreamer, and the
/// rig's recorder has none of these waits.
const LAG_MILLIS: i64 = 3_000;

/// A piece of a Vod, in milliseconds of its media from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Range {
    /// From here.
    pub from_millis: u64,
    /// To here.
    pub to_millis: u64,
}

impl Range {
    /// How long it is.
    #[must_use]
    pub const fn millis(&self) -> u64 {
        self.to_millis.saturating_sub(self.from_millis)
    }

    /// Whether two have something in common.
    #[must_use]
    pub const fn overlaps(&self, other: &Self) -> bool {
        self.from_millis < other.to_millis && other.from_millis < self.to_millis
    }
}

/// What a clip is to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Wish {
    /// What was recorded between two moments: where that lies in the Vod is known once it is uploaded.
    Clock {
        /// From here, by the recorder's clock.
        from: Time,
        /// To here.
        to: Time,
    },
    /// Pieces of the Vod, one of a clip and up to [`MAX_RANGES`] of a highlight, in the order in which they are shown.
    Media {
        /// Them.
        ranges: Vec<Range>,
    },
}

/// What just happened, of so many milliseconds, by the recorder's clock.
#[must_use]
pub fn window(now: Time, millis: u64) -> Wish {
    let to = now.plus_millis(AFTER_MILLIS + LAG_MILLIS);
    Wish::Clock { from: to.plus_millis(-i64::try_from(millis).unwrap_or(i64::MAX)), to }
}

impl Wish {
    /// How much of it there is, in milliseconds.
    #[must_use]
    pub fn millis(&self) -> u64 {
        match self {
            Self::Clock { from, to } => u64::try_from(to.millis_since(*from)).unwrap_or_default(),
            Self::Media { ranges } => ranges.iter().map(Range::millis).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_just_happened_ends_a_little_after_the_button() {
        let now = Time::from_secs(1_000);
        let Wish::Clock { from, to } = window(now, 30_000) else { panic!("by the clock") };
        assert_eq!((from, to), (Time::from_secs(976), Time::from_secs(1_006)));
        assert_eq!(window(now, 5_000).millis(), 5_000);
    }

    #[test]
    fn ranges_that_touch_do_not_overlap() {
        let range = |from_millis, to_millis| Range { from_millis, to_millis };
        assert!(range(0, 10).overlaps(&range(9, 12)));
        assert!(!range(0, 10).overlaps(&range(10, 12)));
        assert!(range(3, 4).overlaps(&range(0, 10)));
        assert_eq!(Wish::Media { ranges: vec![range(0, 10), range(20, 25)] }.millis(), 15);
    }
}
