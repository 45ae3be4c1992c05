//! The round over all creators, some a minute. It finds ingresses that LiveKit has and nobody knows of: a process died
//! between LiveKit's answer and its note of it, and whoever has no room cannot be found by the rooms. And it makes
//! the copies of each creator anew that `project` keeps, where a change of them was put aside, and gives a broadcast its
//! figures whose end was (docs/adr/0005-reconciler.md).

use domain::{Time, UserId};
use futures::StreamExt as _;
use runtime::Result;
use store::{Call, OutboxEntry, Round};
use tokio::time::Instant;

use crate::App;
use crate::first_error::FirstError;

/// Creators a minute: 28,800 a day, for 20,000. With more of them the round takes longer than a day.
const CREATORS_A_RUN: u32 = 20;
/// Broadcasts of a creator that are looked at at once.
const BROADCASTS: u32 = 20;
/// So many seconds after its end a broadcast has its figures, or `project` failed at it: it tries for an hour.
const SETTLED_WITHIN_SECS: i64 = 7_200;
/// Creators who are seen to at once.
const AT_ONCE: usize = 4;

/// Leaves an audit of the next few creators of the directory as outbox entries, sees to their copies, and goes on from
/// there at the next run; after the last one it begins anew. Returns how many.
///
/// # Errors
/// The table away: the same ones are asked for at the next run.
pub(crate) async fn sweep_some(app: &App, until: Instant) -> Result<usize> {
    if Instant::now() >= until {
        // A run that has to mend much leaves the round where it is.
        return Ok(0);
    }
    let place = app.store.sweep_place(Round::Creators).await?;
    let page = app.store.directory(None, place.as_deref(), CREATORS_A_RUN).await?;
    let ids: Vec<UserId> = page.entries.into_iter().map(|(user_id, _)| user_id).collect();
    let mut errors = FirstError::default();
    let seen_to = futures::stream::iter(ids.clone()).map(|user_id| async move { see_to(app, &user_id).await });
    let outcomes: Vec<_> = seen_to.buffer_unordered(AT_ONCE).collect().await;
    for outcome in outcomes {
        errors.keep(outcome);
    }
    errors.or(())?;
    app.store.move_sweep(Round::Creators, place.as_deref(), page.next.as_deref()).await?;
    Ok(ids.len())
}

async fn see_to(app: &App, user_id: &UserId) -> Result<()> {
    let now = app.clock.now();
    let call = Call::SweepIngresses { user_id: user_id.clone(), unknown: vec![] };
    app.store.put_entry_once(&OutboxEntry::new(call, now, &app.random)).await?;
    app.store.copy_follower_total(user_id, now).await?;
    let is_copied = app.store.copy_card(user_id, now).await?;
    let entries = app.store.refresh_search(user_id).await?;
    settle_missed(app, user_id, now).await?;
    if is_copied || entries > 0 {
        tracing::warn!(event = "reconcile_mended", %user_id, mended = "copies", is_copied, entries);
        runtime::metrics::count_kind(runtime::metrics::Metric::Mendings, "copies");
    }
    Ok(())
}

/// Gives the newest broadcasts their figures that are over and have none: `project` had ten tries at it. Goes on to older
/// ones as long as it finds such.
async fn settle_missed(app: &App, user_id: &UserId, now: Time) -> Result<()> {
    let mut after = None;
    loop {
        let page = app.store.broadcasts(user_id, after.as_deref(), BROADCASTS).await?;
        let long_ago = now.plus_secs(-SETTLED_WITHIN_SECS);
        let missed = page.items.iter().filter(|of| of.summary.is_none() && of.ended_at.is_some_and(|at| at < long_ago));
        let mut settled = 0;
        for broadcast in missed {
            settled += usize::from(services::figures::settle(&app.store, user_id, &broadcast.id).await?);
        }
        if settled > 0 {
            tracing::warn!(event = "reconcile_mended", %user_id, mended = "figures", settled);
            runtime::metrics::count_kind(runtime::metrics::Metric::Mendings, "figures");
        }
        after = page.next.filter(|_| settled > 0);
        if after.is_none() {
            return Ok(());
        }
    }
}
