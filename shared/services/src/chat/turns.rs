//! Turns to send: LiveKit Cloud takes a number of calls a minute over all rooms of a project, so all processes share them.

use std::time::Duration;

use domain::Time;
use runtime::{Clock, Result};
use store::Store;

/// A minute touches as many seconds.
const SECONDS: u32 = 61;
/// So many seconds are waited for.
const WAITS: usize = 3;

/// Turns to send. Cheap to clone.
#[derive(Clone)]
pub(super) struct Turns {
    store: Store,
    clock: Clock,
    /// Turns a second, over all processes; `None`: as many as are asked for.
    most: Option<u32>,
}

impl Turns {
    /// So many a minute; 0: as many as are asked for.
    pub fn new(store: Store, clock: Clock, a_minute: u32) -> Self {
        Self { store, clock, most: (a_minute > 0).then(|| (a_minute / SECONDS).max(1)) }
    }

    /// Takes one at once; where it is `urgent` there is always one. `false`: there is none. No trip without a limit, else one.
    ///
    /// # Errors
    /// The table away.
    pub async fn take(&self, is_urgent: bool) -> Result<bool> {
        match self.most {
            None => Ok(true),
            Some(most) => self.store.take_turn(self.clock.now(), (!is_urgent).then_some(most)).await,
        }
    }

    /// Takes one, and waits for it for some seconds. Returns whether it waited; `None`: there was none.
    ///
    /// # Errors
    /// The table away.
    pub async fn await_one(&self) -> Result<Option<bool>> {
        for round in 0..WAITS {
            if self.take(false).await? {
                return Ok(Some(round > 0));
            }
            tokio::time::sleep(next_second(self.clock.now())).await;
        }
        Ok(None)
    }
}

fn next_second(now: Time) -> Duration {
    Duration::from_millis(1_000 - now.as_millis().rem_euclid(1_000).unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_second_is_a_second_away_at_most() {
        assert_eq!(next_second(Time::from_millis(5_000)), Duration::from_secs(1));
        assert_eq!(next_second(Time::from_millis(5_999)), Duration::from_millis(1));
    }
}
