//! A pending LiveKit call that was just stored is made at once.

use runtime::{Error, Result};
use store::PendingCall;

use crate::App;
use crate::event::Record;

/// Makes the call if it is due. One that fails stays on the table for `reconcile`, so the batch goes on.
pub(crate) async fn take_in(app: &App, record: &Record) -> Result<()> {
    if !record.pk().starts_with("CALL#") {
        return Ok(());
    }
    let Some(image) = record.new_image() else { return Ok(()) };
    let pending: PendingCall = serde_dynamo::from_item(image.clone()).map_err(Error::internal)?;
    // Put back for later: after a failure, or for a second look.
    if pending.attempts > 0 || pending.due_at > app.clock.now() {
        return Ok(());
    }
    app.outbox.make(&pending).await?;
    Ok(())
}
