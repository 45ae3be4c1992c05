//! A outbox entry that was just stored is made at once.

use std::time::Duration;

use store::OutboxEntry;
use tokio::time::Instant;

use crate::App;
use crate::projection::{self, Failed, Projection};
use table::change::Record;

/// A call that takes longer is left to `reconcile`: it hangs, or is about a large room and gets on with it each time.
const WITHIN: Duration = Duration::from_secs(10);

pub(crate) const PROJECTION: Projection =
    Projection { name: "outbox", take_in: |app, record, turn| Box::pin(take_in(app, record, turn.until)) };

/// Makes the call if it is due. One that fails stays on the table for `reconcile`, so the batch goes on.
async fn take_in(app: &App, record: &Record, until: Instant) -> Result<(), Failed> {
    if !record.pk().starts_with("OUTBOX#") {
        return Ok(());
    }
    let Some(image) = record.new_image() else { return Ok(()) };
    let pending: OutboxEntry = projection::read(image)?;
    // Begun already, or put back for a second look.
    if pending.attempts > 0 || pending.due_at > app.clock.now() {
        return Ok(());
    }
    app.outbox.make(&pending, until.min(Instant::now() + WITHIN)).await?;
    Ok(())
}
