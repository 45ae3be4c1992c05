//! The round over the bucket, some places a minute. It finds what is nobody's: an egress uploaded after its video was erased, or a
//! process died before it had anything erased. What is found is looked at again a day later, and erased if it is nobody's
//! still: whoever restores tables, or points a deployment at another table, has that day to be told
//! (docs/adr/0022-erasing.md).

use domain::recording::part_behind;
use runtime::Result;
use store::{Call, OutboxEntry, Round};

use crate::App;

/// The first part of the bucket; all are called as long.
const FIRST: &str = "v/00/";
/// Places a run: 144,000 a day. A round is 512 runs at least, one for each part of the bucket.
const PLACES_A_RUN: usize = 100;
/// What was deleted so long ago has no objects any more, in seconds: they were erased twice, the second time after an hour.
const ERASED_SECS: i64 = 2 * 3_600;
/// Between the two looks, in seconds.
const DOUBT_SECS: i64 = 24 * 3_600;

/// Leaves an entry for each of the next few places that are nobody's, and goes on from there at the next run; after the last
/// one it begins anew. One list, and one BatchGet. Returns how many it left.
///
/// # Errors
/// The table away: the same ones are looked at at the next run. The bucket away is none.
pub(crate) async fn sweep(app: &App) -> Result<usize> {
    let Some(objects) = app.outbox.objects() else { return Ok(0) };
    let place = app.store.sweep_place(Round::Bucket).await?;
    // A part, or a folder of it, behind which it goes on.
    let (part, after) = match &place {
        Some(place) if place.len() > FIRST.len() => (place[..FIRST.len()].to_owned(), Some(place.as_str())),
        Some(place) => (place.clone(), None),
        None => (FIRST.to_owned(), None),
    };
    let folders = match objects.folders(&part, after, PLACES_A_RUN).await {
        Ok(folders) => folders,
        Err(cause) => {
            tracing::warn!(event = "reconcile_bucket", outcome = "the bucket is away", %cause);
            return Ok(0);
        }
    };
    let now = app.clock.now();
    let unknown = app.store.unknown_places(folders.names, now.plus_secs(-ERASED_SECS)).await?;
    for prefix in &unknown {
        tracing::warn!(event = "unknown_objects", prefix, outcome = "seen");
        let call = Call::EraseUnknown { prefix: prefix.clone() };
        app.store.put_entry_once(&OutboxEntry::new(call, now.plus_secs(DOUBT_SECS), &app.random)).await?;
    }
    let next = folders.next.or_else(|| part_behind(Some(&part)));
    app.store.move_sweep(Round::Bucket, place.as_deref(), next.as_deref()).await?;
    Ok(unknown.len())
}
