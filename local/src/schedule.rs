//! What EventBridge is to `reconcile`: a clock that calls each minute.

use std::time::Duration;

use reconcile::App;
use tokio::time::{MissedTickBehavior, interval};

use crate::background::Background;

/// As the schedule in `template.yaml` has it.
const PERIOD: Duration = Duration::from_secs(60);

/// The schedule; it ends when it is dropped.
pub struct Schedule(#[expect(dead_code, reason = "held for its end")] Background);

impl Schedule {
    /// Runs `reconcile` now, since a kept table may come from an earlier process, and then each minute.
    #[must_use]
    pub fn start(app: App) -> Self {
        Self(Background::spawn(async move {
            let mut minutes = interval(PERIOD);
            // A run that takes longer than a minute is not made up for.
            minutes.set_missed_tick_behavior(MissedTickBehavior::Skip);
            loop {
                minutes.tick().await;
                if let Err(error) = reconcile::handle(&app, reconcile::LOOK_GAP).await {
                    tracing::error!(event = "reconcile", outcome = "failed", cause = %error);
                }
            }
        }))
    }
}
