//! Each minute: makes the LiveKit calls that are left, closes broadcasts whose window is over, and
//! mends where what we hold and what LiveKit says differ.

mod close_broadcasts;
mod mend;
mod pending_calls;
mod rooms;

use std::time::Duration;

use shared::{App, Result, metrics};

/// Between the two looks that must agree before anything is mended: longer than the 5 s by which
/// LiveKit's room figures lag, short enough that one run has both.
pub const LOOK_GAP: Duration = Duration::from_secs(10);

/// One run. Each step does what it can; the first error is the run's, after all steps had their turn.
/// `look_gap` is [`LOOK_GAP`] but in tests.
///
/// # Errors
/// The table away. LiveKit away is no error: nothing is concluded from it.
pub async fn handle(app: &App, look_gap: Duration) -> Result<()> {
    let made = pending_calls::make_due(app).await;
    let closed = close_broadcasts::close_over(app).await;
    let mended = mend::mend(app, look_gap).await;
    tracing::info!(
        event = "reconcile",
        calls_made = made.as_ref().ok(),
        broadcasts_closed = closed.as_ref().ok(),
        mended = mended.as_ref().ok(),
        outcome = if made.is_ok() && closed.is_ok() && mended.is_ok() { "ok" } else { "failed" },
    );
    metrics::flush(app.clock.now());
    made.and(closed).and(mended).map(drop)
}
