//! What becomes of the batches that the worker is handed.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use local::TakeIn;
use table::change::{BatchFailures, TableEvent};

use super::sequences::Way;

/// What the worker is handed next, and what it was handed last.
#[derive(Default)]
pub(super) struct Fate {
    pub(super) way: Way,
    last: Vec<TableEvent>,
}

/// Hands a batch in as its fate has it.
pub(super) async fn hand_in(batch: TableEvent, take_in: TakeIn, fate: Arc<Mutex<Fate>>) -> BatchFailures {
    let (way, last) = {
        let mut fate = fate.lock().unwrap();
        (std::mem::take(&mut fate.way), fate.last.clone())
    };
    for _ in 0..way.is_ended {
        let mut work = pin!(take_in(batch.clone()));
        let mut left = way.after;
        std::future::poll_fn(|context| {
            if left == 0 {
                return Poll::Ready(());
            }
            left -= 1;
            work.as_mut().poll(context).map(drop)
        })
        .await;
    }
    if way.is_twice {
        take_in(batch.clone()).await;
    }
    let failures = take_in(batch.clone()).await;
    if way.is_again {
        for before in last {
            take_in(before).await;
        }
    }
    let mut fate = fate.lock().unwrap();
    fate.last.push(batch);
    if fate.last.len() > 3 {
        fate.last.remove(0);
    }
    failures
}
