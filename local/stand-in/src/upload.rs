//! Uploading what egresses record, by the calls of S3 that LiveKit's own worker makes.

use futures::StreamExt as _;

use crate::server::StandIn;
use crate::state::{State, Upload};
use crate::tape::{Batch, Put};

/// Segments that are on their way at once.
const AT_ONCE: usize = 16;

impl StandIn {
    /// Uploads what is due by now, and ends the egresses that waited for it. Who asks while others are at it waits for them.
    pub(crate) async fn upload(&self) {
        let _turn = self.uploading().lock().await;
        loop {
            let due = self.note(State::take_uploads);
            if due.is_empty() {
                return;
            }
            let done = futures::future::join_all(due.into_iter().map(async |upload| {
                let outcome = self.carry_out(&upload).await;
                (upload.egress_id, outcome)
            }));
            for (egress_id, outcome) in done.await {
                self.note(|state| state.uploaded(&egress_id, outcome));
            }
        }
    }

    async fn carry_out(&self, upload: &Upload) -> Result<(), String> {
        let Upload { place, batch, is_refused, .. } = upload;
        let Batch { segments, rest } = batch;
        if segments.is_empty() && rest.is_empty() {
            return Ok(());
        }
        if *is_refused {
            return Err("AccessDenied: refused on request".to_owned());
        }
        let bucket = self.buckets().at(place)?;
        let put = async |put: &Put| bucket.put(&put.key, put.body.clone(), put.content_type).await;
        let mut puts = futures::stream::iter(segments).map(put).buffer_unordered(AT_ONCE);
        while let Some(outcome) = puts.next().await {
            outcome.map_err(|error| error.to_string())?;
        }
        for object in rest {
            put(object).await.map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}
