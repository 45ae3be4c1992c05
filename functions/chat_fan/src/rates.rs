//! How much is said in each room, as far as this process sees it.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use domain::{Time, UserId};
use store::Chatter;

/// What is looked at, in milliseconds.
const WINDOW_MILLIS: i64 = 5_000;
/// More than so many messages within it are busy: four a second.
const CALM: usize = 20;
/// Keys over which a room's chatters are spread; a process may see some of them.
const KEYS: usize = Chatter::SHARDS as usize;
/// A room stays busy for so long unless it is said again, in milliseconds.
const BUSY_MILLIS: i64 = 10_000;
/// It is said again after so long at the earliest, in milliseconds.
const AGAIN_MILLIS: i64 = 5_000;

/// The rates of rooms. Cheap to clone; clones count together.
#[derive(Clone, Default)]
pub(crate) struct Rates(Arc<Mutex<HashMap<UserId, Rate>>>);

#[derive(Default)]
struct Rate {
    /// When what was said, and under which key.
    said: VecDeque<(i64, String)>,
    seen_at: i64,
    told_at: Option<i64>,
}

impl Rates {
    /// Counts messages, by the keys that their writers stand under. Returns until when the room is busy, if that is to be
    /// told now. What counts is how much was said at once, not how long ago: who is behind has a busy room to thank for it.
    pub(crate) fn count(&self, host: &UserId, said: impl Iterator<Item = (Time, String)>, now: Time) -> Option<Time> {
        let mut rates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = now.as_millis();
        rates.retain(|_, rate| rate.seen_at > now - 2 * WINDOW_MILLIS);
        let rate = rates.entry(host.clone()).or_default();
        rate.seen_at = now;
        rate.said.extend(said.map(|(at, key)| (at.as_millis(), key)));
        let newest = rate.said.iter().map(|(at, _)| *at).max().unwrap_or(now);
        rate.said.retain(|(at, _)| *at > newest - WINDOW_MILLIS);
        let keys: BTreeSet<&str> = rate.said.iter().map(|(_, key)| key.as_str()).collect();
        // Keys that another process sees are taken for as busy as those that this one sees.
        let estimate = rate.said.len() * KEYS / keys.len().clamp(1, KEYS);
        let is_told = rate.told_at.is_some_and(|at| now - at < AGAIN_MILLIS);
        if is_told || rate.said.len() <= CALM / KEYS || estimate <= CALM {
            return None;
        }
        rate.told_at = Some(now);
        Some(Time::from_millis(now + BUSY_MILLIS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_secs(1_000_000);

    fn told(keys: usize, messages: usize) -> bool {
        let host = UserId::parse("usr_a").unwrap();
        let said = (0..messages).map(|n| (NOW, format!("CHATTER#usr_a#{}", n % keys)));
        Rates::default().count(&host, said, NOW).is_some()
    }

    #[test]
    fn more_than_four_a_second_are_busy_whatever_part_is_seen() {
        assert!(!told(4, 20) && told(4, 21));
        assert!(!told(1, 5) && told(1, 6));
        assert!(!told(2, 10) && told(2, 11));
    }

    #[test]
    fn it_is_told_once_in_five_seconds_and_forgotten_when_calm() {
        let (host, rates) = (UserId::parse("usr_a").unwrap(), Rates::default());
        let many = |at: Time| (0..30).map(move |n| (at, format!("k{}", n % 4)));
        assert_eq!(rates.count(&host, many(NOW), NOW), Some(NOW.plus_secs(10)));
        assert_eq!(rates.count(&host, many(NOW), NOW.plus_secs(4)), None);
        let later = NOW.plus_secs(5);
        assert_eq!(rates.count(&host, many(later), later), Some(later.plus_secs(10)));
        // Half a minute behind: what is said now is sent in batches, too.
        let behind = later.plus_secs(30);
        assert_eq!(rates.count(&host, many(later), behind), Some(behind.plus_secs(10)));
        let calm = NOW.plus_secs(60);
        assert_eq!(rates.count(&host, std::iter::once((calm, "k0".to_owned())), calm), None);
    }
}
