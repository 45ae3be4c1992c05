//! When something began or ended, by several clocks of which one may be wrong.
//!
//! Three clocks speak of a moment: the ingress worker's, which states it to the nanosecond; LiveKit's, which
//! stamps the event to the second; ours, at which the event arrives. Each may be minutes off. A moment that
//! two of them agree on is taken, and nothing lies in our future, so that a worker whose clock is ahead
//! cannot make every later push look old.

use crate::Time;

/// An event comes so late at most, in seconds: LiveKit drops what waited for 30 s, and tries for 15 s.
const LATEST_SECS: i64 = 50;
/// So much later than the encoder's first byte the start of its push is told at most, in seconds: the worker
/// waits for media that it can show.
pub const START_TOLD_SECS: i64 = 15;
/// So much later than the end of a push it is told, in seconds.
pub const END_TOLD_SECS: i64 = 2;
/// Clocks that are kept differ by so much, in seconds; and stamps are cut to the second.
const SLACK_SECS: i64 = 2;

/// A push and its publisher begin so close to each other, in nanoseconds: 0.1 s were seen.
pub(super) const TOGETHER_NANOS: i64 = 5_000_000_000;

/// Whether a push and its publisher, or two sights of one of them, began at these two moments.
pub(super) fn are_together(one: Time, other: Time) -> bool {
    one.millis_since(other).abs() <= TOGETHER_NANOS / 1_000_000
}

/// An event's own times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// LiveKit's stamp on it, cut to the second.
    pub at: Time,
    /// When it arrived here.
    pub heard: Time,
}

impl Told {
    /// The moment that the event is about: as `claimed` by whoever saw it, at most `told_within` seconds before
    /// the event was made, if a second clock agrees; otherwise as LiveKit stamped the event; and if that cannot
    /// be either, when it was heard.
    #[must_use]
    pub fn moment(self, claimed: Option<Time>, told_within: i64) -> Time {
        let stamp = self.stamp();
        let agreed = claimed.filter(|claimed| {
            let by_stamp = self.at.plus_secs(-told_within) <= *claimed && *claimed <= self.at.plus_secs(SLACK_SECS);
            let by_us = self.heard.plus_secs(-LATEST_SECS) <= *claimed && *claimed <= self.heard;
            by_stamp || (stamp.is_none() && by_us)
        });
        // The middle of the second that the stamp was cut to.
        let stamped = || stamp.map_or(self.heard, |at| at.plus_millis(500));
        agreed.unwrap_or_else(stamped).min(self.heard)
    }

    /// The moment at which the event was made, where nothing else states one.
    #[must_use]
    pub fn stamped(self) -> Time {
        self.stamp().unwrap_or(self.heard).min(self.heard)
    }

    /// LiveKit's stamp, cut to the second, if the event can have been made then and arrive when it did.
    #[must_use]
    pub fn stamp(self) -> Option<Time> {
        let can_be = self.heard.plus_secs(-LATEST_SECS) <= self.at && self.at <= self.heard.plus_secs(SLACK_SECS);
        can_be.then_some(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> Time {
        Time::from_secs(secs)
    }

    fn moment(claimed: Option<i64>, told: i64, heard: i64) -> i64 {
        let told = Told { at: at(told), heard: at(heard) };
        told.moment(claimed.map(at), START_TOLD_SECS).as_secs()
    }

    #[test]
    fn what_is_claimed_counts_where_a_second_clock_agrees() {
        assert_eq!(moment(Some(998), 1_000, 1_001), 998);
        assert_eq!(moment(Some(998), 1_000, 1_040), 998, "late");
        assert_eq!(moment(Some(998), 1_000, 1_300), 998, "very late, and two agree on it");
        assert_eq!(moment(Some(998), 5_000, 1_001), 998, "LiveKit's clock is ahead");
        assert_eq!(moment(Some(998), 5, 1_001), 998, "LiveKit's clock is behind");
    }

    #[test]
    fn a_claim_that_stands_alone_gives_way_to_the_stamp() {
        assert_eq!(moment(Some(1_120), 1_000, 1_001), 1_000, "the worker's clock is ahead");
        assert_eq!(moment(Some(880), 1_000, 1_001), 1_000, "the worker's clock is behind");
        assert_eq!(moment(None, 1_000, 1_001), 1_000, "nothing is claimed");
    }

    #[test]
    fn nothing_lies_in_the_future() {
        assert_eq!(moment(Some(1_120), 1_120, 1_001), 1_001, "worker and LiveKit on one machine");
        assert_eq!(moment(None, 1_120, 1_001), 1_001);
        assert_eq!(moment(None, 5, 1_001), 1_001);
    }
}
