//! A reader of a stream: an event source mapping of `template.yaml`. Its batches are handed in one after the other.

use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use web::{Error, Result};

use super::filter::Filters;
use super::{TakeIn, back_off};
use crate::background::Background;

/// Most changes of a batch: what `template.yaml` has Lambda hand in at once.
const BATCH: usize = 100;

/// A reader; it ends when it is dropped.
pub(super) struct Reader {
    filters: Filters,
    queue: mpsc::UnboundedSender<Value>,
    /// Changes that are not taken in yet.
    left: watch::Sender<usize>,
    _working: Background,
}

impl Reader {
    /// One that hands in what its filters let through.
    pub fn start(filters: Filters, take_in: TakeIn) -> Self {
        let (queue, waiting) = mpsc::unbounded_channel();
        let left = watch::Sender::new(0);
        let working = Background::spawn(work(waiting, take_in, left.clone()));
        Self { filters, queue, left, _working: working }
    }

    /// Takes changes on, in their order.
    pub fn hand_on(&self, records: &[Value]) {
        for record in records.iter().filter(|record| self.filters.let_through(record)) {
            self.left.send_modify(|left| *left += 1);
            // Whoever works ends with `self` only.
            _ = self.queue.send(record.clone());
        }
    }

    /// Whether all is taken in.
    pub fn is_idle(&self) -> bool {
        *self.left.borrow() == 0
    }

    /// Waits until all is taken in.
    pub async fn idle(&self) {
        // The sender is `self`'s.
        _ = self.left.subscribe().wait_for(|left| *left == 0).await;
    }
}

async fn work(mut waiting: mpsc::UnboundedReceiver<Value>, take_in: TakeIn, left: watch::Sender<usize>) {
    let mut batch = vec![];
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let count = batch.len();
        if let Err(error) = hand_in(&take_in, std::mem::take(&mut batch)).await {
            tracing::error!(event = "table_stream", outcome = "passed_over", changes = count, cause = %error);
        }
        left.send_modify(|left| *left -= count);
    }
}

/// Hands a batch in until all of it is taken: what fails comes again with all after it, so that the
/// changes of an item keep their order.
async fn hand_in(take_in: &TakeIn, mut records: Vec<Value>) -> Result<()> {
    let mut failures = 0;
    while !records.is_empty() {
        let batch = serde_json::from_value(json!({ "Records": records })).map_err(Error::internal)?;
        let failed = take_in(batch).await;
        let Some(failed) = failed.first() else { return Ok(()) };
        let taken = records.iter().position(|record| record["dynamodb"]["SequenceNumber"] == failed).unwrap_or(0);
        if taken > 0 {
            failures = 0;
        }
        records.drain(..taken);
        back_off(&mut failures).await;
    }
    Ok(())
}
