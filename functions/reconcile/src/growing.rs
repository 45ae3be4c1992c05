//! Recordings of several pushes that go on: who watches one from its beginning does so by a playlist over all of its runs, and
//! nobody of ours sees a segment arrive. What is left of a run's time goes into writing these playlists anew, again and again.

use std::time::Duration;

use futures::StreamExt as _;
use runtime::Result;
use store::{Call, Store};
use tokio::time::Instant;

use crate::App;
use crate::first_error::FirstError;

/// Between two times: a segment and its playlist are uploaded each four seconds.
const EACH: Duration = Duration::from_secs(4);
/// One that is being written when the time is over has so much more.
const LAST: Duration = Duration::from_secs(3);
/// Recordings of one shard that are found.
const A_SHARD: usize = 500;
/// An entry waits for so long at most while its recording goes on, in seconds.
const WAITS_SECS: i64 = 60;
/// Playlists that are written at once.
const AT_ONCE: usize = 16;

/// Writes the playlists of all that grow anew, in turn, until a moment; `once`: each one time. They are those for whose next look an
/// entry waits. Returns how many there are.
///
/// # Errors
/// The table away. The bucket away is none: they stay as they are.
pub(crate) async fn keep_fresh(app: &App, until: Instant, once: bool) -> Result<usize> {
    if app.outbox.objects().is_none() {
        return Ok(0);
    }
    let mut errors = FirstError::default();
    let mut growing = errors.keep(waiting(app).await).unwrap_or_default();
    let mut most = 0;
    loop {
        let begun = Instant::now();
        let joins = growing.into_iter().map(|vod_id| async move {
            if Instant::now() >= until {
                return Ok(None);
            }
            let joined = tokio::time::timeout_at(until + LAST, app.outbox.join(&vod_id)).await;
            // Broken off, it is written whole or not at all.
            Ok(joined.unwrap_or(Ok(false))?.then_some(vod_id))
        });
        let joined: Vec<_> = futures::stream::iter(joins).buffer_unordered(AT_ONCE).collect().await;
        growing = joined.into_iter().filter_map(|joined| errors.keep(joined).flatten()).collect();
        most = most.max(growing.len());
        if once || growing.is_empty() || begun + EACH >= until {
            return errors.or(most);
        }
        tokio::time::sleep_until(begun + EACH).await;
    }
}

/// The recordings that are looked at again within the minute.
async fn waiting(app: &App) -> Result<Vec<String>> {
    let soon = app.clock.now().plus_secs(WAITS_SECS);
    let mut waiting = vec![];
    for shard in 0..Store::outbox_shards() {
        for entry in app.store.due_entries(shard, soon, A_SHARD).await? {
            if let Call::SeeToRecording { vod_id, .. } = entry.call {
                waiting.push(vod_id);
            }
        }
    }
    Ok(waiting)
}
