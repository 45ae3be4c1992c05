//! Webhooks that this process took in lately, by their event id (docs/adr/0003-webhook-deduplication.md).

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// Ids of one generation. Two are kept, so between this many and twice as many are remembered: a
/// process that takes 100 events a second remembers the last minute, and LiveKit's repetitions end
/// within half of one.
const GENERATION: usize = 6_000;

/// Event ids that were taken in. An id is remembered after the write of its event and never before, so
/// that a crash between the two loses nothing: the repetition finds no mark, and is taken in.
#[derive(Default)]
pub struct RecentEvents(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    young: HashSet<String>,
    old: HashSet<String>,
}

impl RecentEvents {
    /// Whether an event with this id was taken in. An event without an id never was.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.young.contains(id) || held.old.contains(id)
    }

    /// Remembers an event that was taken in.
    pub fn remember(&self, id: &str) {
        if id.is_empty() {
            return;
        }
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.young.len() >= GENERATION {
            held.old = std::mem::take(&mut held.young);
        }
        held.young.insert(id.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_the_latest_and_forgets_the_oldest() {
        let events = RecentEvents::default();
        for n in 0..=2 * GENERATION {
            events.remember(&format!("EV_{n}"));
        }
        assert!(events.contains(&format!("EV_{}", 2 * GENERATION)));
        assert!(events.contains(&format!("EV_{GENERATION}")));
        assert!(!events.contains("EV_0"));
    }

    #[test]
    fn an_event_without_id_is_never_a_repetition() {
        let events = RecentEvents::default();
        events.remember("");
        assert!(!events.contains(""));
    }
}
