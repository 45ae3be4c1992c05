//! Follows the table of chats: writes what was said into the history, sends into the room what its handler did not send,
//! and takes out of the history what was taken out of the chat.

mod app;
mod erase;
mod image;
mod later;
mod rates;
mod send;
mod write;

pub use app::App;

use runtime::metrics;
use table::change::{BatchFailures, TableEvent};

/// Takes a batch of changes in. What cannot be taken in now is named, so that Lambda hands it in again; twice, it does no
/// harm. Four kinds of changes, told apart by their keys: of chatters, of frames, of marks, of frames that wait.
pub async fn handle(app: &App, batch: TableEvent) -> BatchFailures {
    let records = &batch.records;
    let (not_written, not_erased, not_kept, not_shown) = tokio::join!(
        write::take_in(app, records),
        erase::take_in(app, records),
        send::take_in(app, records),
        later::take_in(app, records)
    );
    metrics::flush(app.clock.now());
    let mut left: Vec<usize> = [not_written, not_erased, not_kept, not_shown].concat();
    left.sort_unstable();
    left.dedup();
    BatchFailures::of(left.into_iter().map(|at| records[at].sequence_number().to_owned()))
}
