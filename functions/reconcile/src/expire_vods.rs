//! Videos whose time is over are deleted, as their creators would: what follows in the bucket is the outbox's.

use futures::StreamExt as _;
use runtime::Result;
use store::Store;

use crate::App;
use crate::first_error::FirstError;

/// Videos of one shard that one run deletes; the next run, a minute later, goes on.
const VODS_A_SHARD: i32 = 25;
/// Deletions in flight at once.
const AT_ONCE: usize = 16;

/// Deletes what is due, the longest due first. Returns how many.
///
/// # Errors
/// The table away. One that cannot be deleted does not keep the others.
pub(crate) async fn expire(app: &App) -> Result<usize> {
    if app.livekit.recordings().is_none() {
        return Ok(0);
    }
    let now = app.clock.now();
    let mut errors = FirstError::default();
    let shards = (0..Store::vod_end_shards()).map(|shard| app.store.due_vods(shard, now, VODS_A_SHARD));
    let found = futures::future::join_all(shards).await;
    let due: Vec<_> = found.into_iter().filter_map(|found| errors.keep(found)).flatten().collect();
    let outcomes: Vec<_> = futures::stream::iter(due)
        .map(|vod| async move {
            let is_deleted = app.store.expire_vod(&vod, now).await?;
            if is_deleted {
                tracing::info!(event = "vod_delete", user_id = %vod.user_id, vod_id = vod.id, outcome = "expired");
            }
            Ok(is_deleted)
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let expired = outcomes.into_iter().filter_map(|outcome| errors.keep(outcome)).filter(|is_it| *is_it).count();
    errors.or(expired)
}
