//! Each minute: closes broadcasts whose window is over, makes the LiveKit calls that are left, looks for
//! ingresses that nobody knows of, and mends where what we hold and what LiveKit says differ
//! (docs/adr/0005-reconciler.md).

mod app;
mod close_broadcasts;
mod expire_vods;
mod first_error;
mod growing;
mod mend;
mod new_day;
mod orphans;
mod outbox;
mod raids;
mod recordings;
mod rooms;
mod unknown_objects;

use std::collections::HashSet;
use std::time::Duration;

pub use app::App;

use domain::UserId;
use runtime::{Result, metrics};
use tokio::time::Instant;

use crate::close_broadcasts::OpenBroadcasts;
use crate::rooms::Known;

/// Between the two looks that must agree before anything is mended: longer than the 5 s by which
/// LiveKit's room figures lag, short enough that one run has both.
pub const LOOK_GAP: Duration = Duration::from_secs(10);
/// No room is looked into, and no creator indexed anew, after so much of a run; the function may run for 55 s.
const MEND_WITHIN: Duration = Duration::from_secs(30);
/// No call that is due is begun or gone on with after so much of a run: one that is about a large room goes on with
/// the next.
const CALLS_WITHIN: Duration = Duration::from_secs(48);
/// No playlist of a recording that goes on is begun anew after so much of a run.
const JOIN_WITHIN: Duration = Duration::from_secs(50);

/// One run. Each step does what it can; the first error is the run's, after all steps had their turn.
/// `look_gap` is [`LOOK_GAP`] but in tests.
///
/// # Errors
/// The table away. LiveKit away is no error: nothing is concluded from it.
pub async fn handle(app: &App, look_gap: Duration) -> Result<()> {
    let begun = Instant::now();
    let open = close_broadcasts::close_over(app).await;
    let known = Known {
        interrupted: open.as_ref().map(|open| open.interrupted.clone()).unwrap_or_default(),
        recorded: open.as_ref().map(recorded_now).unwrap_or_default(),
        minute: app.clock.now().as_secs().div_euclid(60),
    };
    let raiding = open.as_ref().map(|open| open.raiding.clone()).unwrap_or_default();
    let raids = raids::look(app, raiding).await;
    let uncounted = open.as_ref().map(|open| open.uncounted_today.clone()).unwrap_or_default();
    let counted = new_day::ask_for_counts(app, uncounted).await;
    // What is shown wrongly is mended before calls are made, which may take all the time there is.
    let mended = mend::mend(app, &known, look_gap, begun + MEND_WITHIN).await;
    let recorded = recordings::doubt(app, open.as_ref().map(|open| &*open.recorded).unwrap_or_default()).await;
    let expired = expire_vods::expire(app).await;
    let swept = orphans::sweep_some(app, begun + MEND_WITHIN).await;
    let unknown = unknown_objects::sweep(app).await;
    let ranked = app.ranking.keep_new().await;
    let made = outbox::make_due(app, begun + CALLS_WITHIN).await;
    // In tests nobody waits.
    let growing = growing::keep_fresh(app, begun + JOIN_WITHIN, look_gap.is_zero()).await;
    let is_ok = growing.is_ok() && open.is_ok() && recorded.is_ok() && raids.is_ok() && counted.is_ok();
    let is_ok = is_ok
        && expired.is_ok()
        && unknown.is_ok()
        && made.is_ok()
        && swept.is_ok()
        && ranked.is_ok()
        && mended.is_ok();
    tracing::info!(
        event = "reconcile",
        broadcasts_closed = open.as_ref().ok().map(|open| open.closed),
        raids = raids.as_ref().ok(),
        counts_asked = counted.as_ref().ok(),
        calls_made = made.as_ref().ok(),
        swept = swept.as_ref().ok(),
        ranked = ranked.as_ref().ok(),
        recordings = recorded.as_ref().ok(),
        vods_expired = expired.as_ref().ok(),
        unknown_objects = unknown.as_ref().ok(),
        growing = growing.as_ref().ok(),
        mended = mended.as_ref().ok(),
        outcome = if is_ok { "ok" } else { "failed" },
    );
    metrics::flush(app.clock.now());
    open.map(drop)
        .and(recorded.map(drop))
        .and(expired.map(drop))
        .and(unknown.map(drop))
        .and(growing.map(drop))
        .and(raids.map(drop))
        .and(counted.map(drop))
        .and(made.map(drop))
        .and(swept.map(drop))
        .and(ranked.map(drop))
        .and(mended.map(drop))
}

/// Whose push is to be recorded now.
fn recorded_now(open: &OpenBroadcasts) -> HashSet<UserId> {
    open.recorded.iter().filter(|of| of.is_to_record).map(|of| of.user_id.clone()).collect()
}
