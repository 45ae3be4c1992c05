//! Broadcasts whose reconnect window is over are closed. Readers see them offline already, by the
//! times stored; closing gives the broadcast its end and takes it off the live index.

use futures::StreamExt as _;
use shared::domain::media::Signal;
use shared::domain::{State, Stream};
use shared::metrics::{self, Metric};
use shared::{App, Result};

/// Closings in flight at once.
const AT_ONCE: usize = 16;

/// Closes what is over. Costs a read of the open broadcasts, not of all creators. Returns how many
/// were closed.
///
/// # Errors
/// The table away.
pub async fn close_over(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let open = app.store.open_streams().await?;
    metrics::gauge(Metric::LiveStreams, open.iter().filter(|stream| stream.state(now) == State::Live).count());
    let over =
        open.into_iter().filter(|stream| stream.media.broadcast.is_some() && stream.state(now) == State::Offline);
    let mut closing = futures::stream::iter(over)
        .map(|stream: Stream| async move { app.store.signal(&stream.user_id, &Signal::WindowOver, now).await })
        .buffer_unordered(AT_ONCE);
    let mut closed = 0;
    while let Some(change) = closing.next().await {
        closed += usize::from(change?.is_some());
    }
    Ok(closed)
}
