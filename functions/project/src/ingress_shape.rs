//! An encoding that was set during a push is given to the ingress when its media ends, for the next one.

use std::time::Duration;

use domain::UserId;
use store::Call;
use tokio::time::Instant;

use crate::App;
use crate::media_flow;
use crate::projection::{Failed, Projection};
use table::change::Record;

/// A call that takes longer is left to `reconcile`.
const WITHIN: Duration = Duration::from_secs(10);

pub(crate) const PROJECTION: Projection =
    Projection { name: "ingress_shape", take_in: |app, record, turn| Box::pin(take_in(app, record, turn.until)) };

/// Makes the call that waits for the end of a push, where one does: `reconcile` would a minute later, and an encoder that
/// returns at once would find the encoding of before.
async fn take_in(app: &App, record: &Record, until: Instant) -> Result<(), Failed> {
    let Some(("STREAM", id)) = record.pk().split_once('#') else { return Ok(()) };
    let (true, Ok(user_id)) = (media_flow::has_ended(record), UserId::parse(id)) else { return Ok(()) };
    if let Some(pending) = app.store.entry(&Call::ShapeIngress { user_id }).await? {
        app.outbox.make(&pending, until.min(Instant::now() + WITHIN)).await?;
    }
    Ok(())
}
