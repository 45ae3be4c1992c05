//! What viewers see later than the moderators is sent when it is due. A function cannot sleep for long, and whoever
//! follows a shard holds up what comes behind: so an entry that is not due within a moment is written once more, and that
//! change comes in again.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::{Time, UserId};
use futures::StreamExt as _;
use runtime::Result;
use store::LaterItem;
use table::change::Record;

use crate::App;
use crate::image::read;
use crate::send::{self, To};

/// An entry is waited for as long, in milliseconds: no longer than the packets of a busy room take.
const HOLD_MILLIS: i64 = 1_000;
/// Rooms that are waited for at once.
const AT_ONCE: usize = 32;

/// A frame that waits, at its place in the batch.
struct Waiting {
    at: usize,
    frame: String,
    item: LaterItem,
}

/// Sends what is due, and lets the rest wait on. Returns the places of the records that are left.
pub(crate) async fn take_in(app: &App, records: &[Record]) -> Vec<usize> {
    let mut rooms: BTreeMap<UserId, Vec<Waiting>> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        // An entry that went waits no more.
        if let Some(host) = LaterItem::host_of(record.pk())
            && let Some(item) = read::<LaterItem>(record, record.new_image())
        {
            rooms.entry(host).or_default().push(Waiting { at, frame: record.sk().to_owned(), item });
        }
    }
    let rooms = rooms.into_iter().map(|(host, waiting)| async move { room(app, &host, waiting).await });
    futures::stream::iter(rooms).buffer_unordered(AT_ONCE).collect::<Vec<_>>().await.concat()
}

async fn room(app: &App, host: &UserId, mut waiting: Vec<Waiting>) -> Vec<usize> {
    waiting.sort_by_key(|waiting| waiting.item.due_at);
    let until = app.clock.now().plus_millis(HOLD_MILLIS);
    let mut left = vec![];
    while let Some(first) = waiting.first() {
        wait(app, first.item.due_at.min(until)).await;
        let now = app.clock.now();
        if first.item.due_at > now {
            break;
        }
        let rest = waiting.split_off(waiting.partition_point(|waiting| waiting.item.due_at <= now));
        if let Err(cause) = show(app, host, &waiting).await {
            tracing::error!(event = "chat_later", user_id = %host, outcome = "failed", ?cause);
            left.extend(waiting.iter().map(|waiting| waiting.at));
        }
        waiting = rest;
    }
    let waits = waiting.into_iter().map(|Waiting { at, frame, item }| async move {
        let cause = app.store.wait_on(host, &frame, &item).await.err()?;
        tracing::error!(event = "chat_later", user_id = %host, outcome = "failed", ?cause);
        Some(at)
    });
    left.extend(futures::future::join_all(waits).await.into_iter().flatten());
    left
}

async fn show(app: &App, host: &UserId, due: &[Waiting]) -> Result<()> {
    let frames: Vec<&str> = due.iter().map(|due| due.frame.as_str()).collect();
    let messages = app.store.said_in(host, &frames).await?;
    send::room(app, host, messages, To::AllLater).await;
    Ok(())
}

async fn wait(app: &App, until: Time) {
    let millis = until.millis_since(app.clock.now());
    tokio::time::sleep(Duration::from_millis(u64::try_from(millis).unwrap_or_default())).await;
}
