//! Follows the table's stream: makes pending LiveKit calls at once, and keeps the copies that lists and
//! search read, counts viewers, and builds the ranking of live streams: one file a projection.

mod app;
mod event;
mod follower_total;
mod pending_call;
mod ranking;
mod search_words;
mod stream_card;
mod viewer_count;

pub use event::{BatchFailures, Record, TableEvent};

pub use app::App;

use runtime::Error;
use runtime::metrics::{self, Metric};

use follower_total::LastOfEach;

/// Takes a batch of changes in, in their order. The first record that cannot be taken in now is named,
/// so that Lambda hands it and those after it in again.
pub async fn handle(app: &App, batch: TableEvent) -> BatchFailures {
    // Side by side, though template.yaml hands counts in by themselves: a call to LiveKit may take long.
    let (failures, (), ()) = tokio::join!(
        take_in_order(app, &batch),
        viewer_count::take_in(app, &batch.records),
        ranking::take_in(app, &batch.records)
    );
    metrics::flush(app.clock.now());
    failures
}

async fn take_in_order(app: &App, batch: &TableEvent) -> BatchFailures {
    let last = LastOfEach::of(&batch.records);
    for record in &batch.records {
        if !take_in(app, record, &last).await {
            return BatchFailures::from(record.sequence_number().to_owned());
        }
    }
    BatchFailures::none()
}

/// Whether the record is done with. Each projection has its turn, whatever becomes of the others; doing
/// one twice does no harm.
///
/// What a dependency could not do is tried again. A fault of ours would be the same the next time, and
/// hold up everybody's records behind it: it is logged and passed over. Nothing is lost for good, since
/// the copies are made from the items as they are at the creator's next change, calls stay pending, and so
/// does the mark of a room that is to be cleared.
async fn take_in(app: &App, record: &Record, last: &LastOfEach<'_>) -> bool {
    let (call, card, words, room, total) = tokio::join!(
        pending_call::take_in(app, record),
        stream_card::take_in(app, record),
        search_words::take_in(app, record),
        viewer_count::clear(app, record),
        follower_total::take_in(app, record, last)
    );
    let mut is_done = true;
    for (projection, result) in [
        ("pending_call", call),
        ("stream_card", card),
        ("search_words", words),
        ("viewer_count", room),
        ("follower_total", total),
    ] {
        let Err(error) = result else { continue };
        let is_fault = matches!(error, Error::Internal(_));
        is_done &= is_fault;
        if is_fault {
            metrics::count(Metric::RecordsPassedOver);
        }
        tracing::error!(
            event = "project",
            projection,
            sequence = record.sequence_number(),
            kind = if is_fault { "fault" } else { "dependency" },
            outcome = if is_fault { "passed_over" } else { "failed" },
            cause = ?error,
        );
    }
    is_done
}
