//! Broadcasts whose reconnect window is over are closed. Readers see them offline already, by the
//! times stored; closing gives the broadcast its end and takes it off the live index.

use std::collections::HashSet;

use domain::media::Signal;
use domain::{State, Time, UserId};
use futures::StreamExt as _;
use runtime::Result;
use runtime::metrics::{self, Metric};
use store::OpenEntry;

use crate::App;
use crate::first_error::FirstError;

/// Closings in flight at once.
const AT_ONCE: usize = 16;
/// A broadcast that began so long ago at most may have begun with a full room, in seconds: two runs, and
/// the time in which a late start is told.
const YOUNG_SECS: i64 = 180;

/// What a run found among the open broadcasts.
#[derive(Debug, Default)]
pub(crate) struct OpenBroadcasts {
    /// How many it closed.
    pub closed: usize,
    /// Whose media ended, and whose window is open.
    pub interrupted: HashSet<UserId>,
}

/// Closes what is over, and begins the peak of what has just begun with those who waited in the room. Costs
/// a read of the open broadcasts, not of all creators.
///
/// # Errors
/// The table away. One broadcast that cannot be closed does not keep the others open.
pub(crate) async fn close_over(app: &App) -> Result<OpenBroadcasts> {
    let now = app.clock.now();
    let entries = app.store.open_broadcasts().await?;
    let ids: Vec<UserId> = entries.iter().map(|entry| entry.user_id.clone()).collect();
    let streams = app.store.media(&ids).await?;
    let in_state = |state: State| streams.iter().filter(move |stream| stream.media.state(now) == state);
    metrics::gauge(Metric::LiveStreams, in_state(State::Live).count());
    let interrupted = in_state(State::Interrupted).map(|stream| stream.user_id.clone()).collect();
    let mut errors = FirstError::default();
    let over = streams.iter().filter(|stream| stream.media.is_to_be_closed(now));
    let over: Vec<UserId> = over.map(|stream| stream.user_id.clone()).collect();
    let outcomes: Vec<_> = futures::stream::iter(over)
        .map(|user_id| async move { app.store.signal(&user_id, &Signal::WindowOver, now).await })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let closed = outcomes.into_iter().filter_map(|outcome| errors.keep(outcome).flatten()).count();
    errors.keep(begin_peaks(app, entries, now).await);
    errors.or(OpenBroadcasts { closed, interrupted })
}

/// Whoever was in the room before the go-live was counted before there was a broadcast to note a peak of, and
/// no event may follow.
async fn begin_peaks(app: &App, entries: Vec<OpenEntry>, now: Time) -> Result<()> {
    let is_young = |entry: &OpenEntry| entry.viewers > 0 && entry.started_at.plus_secs(YOUNG_SECS) > now;
    let young = entries.into_iter().filter(|entry| is_young(entry) && !entry.broadcast_id.is_empty());
    let young: Vec<OpenEntry> = young.collect();
    let outcomes: Vec<_> = futures::stream::iter(young)
        .map(|OpenEntry { user_id, broadcast_id, viewers, .. }| async move {
            app.store.raise_peak(&user_id, &broadcast_id, viewers).await
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    outcomes.into_iter().collect()
}
