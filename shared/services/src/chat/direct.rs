//! Messages that a process's handlers send into rooms themselves. `chat_fan` notices when a room is busy, and processes know of
//! it up to two seconds later: until then each of them sends no more than calm rooms have, and leaves the rest to `chat_fan`.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use domain::{Time, UserId};

/// What is looked at, in milliseconds.
const WINDOW_MILLIS: i64 = 5_000;
/// A room in which no more is said within it is calm: four a second.
const CALM: usize = 20;
/// Beyond so many rooms those are forgotten in which nothing was sent lately.
const KNOWN: usize = 1_000;

/// How much this process sent itself. Cheap to clone; clones count together.
#[derive(Clone, Default)]
pub struct DirectSends(Arc<Mutex<HashMap<UserId, VecDeque<i64>>>>);

impl DirectSends {
    /// Takes a turn to send a message of now; `false`: there is none.
    #[must_use]
    pub fn take(&self, host: &UserId, now: Time) -> bool {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let from = now.as_millis() - WINDOW_MILLIS;
        if rooms.len() >= KNOWN {
            rooms.retain(|_, sent| sent.back().is_some_and(|at| *at > from));
        }
        let sent = rooms.entry(host.clone()).or_default();
        sent.retain(|at| *at > from);
        let is_calm = sent.len() < CALM;
        if is_calm {
            sent.push_back(now.as_millis());
        }
        is_calm
    }

    /// Gives a turn back that was not used.
    pub fn give_back(&self, host: &UserId) {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sent) = rooms.get_mut(host) {
            sent.pop_back();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_sends_no_more_than_a_calm_room_has() {
        let (sends, host) = (DirectSends::default(), UserId::parse("usr_a").unwrap());
        let other = UserId::parse("usr_b").unwrap();
        let now = Time::from_secs(1_000);
        assert_eq!((0..30).filter(|n| sends.take(&host, now.plus_millis(*n))).count(), 20);
        assert!(sends.take(&other, now));
        sends.give_back(&host);
        assert!(sends.take(&host, now.plus_secs(4)) && !sends.take(&host, now.plus_secs(4)));
        assert!(sends.take(&host, now.plus_millis(5_000)));
    }
}
