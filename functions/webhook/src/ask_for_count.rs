//! Asking for a new count of a room's viewers, once in 15 s and not with each event; `project` makes it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::{Time, UserId};
use runtime::Result;
use store::COUNT_AGE_SECS;
use web::App;

/// So many rooms a process remembers; beyond, it forgets them all and asks the table again.
const REMEMBERED: usize = 10_000;

/// When this process looks at a room's count again: when it may be 15 s old, so that a burst of joins
/// asks the table once in that time and not with each.
#[derive(Default)]
pub struct Counted(Mutex<HashMap<UserId, Time>>);

impl Counted {
    fn is_due(&self, room: &UserId, now: Time) -> bool {
        let mut due = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if due.get(room).is_some_and(|at| now < *at) {
            return false;
        }
        if due.len() >= REMEMBERED {
            due.clear();
        }
        due.insert(room.clone(), now.plus_secs(COUNT_AGE_SECS));
        true
    }

    /// Another process counted, or is at it: theirs gets old before a count of this moment would.
    fn look_again_at(&self, room: &UserId, at: Time) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(room.clone(), at);
    }

    /// Asks for a new count of a room's viewers if the last one may be older than 15 s; `project` makes it.
    ///
    /// # Errors
    /// The table away.
    pub async fn ask_if_stale(&self, app: &App, room: &UserId) -> Result<()> {
        let now = app.clock.now();
        if !self.is_due(room, now) {
            return Ok(());
        }
        match app.store.ask_for_count(room, now).await {
            Ok(None) => Ok(()),
            Ok(Some(at)) => {
                self.look_again_at(room, at);
                Ok(())
            }
            Err(error) => {
                // The next event finds the table back, perhaps.
                self.look_again_at(room, now);
                Err(error)
            }
        }
    }
}
