//! The figures of broadcasts that are over.

use domain::UserId;
use runtime::Result;
use store::{Consistency, Store};

/// Gives a broadcast that is over its figures, and its days their share. `false`: it has them, or is not over. Four trips.
///
/// # Errors
/// The table away.
pub async fn settle(store: &Store, creator: &UserId, id: &str) -> Result<bool> {
    let course = store.course(creator, id, Consistency::Strong, true);
    let (course, followers) = tokio::try_join!(course, store.follower_total(creator))?;
    let Some(summary) = store.settle(creator, id, &course, followers).await? else { return Ok(false) };
    tracing::info!(
        event = "broadcast_figures",
        user_id = %creator,
        broadcast_id = id,
        live_seconds = summary.live_seconds(),
        watch_seconds = summary.watch_seconds(),
        outcome = "ok"
    );
    Ok(true)
}
