//! Asking for a new count of a room's viewers, once in 15 s and not with each event; `project` makes it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::{Time, UserId};
use runtime::Result;
use store::{Asked, COUNT_AGE_SECS};
use web::App;

/// So many rooms a process remembers; beyond, it forgets them all and asks the table again.
const REMEMBERED: usize = 10_000;

/// What the process knows of a room's rules may be so old, in milliseconds.
const RULES_AGE_MILLIS: i64 = 2_000;

/// When this process looks at a room's count again: when it may be 15 s old, so that a burst of joins
/// asks the table once in that time and not with each. Asking brings the counter, and with it when the rules of the
/// room last changed.
#[derive(Default)]
pub struct Counted {
    due: Mutex<HashMap<UserId, Time>>,
    rules: Mutex<HashMap<UserId, Rules>>,
}

/// When a room's rules last changed, as known at a moment.
#[derive(Debug, Clone, Copy)]
struct Rules {
    changed_at: Option<Time>,
    known_at: Time,
}

impl Counted {
    fn is_due(&self, room: &UserId, now: Time) -> bool {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
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
        self.due.lock().unwrap_or_else(PoisonError::into_inner).insert(room.clone(), at);
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
            Ok(Asked { again_at, count }) => {
                self.learn(room, count.rights_changed_at, now);
                if let Some(at) = again_at {
                    self.look_again_at(room, at);
                }
                Ok(())
            }
            Err(error) => {
                // The next event finds the table back, perhaps.
                self.look_again_at(room, now);
                Err(error)
            }
        }
    }

    /// When the rules of a room last changed, for somebody who joined at `joined_by` at the latest. What the process knows of the last
    /// two seconds is good enough if it is not from before they joined: a change since then finds them in the room, and is
    /// told to them like to all others there. Costs a read otherwise, unless the count is to be asked for anyway.
    ///
    /// # Errors
    /// The table away.
    pub async fn rights_changed_at(&self, app: &App, room: &UserId, joined_by: Time) -> Result<Option<Time>> {
        let now = app.clock.now();
        let known = self.rules.lock().unwrap_or_else(PoisonError::into_inner).get(room).copied();
        let is_good =
            |rules: &Rules| now.millis_since(rules.known_at) < RULES_AGE_MILLIS && joined_by <= rules.known_at;
        if let Some(rules) = known.filter(is_good) {
            return Ok(rules.changed_at);
        }
        let changed_at = app.store.count(room).await?.rights_changed_at;
        self.learn(room, changed_at, now);
        Ok(changed_at)
    }

    /// Asks for a count if it is time, and tells when the rules of the room last changed: the counter says both.
    ///
    /// # Errors
    /// The table away. That a count was not asked for is none: it is the first of the two.
    pub async fn ask_and_look(&self, app: &App, room: &UserId, joined_by: Time) -> (Result<()>, Result<Option<Time>>) {
        let asked = self.ask_if_stale(app, room).await;
        (asked, self.rights_changed_at(app, room, joined_by).await)
    }

    fn learn(&self, room: &UserId, changed_at: Option<Time>, known_at: Time) {
        let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        if rules.len() >= REMEMBERED {
            rules.clear();
        }
        rules.insert(room.clone(), Rules { changed_at, known_at });
    }
}
