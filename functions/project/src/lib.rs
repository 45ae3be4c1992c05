//! Follows the table's stream: makes pending LiveKit calls at once, and keeps the copies that lists and
//! search read.

mod event;
mod pending_call;

pub use event::{BatchFailures, Record, TableEvent};

use shared::{App, metrics};

/// Takes a batch of changes in, in their order. The first record that cannot be taken in now is named,
/// so that Lambda hands it and those after it in again.
pub async fn handle(app: &App, batch: TableEvent) -> BatchFailures {
    let failures = take_in_order(app, batch).await;
    metrics::flush(app.clock.now());
    failures
}

async fn take_in_order(app: &App, batch: TableEvent) -> BatchFailures {
    for record in batch.records {
        let sequence = record.sequence_number().to_owned();
        if let Err(error) = take_in(app, record).await {
            tracing::error!(event = "project", sequence, outcome = "failed", cause = %error);
            return BatchFailures::from(sequence);
        }
    }
    BatchFailures::none()
}

async fn take_in(app: &App, record: Record) -> shared::Result<()> {
    pending_call::take_in(app, &record).await
}
