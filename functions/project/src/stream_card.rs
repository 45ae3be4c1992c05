//! The copy of a creator's profile on their stream follows the profile.

use domain::UserId;

use crate::App;
use crate::projection::{Failed, Projection};
use table::change::Record;

pub(crate) const PROJECTION: Projection =
    Projection { name: "stream_card", take_in: |app, record, _| Box::pin(take_in(app, record)) };

/// Looks at the copy when something that it shows has changed, and when a stream was made: with a profile
/// that may have changed between its reading and the stream's writing.
async fn take_in(app: &App, record: &Record) -> Result<(), Failed> {
    let Some((kind, id)) = record.pk().split_once('#') else { return Ok(()) };
    let is_due = match (kind, record.sk()) {
        // Only creators have a stream.
        ("USER", "PROFILE") => {
            record.new_image().is_some_and(|image| image.contains_key("creatorStatus"))
                && record.has_changed(&["username", "name", "image", "categories"])
        }
        ("STREAM", "STREAM") => record.old_image().is_none(),
        _ => false,
    };
    if let (true, Ok(id)) = (is_due, UserId::parse(id)) {
        app.store.copy_card(&id, app.clock.now()).await?;
    }
    Ok(())
}
