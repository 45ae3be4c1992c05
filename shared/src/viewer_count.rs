//! How many watch: counted anew, never by adding one and taking one.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::app::App;
use crate::domain::{Time, UserId};
use crate::error::Result;
use crate::store::COUNT_AGE_SECS;

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
}

/// Asks for a new count of a room's viewers if the last one may be older than 15 s; `project` makes it.
///
/// # Errors
/// The table away.
pub async fn ask_if_stale(app: &App, room: &UserId) -> Result<()> {
    let now = app.clock.now();
    if !app.counted.is_due(room, now) {
        return Ok(());
    }
    match app.store.ask_for_count(room, now).await {
        Ok(None) => Ok(()),
        Ok(Some(at)) => {
            app.counted.look_again_at(room, at);
            Ok(())
        }
        Err(error) => {
            // The next event finds the table back, perhaps.
            app.counted.look_again_at(room, now);
            Err(error)
        }
    }
}

/// Makes the count that was asked for at `asked_at`, which is also its time: the next one is then asked for
/// 15 s after this one was. Three trips.
///
/// # Errors
/// The table away.
pub async fn recount(app: &App, room: &UserId, broadcast_id: Option<&str>, asked_at: Time) -> Result<()> {
    let viewers = app.store.count_present(room, app.clock.now()).await?;
    set_count(app, room, broadcast_id, viewers, asked_at).await
}

/// Stores a count that was made at `now`, and the broadcast's peak with it.
///
/// # Errors
/// The table away.
pub async fn set_count(app: &App, room: &UserId, broadcast_id: Option<&str>, viewers: u32, now: Time) -> Result<()> {
    app.store.store_count(room, viewers, now).await?;
    if let Some(broadcast_id) = broadcast_id {
        app.store.raise_peak(room, broadcast_id, viewers).await?;
    }
    Ok(())
}
