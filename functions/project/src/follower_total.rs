//! The copy of a creator's follower total on their profile follows the counter.

use crate::App;
use crate::last_of_each::{LastOfEach, creator};
use crate::projection::{Failed, Projection};
use table::change::Record;

pub(crate) const PROJECTION: Projection =
    Projection { name: "follower_total", take_in: |app, record, turn| Box::pin(take_in(app, record, &turn.last)) };

/// Copies the total where the record is the batch's last one of that creator's.
async fn take_in(app: &App, record: &Record, last: &LastOfEach<'_>) -> Result<(), Failed> {
    if let Some(Ok(id)) = creator(record)
        && last.has(record)
    {
        app.store.copy_follower_total(&id, app.clock.now()).await?;
    }
    Ok(())
}
