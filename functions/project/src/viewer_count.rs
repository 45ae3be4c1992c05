//! A count that was asked for is made. Off the webhook's way: LiveKit sends a room's events one after
//! another, and waits for each answer (docs/adr/0007-viewer-counts.md).

use std::collections::HashMap;

use domain::{Time, UserId};
use futures::StreamExt as _;
use store::{Count, LEASED_UNTIL};

use crate::App;
use crate::projection::{self, Failed, Projection};
use table::change::Record;

/// Rooms that finished, in the order of a creator's changes; mere counts are made beside it.
pub(crate) const CLEARING: Projection =
    Projection { name: "viewer_count", take_in: |app, record, _| Box::pin(clear(app, record)) };

/// Rooms that are counted at once.
const AT_ONCE: usize = 32;
/// What was asked for so many seconds ago is passed over: a stream that is read from its beginning has
/// thousands. Where `project` lags that far behind, the reconciler counts.
const STALE_SECS: i64 = 60;

/// A count that was asked for.
struct Ask {
    at: Time,
    last: Count,
}

/// Makes the counts that a batch asks for, each room's once, side by side. One that fails is logged only:
/// 15 s later the next event asks again.
pub(crate) async fn take_in(app: &App, records: &[Record]) {
    let mut asked = HashMap::new();
    for record in records {
        match read(app, record) {
            Ok(Some((room, ask))) => _ = asked.insert(room, ask),
            Ok(None) => {}
            // Told by the clearing, which reads the same counter.
            Err(_) => {}
        }
    }
    let counts = asked.into_iter().map(|(room, ask)| async move {
        if let Err(error) = app.counts.recount(&room, &ask.last, ask.at).await {
            tracing::warn!(event = "viewer_count", user_id = %room, outcome = "failed", cause = ?error);
        }
    });
    futures::stream::iter(counts).buffer_unordered(AT_ONCE).collect::<()>().await;
}

/// Takes out who is still listed in a room that is gone, and counts who is left. Their `left` will not come, so
/// unlike a mere count this is tried until it is done: the mark of it stays on the counter till then.
async fn clear(app: &App, record: &Record) -> Result<(), Failed> {
    let Some((room, count)) = counter(record)? else { return Ok(()) };
    let Some(room_sid) = &count.finished_room else { return Ok(()) };
    let now = app.clock.now();
    let viewers = app.store.clear_room(&room, room_sid, now).await?;
    let asked_at = count.asked_at().unwrap_or(now);
    app.counts.set_count(&room, &count, viewers, asked_at).await?;
    app.store.room_cleared(&room, room_sid).await?;
    Ok(())
}

/// What a record asks for, if it does.
fn read(app: &App, record: &Record) -> Result<Option<(UserId, Ask)>, Failed> {
    if !record.has_changed(&[LEASED_UNTIL]) {
        return Ok(None);
    }
    let Some((room, count)) = counter(record)?.filter(|(_, count)| count.finished_room.is_none()) else {
        return Ok(None);
    };
    let Some(at) = count.asked_at() else { return Ok(None) };
    if app.clock.now() >= at.plus_secs(STALE_SECS) {
        // No warning: ProjectBehind is the alarm for a stream that lags.
        tracing::debug!(event = "viewer_count", user_id = %room, asked_at = %at, outcome = "too late");
        return Ok(None);
    }
    Ok(Some((room, Ask { at, last: count })))
}

/// A room and its counter as the record leaves it; `None` for every other item.
fn counter(record: &Record) -> Result<Option<(UserId, Count)>, Failed> {
    let Some(("COUNT", id)) = record.pk().split_once('#') else { return Ok(None) };
    let (Ok(room), Some(image)) = (UserId::parse(id), record.new_image()) else { return Ok(None) };
    Ok(Some((room, projection::read(image)?)))
}
