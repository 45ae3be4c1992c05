//! The flood limit and repeats: so many messages in so many seconds, by one number a writer (GCRA): the time at
//! which their allowance is whole again.

use sha2::{Digest, Sha256};

use super::Standing;
use crate::Time;

/// The same words of one writer are refused for so long, in seconds.
pub const REPEAT_SECS: i64 = 30;

/// Between two announcements of a chat, whoever makes them, in seconds.
pub const ANNOUNCEMENT_PAUSE_SECS: i64 = 2;

/// Allowances: so many messages within so many milliseconds.
const WINDOW_MILLIS: i64 = 30_000;
const OF_VIEWERS: i64 = 20;
const OF_MODERATORS: i64 = 100;

/// A writer's flood limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flood {
    /// What one message costs, in milliseconds.
    pub cost: i64,
    /// So far ahead of now may the time be at which the allowance is whole again, in milliseconds.
    pub ahead: i64,
}

impl Flood {
    /// The one of somebody.
    #[must_use]
    pub const fn of(standing: Standing) -> Self {
        let messages = if standing.moderates() { OF_MODERATORS } else { OF_VIEWERS };
        let cost = WINDOW_MILLIS / messages;
        Self { cost, ahead: WINDOW_MILLIS - cost }
    }

    /// When the next message may come, where the allowance is whole again at `whole_at`.
    #[must_use]
    pub const fn next_at(self, whole_at: i64) -> Time {
        Time::from_millis(whole_at.saturating_sub(self.ahead))
    }
}

/// What tells the same words from others: case and white space make no difference.
#[must_use]
pub fn fingerprint(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let hash = Sha256::digest(words.join(" "));
    hash[..9].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the conditional write does it: calm from now on, or in a burst on top.
    fn accepted(flood: Flood, times: &[i64]) -> usize {
        let mut whole_at = 0;
        let taken = times.iter().filter(|now| {
            let fits = whole_at - **now <= flood.ahead;
            if fits {
                whole_at = whole_at.max(**now) + flood.cost;
            }
            fits
        });
        taken.count()
    }

    #[test]
    fn twenty_in_thirty_seconds_and_a_hundred_for_moderators() {
        let at_once = [1_000; 200];
        assert_eq!(accepted(Flood::of(Standing::Viewer), &at_once), 20);
        assert_eq!(accepted(Flood::of(Standing::Guest), &at_once), 20);
        assert_eq!(accepted(Flood::of(Standing::Vip), &at_once), 20);
        assert_eq!(accepted(Flood::of(Standing::Moderator), &at_once), 100);
        assert_eq!(accepted(Flood::of(Standing::Host), &at_once), 100);
        let steady: Vec<i64> = (0..100).map(|n| n * 1_500).collect();
        assert_eq!(accepted(Flood::of(Standing::Viewer), &steady), 100);
    }

    #[test]
    fn the_same_words_are_the_same() {
        assert_eq!(fingerprint("Hello  World"), fingerprint("hello world"));
        assert_ne!(fingerprint("hello world"), fingerprint("hello, world"));
        assert_eq!(fingerprint("a").len(), 18);
    }
}
