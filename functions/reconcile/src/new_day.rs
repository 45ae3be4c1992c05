//! Who watches on over midnight in UTC watched on the new day too, though nobody comes or goes: each room in which people
//! are is counted once in it.

use domain::UserId;
use futures::StreamExt as _;
use runtime::Result;

use crate::App;
use crate::first_error::FirstError;

/// Rooms a run: `project` counts so many within seconds, and ten runs are 10,000.
const ROOMS_A_RUN: usize = 1_000;
/// Counts that are asked for at once.
const AT_ONCE: usize = 16;

/// Asks for a count of the first of these rooms; the next run finds those that are left. Returns how many.
///
/// # Errors
/// The table away. One room does not keep the others.
pub(crate) async fn ask_for_counts(app: &App, rooms: Vec<UserId>) -> Result<usize> {
    let now = app.clock.now();
    let mut errors = FirstError::default();
    let outcomes: Vec<_> = futures::stream::iter(rooms.into_iter().take(ROOMS_A_RUN))
        .map(|room| async move { app.store.ask_for_count(&room, now).await })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let asked = outcomes.into_iter().filter_map(|outcome| errors.keep(outcome)).count();
    errors.or(asked)
}
