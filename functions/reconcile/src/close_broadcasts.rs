//! Broadcasts whose reconnect window is over are closed. Readers see them offline already, by the
//! times stored; closing gives the broadcast its end and takes it off the live index.

use std::collections::HashSet;

use domain::audience::Day;
use domain::media::Signal;
use domain::recording::vod_id_of;
use domain::{State, Time, UserId};
use futures::StreamExt as _;
use runtime::Result;
use runtime::metrics::{self, Metric};
use store::{MediaOf, OpenEntry};

use crate::App;
use crate::first_error::FirstError;

/// Closings in flight at once.
const AT_ONCE: usize = 16;

/// What a run found among the open broadcasts.
#[derive(Debug, Default)]
pub(crate) struct OpenBroadcasts {
    /// How many it closed.
    pub closed: usize,
    /// Whose media ended, and whose window is open.
    pub interrupted: HashSet<UserId>,
    /// Those that are recorded, each with its Vod, and whether an egress is to be at it.
    pub recorded: Vec<RecordedBroadcast>,
    /// Who has a raid that is not decided.
    pub raiding: Vec<UserId>,
    /// Who is watched, and was not counted yet on this UTC day.
    pub uncounted_today: Vec<UserId>,
}

/// An open broadcast that is recorded.
#[derive(Debug, Clone)]
pub(crate) struct RecordedBroadcast {
    /// Whose.
    pub user_id: UserId,
    /// Its recording.
    pub vod_id: String,
    /// Whether its push is to be recorded now.
    pub is_to_record: bool,
}

/// Of the broadcasts that stay open, those that are recorded.
fn recorded(streams: &[MediaOf], now: Time) -> Vec<RecordedBroadcast> {
    let staying = streams.iter().filter(|stream| !stream.media.is_to_be_closed(now));
    let recorded = staying.filter_map(|MediaOf { user_id, media }| {
        let open = media.broadcast.as_ref().filter(|open| !open.recorded.is_not())?;
        let vod_id = vod_id_of(user_id, &open.id);
        Some(RecordedBroadcast { user_id: user_id.clone(), vod_id, is_to_record: media.recorded_push().is_some() })
    });
    recorded.collect()
}

/// Closes what is over. Costs a read of the open broadcasts, not of all creators.
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
    let raiding = entries.iter().filter(|entry| entry.raid.is_some()).map(|entry| entry.user_id.clone()).collect();
    let today = Day::of(now);
    let is_uncounted = |entry: &&OpenEntry| entry.viewers > 0 && entry.counted_at.is_some_and(|at| Day::of(at) < today);
    let uncounted_today = entries.iter().filter(is_uncounted).map(|entry| entry.user_id.clone()).collect();
    errors.or(OpenBroadcasts { uncounted_today, closed, interrupted, recorded: recorded(&streams, now), raiding })
}
