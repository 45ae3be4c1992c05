//! The LiveKit calls that `project` could not make, or that were put back for later.

use futures::StreamExt as _;
use shared::metrics::{self, Metric};
use shared::store::Store;
use shared::{App, Result, calls};

/// Calls of one shard that one run makes; the next run, a minute later, goes on.
const CALLS_A_SHARD: usize = 500;
/// Calls in flight at once.
const AT_ONCE: usize = 16;

/// Makes the calls that are due. Returns how many were made.
///
/// # Errors
/// The table away.
pub async fn make_due(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let (mut made, mut found) = (0, 0);
    for shard in 0..Store::call_shards() {
        let due = app.store.due_calls(shard, now, CALLS_A_SHARD).await?;
        found += due.len();
        let mut outcomes = futures::stream::iter(due)
            .map(|pending| async move { calls::make(app, &pending).await })
            .buffer_unordered(AT_ONCE);
        while let Some(outcome) = outcomes.next().await {
            made += usize::from(outcome?);
        }
    }
    metrics::gauge(Metric::PendingCalls, found);
    Ok(made)
}
