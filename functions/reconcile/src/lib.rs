//! Each minute: makes the LiveKit calls that are left, and closes broadcasts whose window is over.

mod close_broadcasts;
mod pending_calls;

use shared::{App, Result};

/// One run. Each step does what it can; the first error is the run's, after all steps had their turn.
///
/// # Errors
/// The table away.
pub async fn handle(app: &App) -> Result<()> {
    let made = pending_calls::make_due(app).await;
    let closed = close_broadcasts::close_over(app).await;
    tracing::info!(
        event = "reconcile",
        calls_made = made.as_ref().ok(),
        broadcasts_closed = closed.as_ref().ok(),
        outcome = if made.is_ok() && closed.is_ok() { "ok" } else { "failed" },
    );
    made.and(closed).map(drop)
}
