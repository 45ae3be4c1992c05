//! The LiveKit calls that `project` could not make, or that were put back for later.

use std::time::Duration;

use futures::StreamExt as _;
use runtime::Result;
use runtime::metrics::{self, Metric};
use store::Store;
use tokio::time::Instant;

use crate::App;
use crate::first_error::FirstError;

/// Calls of one shard that one run makes; the next run, a minute later, goes on.
const CALLS_A_SHARD: usize = 500;
/// Calls in flight at once.
const AT_ONCE: usize = 16;
/// No call is begun after this: a LiveKit that hangs takes 4 s for each, and the run has 55 s for all that
/// it does.
const BUDGET: Duration = Duration::from_secs(20);

/// Makes the calls that are due. Returns how many were made.
///
/// # Errors
/// The table away. One call that cannot be taken off the table does not keep the others from being made.
pub(crate) async fn make_due(app: &App) -> Result<usize> {
    let (now, until) = (app.clock.now(), Instant::now() + BUDGET);
    let (mut made, mut found, mut oldest) = (0, 0, 0);
    let mut errors = FirstError::default();
    for shard in 0..Store::call_shards() {
        let Some(due) = errors.keep(app.store.due_calls(shard, now, CALLS_A_SHARD).await) else { continue };
        found += due.len();
        oldest = due.iter().map(|pending| pending.waited_secs(now)).fold(oldest, i64::max);
        let making = due.into_iter().map(|pending| async move {
            if Instant::now() < until { app.outbox.make(&pending).await } else { Ok(false) }
        });
        let outcomes: Vec<_> = futures::stream::iter(making).buffer_unordered(AT_ONCE).collect().await;
        made += outcomes.into_iter().filter_map(|outcome| errors.keep(outcome)).filter(|is_made| *is_made).count();
    }
    metrics::gauge(Metric::PendingCalls, found);
    metrics::gauge(Metric::OldestPendingCall, usize::try_from(oldest).unwrap_or_default());
    errors.or(made)
}
