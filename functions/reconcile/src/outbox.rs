//! The LiveKit calls that `project` could not make, or that were put back for later.

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

/// Makes the calls that are due, the longest due first, until a moment: none is begun after it, and one that is being
/// made then is broken off. Returns how many were made.
///
/// # Errors
/// The table away. One call that cannot be taken off the table does not keep the others from being made.
pub(crate) async fn make_due(app: &App, until: Instant) -> Result<usize> {
    let now = app.clock.now();
    let mut errors = FirstError::default();
    let mut due = vec![];
    for shard in 0..Store::outbox_shards() {
        due.extend(errors.keep(app.store.due_entries(shard, now, CALLS_A_SHARD).await).unwrap_or_default());
    }
    metrics::gauge(Metric::OutboxEntries, due.len());
    let oldest = due.iter().map(|pending| pending.waited_secs(now)).max().unwrap_or_default();
    metrics::gauge(Metric::OldestOutboxEntry, usize::try_from(oldest).unwrap_or_default());
    due.sort_by_key(|pending| pending.due_at);
    let making = due.into_iter().map(|pending| async move {
        if Instant::now() < until { app.outbox.make(&pending, until).await } else { Ok(false) }
    });
    let outcomes: Vec<_> = futures::stream::iter(making).buffer_unordered(AT_ONCE).collect().await;
    let made = outcomes.into_iter().filter_map(|outcome| errors.keep(outcome)).filter(|is_made| *is_made).count();
    errors.or(made)
}
